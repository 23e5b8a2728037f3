using Unloop.Core.Experiments;
using Unloop.Engine.Experimenting;

namespace Unloop.Cli.Rendering;

/// <summary>Tests as they go on, on the error stream.</summary>
internal sealed class TryProgress(Terminal terminal) : IProgress<TrySight>
{
    public void Report(TrySight value) => terminal.Say(value switch
    {
        TestSight test => $"  > {test.Number}. {test.Experiment.Kind.Token()}: {test.Experiment.Question}",
        AnswerSight answer => $"ok    {answer.Result.Answer}",
        TryNote note => $"  . {note.Says}",
        _ => "",
    });
}
