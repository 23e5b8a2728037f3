using Unloop.Dockerfile.Modelling.Commands;
using Unloop.Dockerfile.Modelling.Copying;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Modelling;

/// <summary>One instruction of a stage with the states around it. After a step that fails, the model goes on as if the effect were unknown.</summary>
public sealed class StepModel
{
    public required StageModel Stage { get; init; }

    public required Instruction Instruction { get; init; }

    /// <summary>Counts the steps of the whole Dockerfile; as in <see cref="FileOrigin.Order"/>.</summary>
    public required int Order { get; init; }

    public required StageState Before { get; init; }

    public required StageState After { get; init; }

    public required StepOutcome Outcome { get; init; }

    /// <summary>Of RUN: the commands in order; empty where the text could not be read.</summary>
    public IReadOnlyList<RunCommand> Commands { get; init; } = [];

    /// <summary>Of COPY and ADD.</summary>
    public CopyResult? Copy { get; init; }
}
