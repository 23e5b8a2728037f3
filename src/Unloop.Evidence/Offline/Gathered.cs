using Unloop.Core.Facts;
using Unloop.Evidence.Api;
using Unloop.Evidence.Tables;

namespace Unloop.Evidence.Offline;

/// <summary>What the files held, before it is known what belongs together.</summary>
internal sealed class Gathered
{
    /// <summary>Finished evidence from a bundle: taken as it is.</summary>
    public List<PodEvidence> Bundled { get; } = [];
    public List<PodPart> Pods { get; } = [];
    public List<ListedPod> Listed { get; } = [];
    public List<ListedEvent> Events { get; } = [];
    public List<LogPart> Logs { get; } = [];
    public List<NodeFacts> Nodes { get; } = [];
    public List<WorkloadPart> Workloads { get; } = [];
    public List<(string? Namespace, PolicyFact Policy)> Policies { get; } = [];
    public List<KeyedPart> Keyed { get; } = [];
    public List<SourceText> Dockerfiles { get; } = [];
    public List<InputNote> Notes { get; } = [];
    public List<Problem> Problems { get; } = [];

    public void Note(InputFile file, string takenFor) => Notes.Add(new InputNote(file.Path, takenFor));
}

/// <summary>Sources of one pod, the one that says most of a spec first.</summary>
internal enum PodSource
{
    ApiObject,
    Description,
}

internal sealed record PodPart(PodEvidence Evidence, PodSource Source, string Folder);

internal sealed record WorkloadPart(string? Namespace, WorkloadFacts Facts);

/// <summary>A ConfigMap or Secret: the names of its keys.</summary>
internal sealed record KeyedPart(string Kind, string? Namespace, string Name, IReadOnlyList<KeyInfo> Keys, DateTimeOffset? ChangedAt);

/// <summary>A log that still looks for its container; what its name or its lines say of it.</summary>
internal sealed record LogPart(LogWindow Window, LogName Name, string Path)
{
    public string Folder => Path.LastIndexOf('/') is var slash and >= 0 ? Path[..slash] : "";
}
