using Unloop.Dockerfile.Checks;
using Unloop.Dockerfile.Modelling;

namespace Unloop.Core.Reasoning.Building;

/// <summary>
/// What an image is said to be built from: a Dockerfile, executed as a model over its build context where that is known, and the defects that
/// were found in it. Lives as long as one diagnosis; source code goes into no bundle.
/// </summary>
public sealed class BuildEvidence
{
    public BuildEvidence(string path, BuildModel model)
    {
        Path = path;
        Model = model;
        Defects = [.. RuleList.Check(model).Where(d => d.Severity != Severity.Note)];
    }

    /// <summary>Of the Dockerfile, as the user named it.</summary>
    public string Path { get; }

    public BuildModel Model { get; }

    public IReadOnlyList<Defect> Defects { get; }
}
