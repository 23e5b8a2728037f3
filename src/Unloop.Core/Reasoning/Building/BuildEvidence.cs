using Unloop.Dockerfile.Checks;
using Unloop.Dockerfile.Mending;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Bases;

namespace Unloop.Core.Reasoning.Building;

/// <summary>
/// What an image is said to be built from: a Dockerfile, executed as a model over its build context where that is known, the defects that were
/// found in it, and what mends them. Lives as long as one diagnosis; source code goes into no bundle.
/// </summary>
public sealed class BuildEvidence
{
    private readonly Lazy<MendResult> _mending;

    /// <param name="paths">The files' names as the user would write them.</param>
    /// <param name="model">The Dockerfile, executed.</param>
    /// <param name="bases">What the model was executed with: mending runs it again.</param>
    public BuildEvidence(MendPaths paths, BuildModel model, IBaseImages bases)
    {
        Path = paths.Dockerfile;
        Model = model;
        Defects = [.. RuleList.Check(model).Where(d => d.Severity != Severity.Note)];
        _mending = new(() => Mender.Mend(model.Document, model.Context, bases, model.Options, paths));
    }

    /// <summary>Of the Dockerfile, as the user named it.</summary>
    public string Path { get; }

    public BuildModel Model { get; }

    public IReadOnlyList<Defect> Defects { get; }

    public MendResult Mending => _mending.Value;
}
