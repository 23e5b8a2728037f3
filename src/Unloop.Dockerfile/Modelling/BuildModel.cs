using Unloop.Dockerfile.Modelling.Bases;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Modelling;

/// <summary>
/// A Dockerfile executed over a model of files. Whatever cannot be known is unknown, and every approximation errs to that side:
/// "present" and "absent" are claims. The one assumption that is not proved: commands whose effect is not modelled may create and change
/// files, but do not delete those that were there.
/// </summary>
public sealed class BuildModel
{
    internal BuildModel(DockerfileDocument document, BuildContext? context, BuildOptions options, IReadOnlyList<StageModel> stages, StageModel? target)
    {
        Document = document;
        Context = context;
        Options = options;
        Stages = stages;
        Target = target;
    }

    public DockerfileDocument Document { get; }

    /// <summary>Null when the build context is not known.</summary>
    public BuildContext? Context { get; }

    public BuildOptions Options { get; }

    public IReadOnlyList<StageModel> Stages { get; }

    /// <summary>The stage that becomes the image; null when the document has none.</summary>
    public StageModel? Target { get; }

    /// <summary>The steps of the stages that the target needs, in the order of the file.</summary>
    public IEnumerable<StepModel> NeededSteps => Stages.Where(s => s.IsNeeded).SelectMany(s => s.Steps);

    /// <summary>The first step at which the build stops for certain; null when none is known. With it, a running image was not built from this Dockerfile and context.</summary>
    public StepModel? FirstFailure => NeededSteps.FirstOrDefault(s => s.Outcome.IsFailure);

    /// <param name="context">Null: not known, so that every path of it is unknown.</param>
    /// <param name="bases">Where base images come from; null: <see cref="KnownImages"/>.</param>
    public static BuildModel Of(DockerfileDocument document, BuildContext? context = null, IBaseImages? bases = null, BuildOptions? options = null) =>
        new ModelBuilder(document, context, bases ?? KnownImages.Instance, options ?? BuildOptions.Default).Build();
}
