using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.Modelling.Copying;

/// <summary>The tree that a COPY reads.</summary>
/// <param name="Files">Null: not known at all.</param>
/// <param name="Origin">Without a path; to be put on each file.</param>
internal sealed record CopyOrigin(FileTree? Files, FileOrigin Origin, StageModel? Stage = null, string? Image = null, StepOutcome? Failure = null)
{
    public bool IsContext => Stage is null && Image is null;

    public static CopyOrigin Of(ModelBuilder model, StageModel stage, StageState state, Syntax.Instruction instruction)
    {
        var origin = new FileOrigin { Kind = OriginKind.CopyFromContext, Instruction = instruction, Stage = stage.Index, Order = model.Order };
        if (instruction.Keyword != "COPY" || instruction.Flag("from") is not { } written)
        {
            return new CopyOrigin(new FileTree(model.Context?.Tree ?? ContextTree.Unknown), origin);
        }

        // Newer frontends expand variables here, older ones do not; where it matters nothing is known.
        var from = written.Contains('$', StringComparison.Ordinal) ? Variables.Expand(written, model.Escape, state) : written;
        if (from is null)
        {
            return new CopyOrigin(null, origin with { Kind = OriginKind.CopyFromImage }, Image: written);
        }

        if (model.FindStage(from) is { } source && source != stage)
        {
            stage.Needs(source);
            return new CopyOrigin(source.End.Files, origin with { Kind = OriginKind.CopyFromStage }, source);
        }

        if (string.Equals(stage.Name, from, StringComparison.OrdinalIgnoreCase) || from == stage.Index.ToString(System.Globalization.CultureInfo.InvariantCulture))
        {
            return new CopyOrigin(null, origin with { Kind = OriginKind.CopyFromStage }, Image: from, Failure: StepOutcome.Fails(
                $"it copies from its own stage, {from}", $"circular dependency detected on stage: {from}"));
        }

        var image = model.Bases.Find(from, stage.Platform ?? model.Options.Platform);
        var root = Node.Directory(null, 0) with { Rest = [RestSource.Of(image, "/", new FileOrigin { Kind = OriginKind.Base, SourcePath = "/" })] };
        return new CopyOrigin(new FileTree(root), origin with { Kind = OriginKind.CopyFromImage }, Image: from);
    }
}
