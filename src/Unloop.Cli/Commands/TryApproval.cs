using Unloop.Cli.Rendering;
using Unloop.Core.Outcomes;
using Unloop.Core.Reports;
using Unloop.Core.Scaling.Manifests;
using Unloop.Engine.Experimenting;

namespace Unloop.Cli.Commands;

/// <summary>Shows the path with its copies, and asks; with <c>--yes</c> the answer was given with the command.</summary>
internal sealed class TryApproval(Terminal terminal, bool yes, bool verbose) : ITryApprover
{
    public async Task<bool> ApproveAsync(TryPlan plan, CancellationToken cancellationToken)
    {
        terminal.Show(Lines(plan, verbose, terminal.Width));
        if (yes)
        {
            terminal.Say("Approved by --yes.");
            return true;
        }

        return await terminal.AskAsync("Make these copies, one after the other? Only 'yes' is a yes: ", cancellationToken) == "yes";
    }

    public static IEnumerable<StyledLine> Lines(TryPlan plan, bool verbose, int width)
    {
        IEnumerable<StyledLine> path = TryText.Path(plan.ToRecord(TryVerdict.NotTried, ""), width);
        var manifests = plan.Path.Path.SelectMany(e => e.Copies).SelectMany(c => YamlText.Write(ShownManifest.Of(c.Manifest)).TrimEnd('\n').Split('\n').Prepend("---"));
        return verbose ? path.Concat(manifests.Select(l => new StyledLine([new Span(Printable.Line(l), Tone.Dim)]))) : path;
    }
}
