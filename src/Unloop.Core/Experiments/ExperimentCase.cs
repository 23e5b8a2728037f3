using System.Text.Json.Nodes;
using Unloop.Core.Diagnoses;
using Unloop.Core.Experiments.Dependencies;
using Unloop.Core.Facts;
using Unloop.Core.Text;

namespace Unloop.Core.Experiments;

/// <summary>Everything that tests are planned from, and their answers read with.</summary>
public sealed record ExperimentCase
{
    /// <summary>Of the failing pod.</summary>
    public required PodEvidence Pod { get; init; }
    public required Diagnosis Diagnosis { get; init; }
    public required OriginalPod Original { get; init; }

    /// <summary>Names the run in the labels and names of its copies: at most 20 small letters and digits.</summary>
    public required string Run { get; init; }

    /// <summary>By the server's clock; a copy that a run leaves behind is known by how long it may live from here.</summary>
    public required DateTimeOffset Now { get; init; }
    public ImageTools Tools { get; init; } = ImageTools.Unknown;
    public DependencyTools DependencyTools { get; init; } = DependencyTools.Unknown;
    public IReadOnlyList<DependencyTarget> Targets { get; init; } = [];
    public IReadOnlyList<TriedFix> Tried { get; init; } = [];

    /// <summary>See <see cref="PastTries.Basis"/>; null where not all of it could be read: then no earlier test is known to be of the same pod.</summary>
    public string? Basis { get; init; }

    /// <summary>Tests of earlier runs whose answers still hold.</summary>
    public IReadOnlyList<EarlierTest> Earlier { get; init; } = [];

    /// <summary>The tests that were made so far, in order: what the program said in copies are its words as those in its log are.</summary>
    public IReadOnlyList<ExperimentResult> Results { get; init; } = [];

    /// <summary>How long the container was ever seen to live; null: not known.</summary>
    public TimeSpan? Longest { get; init; }

    /// <summary>The program may run in a copy on volumes that the failing pod writes to.</summary>
    public bool SharesVolumes { get; init; }

    /// <summary>No copy is watched for longer.</summary>
    public TimeSpan WatchMax { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>As it is typed, so that commands find it: a workload of a kind that is not known by its pod.</summary>
    public string Target => Original.Workload.Kind is "Deployment" or "StatefulSet" or "DaemonSet" or "ReplicaSet" or "Job" or "CronJob" or "ReplicationController" ? Original.Workload.ToString() : $"pod/{Original.Name}";

    public string Name => Diagnosis.Subject.Container;

    public ContainerFacts Container => Pod.Container(Name)!;

    /// <summary>Whether it is meant to end: an init container, or a pod that runs to its end.</summary>
    public bool IsMeantToEnd => Container.Type is ContainerType.Init || Original.Workload.Kind is "Job" or "CronJob" || (Pod.Pod.RestartPolicy is "Never" or "OnFailure");

    /// <summary>The healthy revision's container of the same name.</summary>
    public JsonObject? HealthyContainer => Original.Healthy is { } healthy ? PodSpecs.Find(healthy.Template, Name) : null;

    /// <summary>As the pod has it; null where the pod has no such container.</summary>
    public JsonObject? PresentContainer => PodSpecs.Find(Original.Template, Name);

    /// <summary>As it came out of its longest life, so that what outlives it says something.</summary>
    internal int Outlive(double factor, int least, int most) =>
        (int)Math.Clamp(Math.Ceiling(((Longest?.TotalSeconds ?? 10) * factor) + 5), least, Math.Min(most, WatchMax.TotalSeconds));

    /// <summary>Whether so long a life is longer than it ever lived; a life that was never seen has no length.</summary>
    internal bool Outlived(double seconds) => seconds > (Longest?.TotalSeconds ?? 0) * 1.2;
}

/// <summary>Looks into pod templates. What is not there, or is something else, is null.</summary>
internal static class PodSpecs
{
    private static readonly string[] Lists = ["initContainers", "containers"];

    public static JsonObject? Find(JsonObject template, string container) => Containers(template["spec"]).FirstOrDefault(c => c["name"].Text() == container);

    public static IEnumerable<JsonObject> Containers(JsonNode? spec) => Lists.SelectMany(l => spec.At(l).Objects());

    /// <summary>An init container that goes on beside the others.</summary>
    public static bool IsSidecar(JsonObject container) => container["restartPolicy"].Text() == "Always";
}
