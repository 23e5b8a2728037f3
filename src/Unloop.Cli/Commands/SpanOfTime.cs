using System.CommandLine;
using System.CommandLine.Parsing;

namespace Unloop.Cli.Commands;

/// <summary>A span of time as kubectl takes it, and as help shows it: <c>90s</c>, <c>5m</c>, <c>1h30m</c>; a bare number is seconds.</summary>
internal readonly record struct SpanOfTime(TimeSpan Value)
{
    public static Option<SpanOfTime> Option(string name, string description, TimeSpan standard) => new(name)
    {
        Description = description,
        HelpName = "SPAN",
        DefaultValueFactory = _ => new(standard),
        CustomParser = Parse,
    };

    public override string ToString() => Value.TotalMinutes > 1 ? $"{Value.TotalMinutes:0}m" : $"{Value.TotalSeconds:0}s";

    private static SpanOfTime Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var (total, number, digits) = (TimeSpan.Zero, 0, 0);
        foreach (var c in char.IsAsciiDigit(text.LastOrDefault()) ? $"{text}s" : text)
        {
            if (char.IsAsciiDigit(c) && digits++ < 6)
            {
                number = (number * 10) + (c - '0');
                continue;
            }

            if (digits is 0 or > 6 || c is not ('s' or 'm' or 'h'))
            {
                digits = 0;
                total = TimeSpan.Zero;
                break;
            }

            total += TimeSpan.FromSeconds(number * (c == 's' ? 1L : c == 'm' ? 60 : 3600));
            (number, digits) = (0, 0);
        }

        if (total <= TimeSpan.Zero)
        {
            result.AddError($"'{text}' is no span of time: write 90s, 5m or 1h30m");
        }

        return new(total);
    }
}
