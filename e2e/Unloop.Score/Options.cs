namespace Unloop.Score;

/// <summary>What the command line asks for.</summary>
internal sealed record Options
{
    public const string Usage = """
        unloop-score --cases DIR [--unloop BIN] [--mutate] [--verbose] [--min-right N] [--max-wrong-certain N] [--min-certain-share X] [--min-renamed-share X]

        Diagnoses every folder of DIR that has an expected.json, and measures the answers against it. The closing line is "N passed, N failed";
        the exit code is 0 when every requirement holds, 1 when one does not, 2 when the command line is wrong.
        """;

    public required string Cases { get; init; }
    public string Unloop { get; init; } = "unloop";
    public bool Mutate { get; init; }
    public bool Verbose { get; init; }

    /// <summary>How many cases must be right; all of them unless said otherwise.</summary>
    public int? MinRight { get; init; }
    public int MaxWrongCertain { get; init; }

    /// <summary>The share of the right answers that must be <c>certain</c>.</summary>
    public double MinCertainShare { get; init; } = 0.4;

    /// <summary>The share of the right answers whose category must hold when names are changed.</summary>
    public double MinRenamedShare { get; init; } = 0.9;

    /// <returns>Null when the command line cannot be understood.</returns>
    public static Options? Parse(IReadOnlyList<string> arguments)
    {
        var options = new Options { Cases = "" };
        for (var i = 0; i < arguments.Count; i++)
        {
            var flag = arguments[i];
            options = flag switch
            {
                "--mutate" => options with { Mutate = true },
                "--verbose" => options with { Verbose = true },
                _ when i + 1 < arguments.Count => WithValue(options, flag, arguments[++i]),
                _ => null,
            };
            if (options is null)
            {
                return null;
            }
        }
        return options.Cases.Length == 0 ? null : options;
    }

    private static Options? WithValue(Options options, string flag, string value) => flag switch
    {
        "--cases" => options with { Cases = value },
        "--unloop" => options with { Unloop = value },
        "--min-right" when int.TryParse(value, out var number) => options with { MinRight = number },
        "--max-wrong-certain" when int.TryParse(value, out var number) => options with { MaxWrongCertain = number },
        "--min-certain-share" when double.TryParse(value, out var share) => options with { MinCertainShare = share },
        "--min-renamed-share" when double.TryParse(value, out var share) => options with { MinRenamedShare = share },
        _ => null,
    };
}
