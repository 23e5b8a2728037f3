using System.CommandLine;
using System.CommandLine.Parsing;
using Unloop.Core.Facts;
using Unloop.Core.Planning;

namespace Unloop.Cli.Commands;

/// <summary>The flags that say how long something must hold, shared by the commands that prove it.</summary>
internal sealed class ProofFlags
{
    // Longer than the first back-offs of a fast crasher (10, 20 s) and than most probes take to end a container; short enough for a pipeline.
    private static readonly TimeSpan DefaultWindow = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan DefaultWindowMax = TimeSpan.FromMinutes(10);

    private readonly Option<TimeSpan> _window = Span("--window", "How long every pod must be ready, without a break and without a restart: 90s, 5m", DefaultWindow);
    private readonly Option<TimeSpan> _windowMax = Span("--window-max", "Where the proof takes longer than this (a container that lived for long before it crashed), the answer is 'holding'", DefaultWindowMax);

    public void AddTo(Command command)
    {
        command.Options.Add(_window);
        command.Options.Add(_windowMax);
    }

    /// <summary>What cannot be meant; asked when both spans have been read.</summary>
    public Problem? Mistake(ParseResult parsed) => parsed.GetValue(_window) > parsed.GetValue(_windowMax)
        ? new Problem(ProblemKind.BadInput, "--window is longer than --window-max: nothing could be proven; say both")
        : null;

    public ProofTerms Terms(ParseResult parsed) => new(parsed.GetValue(_window), parsed.GetValue(_windowMax), null);

    public static Option<TimeSpan> Span(string name, string description, TimeSpan standard) => new(name)
    {
        Description = $"{description} [default: {(standard.TotalMinutes > 1 ? $"{standard.TotalMinutes:0}m" : $"{standard.TotalSeconds:0}s")}]",
        HelpName = "SPAN",
        DefaultValueFactory = _ => standard,
        CustomParser = Parse,
    };

    /// <summary>As kubectl takes them: <c>90s</c>, <c>5m</c>, <c>1h30m</c>; a bare number is seconds.</summary>
    private static TimeSpan Parse(ArgumentResult result)
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

        return total;
    }
}
