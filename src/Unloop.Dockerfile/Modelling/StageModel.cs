using Unloop.Dockerfile.Modelling.Bases;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Modelling;

/// <summary>One stage: a FROM and what follows it.</summary>
public sealed class StageModel
{
    private readonly List<StepModel> _steps = [];
    private readonly HashSet<StageModel> _sources = [];

    public required int Index { get; init; }

    /// <summary>From <c>AS</c>, in lower case.</summary>
    public string? Name { get; init; }

    public required Instruction From { get; init; }

    /// <summary>After FROM, expanded; null where an argument is not known.</summary>
    public string? BaseReference { get; init; }

    /// <summary>The stage that FROM names, if it names one.</summary>
    public StageModel? Parent { get; init; }

    /// <summary>The image at the root of it: the parent's, for a stage on a stage.</summary>
    public required BaseImage Base { get; init; }

    /// <summary><c>--platform</c>, expanded; null without, or where not known.</summary>
    public string? Platform { get; init; }

    /// <summary>The build fails or the state is not known already at FROM.</summary>
    public required StepOutcome Outcome { get; init; }

    public required StageState Start { get; init; }

    /// <summary>All after FROM, those that the base image's ONBUILD triggers are left out.</summary>
    public IReadOnlyList<StepModel> Steps => _steps;

    public StageState End => _steps.Count > 0 ? _steps[^1].After : Start;

    /// <summary>The target is this stage, or needs it.</summary>
    public bool IsNeeded { get; internal set; }

    /// <summary>What the stage starts when it is the image.</summary>
    public StartCommand Command => End.Command;

    /// <summary>The stages that it needs: the one it stands on, and those it copies or mounts from.</summary>
    public IReadOnlyCollection<StageModel> Sources => _sources;

    internal void Needs(StageModel stage) => _sources.Add(stage);

    internal void Add(StepModel step) => _steps.Add(step);
}
