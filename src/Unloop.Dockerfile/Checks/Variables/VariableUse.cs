namespace Unloop.Dockerfile.Checks.Variables;

/// <summary>A use of a variable in text for a shell: <c>$X</c>, <c>${X}</c>, or <c>${X:-default}</c> with one of the operators <c>- + ? =</c>.</summary>
/// <param name="Start">Of the dollar sign.</param>
/// <param name="End">Where the text behind it begins.</param>
/// <param name="IsPlain">Without an operator.</param>
internal sealed record VariableUse(string Name, int Start, int End, bool IsPlain)
{
    /// <summary>In the order of the text; also those that stand in the default of another. The time is linear in the text.</summary>
    public static IEnumerable<VariableUse> In(string text)
    {
        var close = -1;
        for (var dollar = text.IndexOf('$', StringComparison.Ordinal); dollar >= 0; dollar = text.IndexOf('$', dollar + 1))
        {
            var isBraced = dollar + 1 < text.Length && text[dollar + 1] == '{';
            var start = dollar + (isBraced ? 2 : 1);
            var end = EndOfName(text, start);
            if (end == start)
            {
                continue;
            }

            if (!isBraced)
            {
                yield return new VariableUse(text[start..end], dollar, end, IsPlain: true);
                continue;
            }

            if (close < end)
            {
                close = text.IndexOf('}', end) is var found and >= 0 ? found : text.Length;
            }

            if (close < text.Length && (close == end || IsOperator(text.AsSpan(end, close - end))))
            {
                yield return new VariableUse(text[start..end], dollar, close + 1, close == end);
            }
        }
    }

    /// <summary>Every name once that is used without an operator.</summary>
    public static IEnumerable<string> PlainNames(string text) => In(text).Where(u => u.IsPlain).Select(u => u.Name).Distinct();

    private static int EndOfName(string text, int start)
    {
        var end = start;
        while (end < text.Length && (char.IsAsciiLetter(text[end]) || text[end] == '_' || (end > start && char.IsAsciiDigit(text[end]))))
        {
            end++;
        }

        return end;
    }

    private static bool IsOperator(ReadOnlySpan<char> text) => text is [':', '-' or '+' or '?' or '=', ..];
}
