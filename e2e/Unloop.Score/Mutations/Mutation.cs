using System.Text.RegularExpressions;

namespace Unloop.Score.Mutations;

/// <summary>Less evidence, or more that does not matter: an answer may become weaker, and must not become wrong.</summary>
internal static partial class Mutation
{
    private const int NoiseLines = 20;

    /// <summary>Each mutation with its name; null where a case has nothing left to look at.</summary>
    public static IEnumerable<(string Name, Func<Case, Case?> Mutate)> Harmless(IReadOnlyList<Case> cases, IReadOnlyList<Answer> answers)
    {
        yield return ("status dropped", WithoutStatus);
        yield return ("logs dropped", WithoutLogs);
        var noise = cases.Zip(answers, (@case, answer) => (@case.Id, Lines: Undeciding(@case, answer).ToArray())).ToArray();
        yield return ("noise added", @case => WithNoise(@case, [.. noise.Where(other => other.Id != @case.Id).SelectMany(other => other.Lines)]));
    }

    private static Case? WithoutStatus(Case @case) =>
        @case.Logs.Any() ? @case.WithFiles(@case.Logs) : null;

    private static Case? WithoutLogs(Case @case) =>
        @case.Files.Count > @case.Logs.Count() ? @case.WithFiles(@case.Files.Where(file => !Case.IsLog(file.Key))) : null;

    /// <summary>Lines of a log that decide nothing: not cited, and not about a failure.</summary>
    private static IEnumerable<string> Undeciding(Case @case, Answer answer) =>
        @case.Logs.SelectMany(log => log.Value.Split('\n'))
            .Select(line => line.TrimEnd('\r'))
            .Where(line => line.Length is > 10 and < 400 && !Failure().IsMatch(line))
            .Where(line => !answer.Proofs.Any(proof => proof.Contains(line.Trim(), StringComparison.Ordinal) || line.Contains(proof, StringComparison.Ordinal)));

    private static Case WithNoise(Case @case, IReadOnlyList<string> pool) =>
        pool.Count == 0 ? @case : @case.WithFiles(@case.Files.Select(file => !Case.IsLog(file.Key) ? file : KeyValuePair.Create(
            file.Key, Noise(@case.Id + file.Key + "before", pool) + file.Value.TrimEnd('\n') + "\n" + Noise(@case.Id + file.Key + "after", pool))));

    private static string Noise(string seed, IReadOnlyList<string> pool) =>
        string.Concat(Enumerable.Range(0, NoiseLines).Select(i => pool[(int)Invention.Number($"{seed}{i}", (uint)pool.Count)] + "\n"));

    [GeneratedRegex("error|fatal|fail|panic|cannot|can't|could not|unable|den(y|ied)|refused|no such|not found|exception|kill|invalid|missing|exit|abort|required|must|unknown|timed? ?out|traceback|^\\s+at ", RegexOptions.IgnoreCase)]
    private static partial Regex Failure();
}
