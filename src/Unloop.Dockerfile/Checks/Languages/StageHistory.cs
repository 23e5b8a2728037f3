using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Commands;
using Unloop.Dockerfile.PackageManagers;

namespace Unloop.Dockerfile.Checks.Languages;

/// <summary>A command of RUN with the step that it stands in.</summary>
internal sealed record RunAt(StepModel Step, RunCommand Command)
{
    public PackageInstall? Install => Command.Install;

    public int Line => Step.Instruction.FirstLine;
}

/// <summary>What happened in a stage and in the stages that it stands on.</summary>
internal static class StageHistory
{
    private const int MostStages = 200;

    /// <summary>The steps of the stage and of those that its FROM names, oldest first.</summary>
    public static IReadOnlyList<StepModel> History(this StageModel stage)
    {
        var chain = new List<StageModel>();
        for (var at = stage; at is not null && chain.Count < MostStages; at = at.Parent)
        {
            chain.Add(at);
        }

        chain.Reverse();
        return [.. chain.SelectMany(s => s.Steps)];
    }

    public static IEnumerable<RunAt> Runs(this StageModel stage) => stage.History().SelectMany(Runs);

    public static IEnumerable<RunAt> Runs(this StepModel step) => step.Commands.Select(c => new RunAt(step, c));

    public static IEnumerable<RunAt> Installs(this StageModel stage, Ecosystem ecosystem) => stage.Runs().Where(r => r.Install?.Ecosystem == ecosystem);

    /// <summary>The stages that are not part of this one's history; also those that the target does not need because it takes nothing of them.</summary>
    public static IEnumerable<StageModel> Others(this BuildModel model, StageModel stage)
    {
        var own = new HashSet<StageModel>();
        for (var at = stage; at is not null && own.Count < MostStages; at = at.Parent)
        {
            own.Add(at);
        }

        return model.Stages.Where(s => !own.Contains(s));
    }

    /// <summary>The COPY and ADD steps that bring something from another stage or image.</summary>
    public static IEnumerable<StepModel> CopiesFromElsewhere(this StageModel stage) => stage.History().Where(s => s.Copy is { IsFromContext: false });

    /// <summary>The stage as a reader knows it: <c>stage 'build'</c>, or its number.</summary>
    public static string In(this StepModel step) => step.Stage.Name is { } name ? $"stage '{name}'" : $"stage {step.Stage.Index}";
}
