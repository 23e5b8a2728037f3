using Unloop.Dockerfile.Modelling;

namespace Unloop.Dockerfile.Checks;

/// <summary>
/// One kind of defect that makes a container fail at run time. Pure; looks only at what the model knows, and is silent about everything that is
/// unknown: a false alarm is worse than a miss. Style is no rule's business.
/// </summary>
public interface IRule
{
    RuleDescription About { get; }

    string Id => About.Id;

    /// <summary>The defects of this kind in the stages that the target needs, in the order of their lines.</summary>
    IEnumerable<Defect> Check(BuildModel model);
}
