using Unloop.Core.Reasoning;
using Unloop.Core.Reports;
using Unloop.Core.Stability;
using Unloop.Engine.Verifying;

namespace Unloop.Cli.Rendering;

/// <summary>A rollout as it goes: for a person who watches, the pods in place, look by look; for a log, one line where something changes.</summary>
internal sealed class LiveRollout(Terminal terminal) : IProgress<RolloutSight>
{
    /// <summary>Verdict and caption stand below the table.</summary>
    private const int OtherLines = 4;

    private string? _said;

    public void Report(RolloutSight value)
    {
        var statement = value.Problem is { } problem ? $"not seen, trying again: {problem.Message}" : value.Verdict?.Statement ?? "";
        if (!terminal.Redraws)
        {
            if (statement != _said)
            {
                terminal.Say($"{(value.Snapshot?.At is { } at ? $"{at.ToUniversalTime():HH:mm:ss}Z  " : "")}{statement}");
            }

            _said = statement;
            return;
        }

        IReadOnlyList<StyledLine> table = value.Snapshot is { } snapshot ? RolloutTable.Write(snapshot, Math.Max(1, terminal.Height - OtherLines)) : [];
        terminal.Redraw([.. table, StyledLine.Empty, new StyledLine([new Span(Printable.Line(statement), Tone.Strong), new Span(Clock(value.Verdict), Tone.Dim)])]);
    }

    /// <summary>Takes the table away again: the result follows on the other stream.</summary>
    public void End() => terminal.Redraw([]);

    private static string Clock(StabilityVerdict? verdict) =>
        verdict is { State: StabilityState.Proving } ? $" {Duration.Text(verdict.Held)} held, {Duration.Text(verdict.Remaining)} to go" : "";
}
