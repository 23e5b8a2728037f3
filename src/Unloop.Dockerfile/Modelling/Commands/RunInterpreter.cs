using Unloop.Dockerfile.Modelling.Files;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Modelling.Commands;

/// <summary>Carries out a RUN over the model of files.</summary>
internal sealed class RunInterpreter(ModelBuilder model, StageModel stage, Instruction instruction, StageState before)
{
    public (StageState After, StepOutcome Outcome, IReadOnlyList<RunCommand> Commands) Run()
    {
        var origin = new FileOrigin { Kind = OriginKind.Command, Instruction = instruction, Stage = stage.Index, Order = model.Order };
        return (before with { Files = Changes.Disturb(before.Files, "/", origin) }, StepOutcome.Unknown, []);
    }
}
