namespace Unloop.Dockerfile.Modelling.Files;

/// <summary>Modes as chmod and <c>--chmod</c> take them: <c>0755</c>, <c>+x</c>, <c>u=rwX,go-w</c>.</summary>
internal static class ModeText
{
    private const int All = 0b111_111_111;

    /// <summary>Null when it is no mode.</summary>
    public static ModeChange? Parse(string text)
    {
        if (text.Length is > 0 and <= 6 && text.All(c => c is >= '0' and <= '7'))
        {
            return new ModeChange(0, Convert.ToInt32(text, 8) & 0b111_111_111_111);
        }

        ModeChange? change = null;
        foreach (var clause in text.Split(','))
        {
            if (Clause(clause) is not { } one)
            {
                return null;
            }

            change = change?.Then(one) ?? one;
        }

        return change;
    }

    private static ModeChange? Clause(string clause)
    {
        var i = 0;
        var who = 0;
        for (; i < clause.Length && clause[i] is 'u' or 'g' or 'o' or 'a'; i++)
        {
            who |= clause[i] switch { 'u' => 0b111_000_000, 'g' => 0b111_000, 'o' => 0b111, _ => All };
        }

        who = who == 0 ? All : who;
        if (i == clause.Length || clause[i] is not ('+' or '-' or '='))
        {
            return null;
        }

        var operation = clause[i];
        var bits = 0;
        foreach (var c in clause[(i + 1)..])
        {
            switch (c)
            {
                case 'r': bits |= 0b100_100_100; break;
                case 'w': bits |= 0b010_010_010; break;
                case 'x': bits |= 0b001_001_001; break;
                case 'X' or 's' or 't': break; // X only spreads an execute bit that is there.
                default: return null;
            }
        }

        return operation switch
        {
            '+' => new ModeChange(-1, bits & who),
            '-' => new ModeChange(~(bits & who), 0),
            _ => new ModeChange(~who, bits & who),
        };
    }
}
