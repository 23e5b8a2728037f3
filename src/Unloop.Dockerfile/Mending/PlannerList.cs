using Unloop.Dockerfile.Mending.Forms;
using Unloop.Dockerfile.Mending.Manifests;

namespace Unloop.Dockerfile.Mending;

/// <summary>Every planner; each rule has at most one.</summary>
internal static class PlannerList
{
    public static IReadOnlyList<IPlanner> All { get; } =
    [
        new ManifestPlanner(),
        new OneStringPlanner(),
        new BrokenJsonPlanner(),
        new DoubledProgramPlanner(),
        new VariablePlanner(),
        new ShellSyntaxPlanner(),
    ];
}
