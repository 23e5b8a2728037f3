namespace Unloop.Core.Experiments.Tests;

/// <summary>All tests; a new one is a class, a kind, its unit test with a near-miss, a line here and a row in docs/trying.md.</summary>
internal static class TestList
{
    public static IReadOnlyList<ITest> All { get; } = [new Asleep(), new Once(), new Network(), new NoProbes(), new LastGoodConfiguration(), new LastGoodImage()];

    public static ITest Of(ExperimentKind kind) => All.First(t => t.Kind == kind);
}
