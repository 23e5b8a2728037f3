using System.Text.RegularExpressions;

namespace Unloop.Score.Mutations;

/// <summary>A case without the lines that its diagnosis rests on, in whatever file they stand.</summary>
internal static partial class DecidingLines
{
    public static Case DeletedFrom(Case @case, Answer answer) =>
        @case.Rewritten(text => string.Join('\n', text.Split('\n').Where(line => !answer.Proofs.Any(proof => Carries(line, proof)))));

    /// <summary>
    /// A proof is cited redacted and decoded, and the same words often stand there again under another time: so a line goes when it holds all
    /// words of the proof. Of a status or a spec one proof joins several fields (<c>OOMKilled, exit code 137</c>): there a line goes too when
    /// the proof holds all its words, or all those of its value.
    /// </summary>
    private static bool Carries(string line, Cited proof)
    {
        var cited = Words(proof.Text);
        var words = Words(line);
        if (cited.Count == 0 || words.Count == 0)
        {
            return false;
        }

        // in a log short words are left out: numbers, times and punctuation differ from line to line
        if (proof.IsLog)
        {
            var telling = cited.Where(word => word.Length > 3 && char.IsLetter(word[0])).ToHashSet();
            return words.IsSupersetOf(telling.Count > 0 ? telling : cited);
        }

        var value = line[(line.IndexOf(": ", StringComparison.Ordinal) + 1)..].Trim();
        return words.IsSupersetOf(cited) || words.IsSubsetOf(cited) || (value.Length > 2 && Words(value) is { Count: > 0 } some && some.IsSubsetOf(cited));
    }

    private static HashSet<string> Words(string text) =>
        [.. Word().Matches(text).Select(match => match.Value.Trim('.', ':').ToLowerInvariant()).Where(word => word.Length > 0)];

    [GeneratedRegex(@"[\w./:=%@-]+")]
    private static partial Regex Word();
}
