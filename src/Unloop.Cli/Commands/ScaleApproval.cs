using Unloop.Cli.Rendering;
using Unloop.Core.Reports;
using Unloop.Core.Scaling.Manifests;
using Unloop.Engine.Scaling;

namespace Unloop.Cli.Commands;

/// <summary>Shows what stands in the way and what would be written, with how it is taken back, and asks; with <c>--yes</c> the answer was given with the command.</summary>
/// <param name="report">The answer that the manifests are part of.</param>
internal sealed class ScaleApproval(Terminal terminal, ScaleReport report, bool yes) : IScalingApprover
{
    public async Task<bool> ApproveAsync(IReadOnlyList<ScalingManifest> manifests, CancellationToken cancellationToken)
    {
        var lines = new List<StyledLine>(ScaleText.Answer(report, terminal.Width)) { StyledLine.Empty };
        foreach (var manifest in manifests)
        {
            lines.Add(new([new Span($"{manifest} in namespace {manifest.Namespace}", Tone.Strong), new Span(manifest.RollsOut ? "  (the pods are replaced)" : "", Tone.Bad)]));
            lines.AddRange(YamlText.Write(manifest.Content).TrimEnd('\n').Split('\n').Select(l => new StyledLine([new Span("  " + Printable.Line(l))])));
            lines.Add(new([new Span("  undo: ", Tone.Dim), new Span(manifest.Undo, Tone.Command)]));
        }

        terminal.Show(lines);
        if (yes)
        {
            terminal.Say("Approved by --yes.");
            return true;
        }

        return await terminal.AskAsync("Apply this? Only 'yes' is a yes: ", cancellationToken) == "yes";
    }
}
