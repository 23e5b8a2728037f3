using System.Text.Json.Nodes;
using Unloop.Core.Facts;

namespace Unloop.Core.Planning;

/// <summary>A workload as it stands on the cluster now, with what decides whether and how it may be changed.</summary>
public sealed record LiveWorkload
{
    public required WorkloadRef Ref { get; init; }

    /// <summary>For optimistic concurrency; it changes with every status, too.</summary>
    public required string ResourceVersion { get; init; }

    /// <summary>
    /// The pod template: <c>metadata</c> and <c>spec</c>. Of a CronJob that of its Job template; of a bare Pod its own labels, annotations and spec.
    /// Never changed: edits are made on a copy.
    /// </summary>
    public required JsonObject Template { get; init; }

    public int? Replicas { get; init; }

    /// <summary>Deployments: rollouts are held back (<c>spec.paused</c>).</summary>
    public bool Paused { get; init; }

    /// <summary>StatefulSet and DaemonSet: <c>RollingUpdate</c> or <c>OnDelete</c>; Deployment: <c>RollingUpdate</c> or <c>Recreate</c>.</summary>
    public string? Strategy { get; init; }

    /// <summary>Who would undo an edit by hand, or refuse it; empty where the workload is its own master.</summary>
    public IReadOnlyList<Owner> Owners { get; init; } = [];

    /// <summary>What would stand in the way of new pods: quotas, limit ranges, disruption budgets, a paused rollout. One sentence each.</summary>
    public IReadOnlyList<string> Obstacles { get; init; } = [];

    /// <summary>The pod template of the last revision that had healthy pods, where one is known; null else.</summary>
    public HealthyRevision? Healthy { get; init; }

    /// <summary>
    /// Of what can only be made anew (Job, ReplicaSet, Pod): the object as it would be created. Kept before the deletion, it brings the workload
    /// back also when it is gone. Null for other kinds.
    /// </summary>
    public JsonObject? Whole { get; init; }

    /// <summary>What could not be looked at: then there may be owners and obstacles that nobody names.</summary>
    public IReadOnlyList<Gap> Gaps { get; init; } = [];

    /// <summary>The hash of <see cref="Template"/> in canonical JSON: what a plan is made for, and what undoing must bring back.</summary>
    public string TemplateHash => CanonicalJson.Hash(Template);
}

/// <param name="Name">A Deployment's revision number, a StatefulSet's or DaemonSet's revision by name.</param>
/// <param name="HadReadyPods">False: it is only the one before, and nobody knows how it fared.</param>
public sealed record HealthyRevision(string Name, JsonObject Template, bool HadReadyPods);

/// <param name="Name">For people: <c>Argo CD application shop</c>, <c>Helm release web</c>, <c>Rollout/web</c>, <c>VerticalPodAutoscaler web</c>.</param>
/// <param name="Instead">What to do in its place: where the change belongs.</param>
/// <param name="Prefixes">The fields of the template that are its own, as JSON pointers; empty: all.</param>
public sealed record Owner(string Name, string Instead, IReadOnlyList<string> Prefixes);
