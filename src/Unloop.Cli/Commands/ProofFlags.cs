using System.CommandLine;
using Unloop.Core.Facts;
using Unloop.Core.Planning;

namespace Unloop.Cli.Commands;

/// <summary>The flags that say how long something must hold, shared by the commands that prove it.</summary>
internal sealed class ProofFlags
{
    // Longer than the first back-offs of a fast crasher (10, 20 s) and than most probes take to end a container; short enough for a pipeline.
    private static readonly TimeSpan DefaultWindow = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan DefaultWindowMax = TimeSpan.FromMinutes(10);

    private readonly Option<SpanOfTime> _window = SpanOfTime.Option("--window", "How long every pod must be ready, without a break and without a restart: 90s, 5m", DefaultWindow);
    private readonly Option<SpanOfTime> _windowMax = SpanOfTime.Option("--window-max", "Where the proof takes longer than this (a container that lived for long before it crashed), the answer is 'holding'", DefaultWindowMax);

    public void AddTo(Command command)
    {
        command.Options.Add(_window);
        command.Options.Add(_windowMax);
    }

    /// <summary>What cannot be meant; asked when both spans have been read.</summary>
    public Problem? Mistake(ParseResult parsed) => parsed.GetValue(_window).Value > parsed.GetValue(_windowMax).Value
        ? new Problem(ProblemKind.BadInput, "--window is longer than --window-max: nothing could be proven; say both")
        : null;

    public ProofTerms Terms(ParseResult parsed) => new(parsed.GetValue(_window).Value, parsed.GetValue(_windowMax).Value, null);
}
