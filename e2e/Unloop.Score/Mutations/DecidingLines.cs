using System.Text.RegularExpressions;

namespace Unloop.Score.Mutations;

/// <summary>A case without the lines that its diagnosis rests on, in whatever file they stand.</summary>
internal static partial class DecidingLines
{
    public static Case DeletedFrom(Case @case, Answer answer) =>
        @case.Rewritten(text => string.Join('\n', text.Split('\n').Where(line => !answer.Proofs.Any(proof => Carries(line, proof)))));

    /// <summary>
    /// A proof is cited redacted and decoded, and the same words often stand there again under another time: so a line goes when it holds all
    /// words of the proof. A bare number (an exit code) is looked for in the fields that hold such.
    /// </summary>
    private static bool Carries(string line, string proof)
    {
        var words = Word().Matches(proof).Select(match => match.Value).ToArray();
        return words.Length > 0
            ? words.All(word => line.Contains(word, StringComparison.Ordinal))
            : proof.Length > 0 && Regex.IsMatch(line, $@"(?i)(code|count|signal)\W+{Regex.Escape(proof)}\b");
    }

    [GeneratedRegex(@"[A-Za-z_][\w./-]{3,}")]
    private static partial Regex Word();
}
