using Unloop.Engine.Fixing;

namespace Unloop.Cli.Rendering;

/// <summary>A fix as it goes on, on the error stream: each step as it begins and ends, and the pods while they are watched.</summary>
internal sealed class FixProgress(Terminal terminal, bool verbose) : IProgress<FixSight>
{
    private readonly RolloutProgressLines _pods = new(terminal);

    public void Report(FixSight value)
    {
        switch (value)
        {
            case StepSight step:
                terminal.Tell($"{Mark(step.Moment)} {step.Says}");
                break;
            case ToolSight tool when verbose:
                terminal.Tell($"    | {tool.Line}");
                break;
            case ToolSight tool:
                terminal.Progress(tool.Line);
                break;
            case NoteSight note:
                terminal.Tell($"  . {note.Says}");
                break;
            case PodsSight pods:
                _pods.Report(pods.Rollout);
                break;
        }
    }

    private static string Mark(StepMoment moment) => moment switch
    {
        StepMoment.Begins => "  >",
        StepMoment.IsDone => "ok ",
        StepMoment.Fails => "FAILED",
        _ => "back",
    };
}
