using Unloop.Engine.Fixing;

namespace Unloop.Cli.Rendering;

/// <summary>A fix as it goes on, on the error stream: each step as it begins and ends, and the pods while they are watched.</summary>
internal sealed class FixProgress(Terminal terminal, bool verbose) : IProgress<FixSight>
{
    private readonly LiveRollout _pods = new(terminal);

    public void Report(FixSight value)
    {
        if (value is not PodsSight)
        {
            _pods.End();
        }

        switch (value)
        {
            case StepSight step:
                terminal.Say($"{Mark(step.Moment)} {step.Says}");
                break;
            case ToolSight tool when verbose:
                terminal.Say($"    | {tool.Line}");
                break;
            case ToolSight tool:
                terminal.Progress(tool.Line);
                break;
            case NoteSight note:
                terminal.Say($"  . {note.Says}");
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
