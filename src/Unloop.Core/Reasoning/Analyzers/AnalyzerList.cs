namespace Unloop.Core.Reasoning;

/// <summary>All analyzers; a new one is a class, its test, and a line here.</summary>
public static class AnalyzerList
{
    public static IReadOnlyList<IAnalyzer> All { get; } =
    [
        new Analyzers.MemoryKill(),
        new Analyzers.ProbeKill(),
        new Analyzers.CompletedRun(),
        new Analyzers.ExitCodes(),
        new Analyzers.MissingReference(),
        new Analyzers.ShadowingMount(),
        new Analyzers.RepeatedCommand(),
        new Analyzers.FailingNeighbour(),
        new Analyzers.MeshBeforeProxy(),
        new Analyzers.ServiceLink(),
        new Analyzers.NotReady(),
        new Analyzers.History(),
        new Analyzers.Siblings(),
        new Analyzers.NodeTrouble(),
        new Analyzers.FilledInLimit(),
        new Analyzers.ImageContents(),
        new Analyzers.ImageEntrypoint(),
        new Analyzers.ImageIdentity(),
    ];
}
