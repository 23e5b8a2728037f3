using Unloop.Dockerfile.Modelling.Files;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Modelling.Copying;

/// <summary>Carries out a COPY or ADD over the model of files.</summary>
internal sealed class CopyInterpreter(ModelBuilder model, StageModel stage, Instruction instruction, StageState before)
{
    public (StageState After, StepOutcome Outcome, CopyResult Copy) Run()
    {
        var origin = new FileOrigin { Kind = OriginKind.CopyFromContext, Instruction = instruction, Stage = stage.Index, Order = model.Order };
        return (before with { Files = Changes.Disturb(before.Files, "/", origin) }, StepOutcome.Unknown, new CopyResult());
    }
}
