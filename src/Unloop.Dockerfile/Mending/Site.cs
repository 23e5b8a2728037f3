using Unloop.Dockerfile.Checks;
using Unloop.Dockerfile.Editing;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Mending;

/// <summary>A defect where it stands: all that a planner may look at.</summary>
internal sealed class Site(BuildModel model, Defect defect)
{
    public BuildModel Model { get; } = model;

    public Defect Defect { get; } = defect;

    public DockerfileDocument Document => Model.Document;

    public SourceText Source => Model.Document.Source;

    public BuildContext? Context => Model.Context;

    public Instruction Instruction => Defect.Instruction;

    /// <summary>The step of the defect's instruction; null when that is a FROM, or stands in no stage.</summary>
    public StepModel? Step { get; } = StepOf(model, defect.Instruction);

    /// <summary>The stage that the defect's instruction stands in, FROM included.</summary>
    public StageModel? Stage => Step?.Stage ?? Model.Stages.FirstOrDefault(s => s.From == Instruction) ?? Model.Target;

    /// <summary>The state of the image when it starts.</summary>
    public StageState? End => Model.Target?.End;

    public LineEditor Edit() => new(Source);

    public StepModel? StepOf(Instruction instruction) => StepOf(Model, instruction);

    /// <summary>The steps of a stage that come after another step of it.</summary>
    public static IEnumerable<StepModel> After(StepModel step) => step.Stage.Steps.Where(s => s.Order > step.Order);

    public static IEnumerable<StepModel> Before(StepModel step) => step.Stage.Steps.Where(s => s.Order < step.Order);

    private static StepModel? StepOf(BuildModel model, Instruction instruction) => model.Stages.SelectMany(s => s.Steps).FirstOrDefault(s => s.Instruction == instruction);
}
