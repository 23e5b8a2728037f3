using Unloop.Core.Diagnoses;
using Unloop.Core.Signatures;

namespace Unloop.Knowledge;

/// <summary>What a signature's author must get right beyond the format; costs milliseconds a signature, so it runs for authors and in tests only.</summary>
internal static class SignatureCheck
{
    /// <summary>Captures that every template may use.</summary>
    private static readonly string[] Given = ["container", "pod", "namespace", "workload", "image", "line"];

    public static IEnumerable<string> Problems(Signature signature)
    {
        var matchers = signature.Match;
        foreach (var pattern in matchers.SelectMany(PatternsOf))
        {
            if (Unusable(pattern) is { } problem)
            {
                yield return problem;
                yield break;
            }
        }

        foreach (var matcher in matchers)
        {
            var captured = PatternsOf(matcher).SelectMany(p => p.Captures).Concat(Given).ToHashSet(StringComparer.Ordinal);
            foreach (var name in TemplatesOf(signature).SelectMany(Captures.NamesIn).Distinct().Where(n => !captured.Contains(n)))
            {
                yield return $"the template uses {{{name}}}, which the matcher with literal '{matcher.Literal}' does not capture";
            }
        }

        if (!signature.Statement.EndsWith('.'))
        {
            yield return "the statement must end with a full stop";
        }

        if (signature.Statement.Length > Sentence.Longest)
        {
            yield return $"the statement is longer than {Sentence.Longest} characters before its captures are filled in";
        }

        if (signature.Title.EndsWith('.'))
        {
            yield return "the title must not end with a full stop";
        }
    }

    private static IEnumerable<LinePattern> PatternsOf(Matcher matcher) =>
        new[] { matcher.Regex, matcher.Except }.OfType<LinePattern>().Concat(matcher.And.Select(n => n.Regex)).Concat(matcher.Not.Select(n => n.Regex));

    private static IEnumerable<string> TemplatesOf(Signature signature) =>
        [signature.Statement, signature.Subject,
            .. signature.Corroborate.Concat(signature.When).Concat(signature.Unless).SelectMany(c => c.Arguments),
            .. signature.Solution.Concat(signature.Prevention).SelectMany(a => new[] { a.Text, a.Command ?? "", a.Diff ?? "" })];

    private static string? Unusable(LinePattern pattern)
    {
        try
        {
            _ = pattern.Captures.Count();
            return null;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return $"the pattern '{pattern}' cannot be used: {e.Message}";
        }
    }
}
