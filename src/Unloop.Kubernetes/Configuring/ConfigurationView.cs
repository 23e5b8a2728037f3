using System.Text.Json;
using System.Text.Json.Nodes;
using Unloop.Core.Facts;
using Unloop.Core.Injection;
using Unloop.Core.Planning;
using Unloop.Core.Reasoning.Imaging;
using Unloop.Engine.Configuring;
using Unloop.Evidence.Api;
using Unloop.Evidence.Mapping;
using Unloop.Kubernetes.Api;
using Unloop.Kubernetes.Collection;
using Unloop.Kubernetes.Fixing;
using Unloop.Kubernetes.Targets;
using Unloop.Kubernetes.Verifying;

namespace Unloop.Kubernetes.Configuring;

/// <summary>Reads what goes into a workload's containers: its pod or template, the objects that those name, and the namespace's Services.</summary>
internal sealed class ConfigurationView(ApiClient client) : IConfigurationView
{
    private const string ExternalSecretsGroup = "external-secrets.io";

    public async Task<ConfigurationSight> LookAsync(WorkloadRef workload, ConfigurationQuery query, CancellationToken cancellationToken)
    {
        if (WorkloadReader.KindOf(workload.Kind) is not { } kind)
        {
            return ConfigurationSight.Nothing(new(ProblemKind.Refused, $"A {ApiError.Shown(workload.Kind)} has no pod template to look at."));
        }

        var read = await new WorkloadReader(client).FetchAsync(kind, workload.Namespace, workload.Name, cancellationToken);
        if (!read.TryGet(out var found, out var error))
        {
            return ConfigurationSight.Nothing(error.Kind == ApiErrorKind.NotFound ? await Suggestions.OfMistypedAsync(client, kind, workload, cancellationToken) : error.ToProblem());
        }

        var gaps = new List<Gap>();
        var (pod, problem) = query.Revision is { } revision ? await RevisionAsync(found, revision, cancellationToken)
            : (query.Template && kind != WorkloadKind.Pod ? Template(found.Template) : await PodAsync(found, gaps, cancellationToken), null);
        if (pod is null)
        {
            return ConfigurationSight.Nothing(problem!);
        }

        // The topmost name that a person knows it by, also where a pod was named.
        var name = kind == WorkloadKind.Pod ? PodMapper.Map(pod).Subject.Workload ?? $"Pod/{found.Name}" : $"{kind.Kind}/{found.Name}";
        var facts = InjectionMapper.Map(pod, found.Namespace, name);
        var external = ExternalSecretsAsync(facts, cancellationToken);
        var takesAny = TakesAnyNameAsync(pod.Spec?.NodeName, cancellationToken);
        var services = new ServiceReader(client).ReadAsync(found.Namespace, cancellationToken);
        var objects = await new SourceReader(client).ReadAsync(facts, query.CheckSecretKeys, gaps, cancellationToken);
        var (seen, unseen) = await services;
        if (unseen is not null)
        {
            gaps.Add(unseen);
        }

        return new(
            facts with { Cluster = client.Settings.ClusterName, ObservedAt = found.Date, Objects = objects, Services = seen, TakesAnyName = await takesAny },
            Images(pod),
            await external,
            gaps);
    }

    private static Dictionary<string, RunningImage> Images(Pod pod) =>
        PodMapper.Map(pod).Containers.Where(c => c.Image is { Length: > 0 }).DistinctBy(c => c.Name).ToDictionary(c => c.Name, c => new RunningImage(c.Image!, ImageRequest.DigestOf(c.ImageId)));

    /// <summary>Of the pods of the wanted revision one that is not ready, or else the one that has been there for longest; without pods the template.</summary>
    private async Task<Pod> PodAsync(FoundWorkload found, List<Gap> gaps, CancellationToken cancellationToken)
    {
        if (found.Kind == WorkloadKind.Pod)
        {
            return found.Whole.Deserialize(ApiJson.Default.Pod)!;
        }

        var wanted = await WantedRevision.OfAsync(found, client, cancellationToken);
        if (!wanted.TryGet(out var revision, out var error))
        {
            gaps.Add(error.ToGap("the workload's pods"));
            return Template(found.Template);
        }

        var request = ApiRequest.List("pods", found.Namespace);
        request = Selectors.Text(found.Object.Spec?.Selector) is { } selector ? request.With("labelSelector", selector) : request;
        var pods = await client.ListAsync<Pod, Pod>(
            request,
            ApiJson.Default.PodList,
            (pod, _) => OwnerChain.Controller(pod.Metadata)?.Uid is { } uid && revision.Owners.Contains(uid) && pod.Metadata?.DeletionTimestamp is null ? pod : null,
            cancellationToken);
        if (!pods.TryGet(out var seen, out error))
        {
            gaps.Add(error.ToGap("the workload's pods"));
            return Template(found.Template);
        }

        if (seen.Count == 0)
        {
            gaps.Add(new() { What = "pods", Reason = GapReason.NotThere, Detail = "the workload has none: this is what its template says" });
            return Template(found.Template);
        }

        return seen.OrderByDescending(revision.IsNew).ThenByDescending(Wellness.IsNotReady).ThenBy(p => p.Metadata?.CreationTimestamp).First();
    }

    private static Pod Template(JsonObject template) => template.Deserialize(ApiJson.Default.Pod)! with { Status = null };

    private async Task<(Pod? Pod, Problem? Problem)> RevisionAsync(FoundWorkload found, string wanted, CancellationToken cancellationToken)
    {
        if (found.Kind != WorkloadKind.Deployment && found.Kind != WorkloadKind.StatefulSet && found.Kind != WorkloadKind.DaemonSet)
        {
            return (null, new(ProblemKind.BadInput, $"A {found.Kind.Kind} keeps no past revisions; only Deployments, StatefulSets and DaemonSets do."));
        }

        var read = await RevisionsAsync(found, cancellationToken);
        if (!read.TryGet(out var revisions, out var error))
        {
            return (null, error.ToProblem());
        }

        var match = revisions.FirstOrDefault(r => r.Name == wanted || $"{r.Number}" == wanted);
        if (match?.Template is { } template)
        {
            return (template.Deserialize(ApiJson.Default.Pod)! with { Status = null }, null);
        }

        var there = revisions.Where(r => r.Number > 0).OrderBy(r => r.Number).Select(r => $"{r.Number}").ToList();
        return (null, new(ProblemKind.NoMatch, $"No revision {ApiError.Shown(wanted)} of {found.Ref}; there is {(there.Count > 0 ? string.Join(", ", there) : "none")}."));
    }

    private async Task<ApiResult<List<Revision>>> RevisionsAsync(FoundWorkload found, CancellationToken cancellationToken)
    {
        var isDeployment = found.Kind == WorkloadKind.Deployment;
        var request = ApiRequest.List(isDeployment ? "replicasets" : "controllerrevisions", found.Namespace, "apps");
        request = Selectors.Text(found.Object.Spec?.Selector) is { } selector ? request.With("labelSelector", selector) : request;
        if (isDeployment)
        {
            var sets = await client.ListAsync(request, ApiJson.Default.WorkloadList, cancellationToken);
            return sets.TryGet(out var all, out var problem)
                ? ApiResult<List<Revision>>.Of([.. RolloutHistory.OfReplicaSets(all.Where(s => OwnerChain.Controller(s.Metadata)?.Uid == found.Uid))], sets.Date)
                : ApiResult<List<Revision>>.Failed(problem);
        }

        var kept = await client.ListAsync(request, ApiJson.Default.ControllerRevisionList, cancellationToken);
        return kept.TryGet(out var own, out var error)
            ? ApiResult<List<Revision>>.Of([.. RolloutHistory.OfControllerRevisions(own.Where(r => OwnerChain.Controller(r.Metadata)?.Uid == found.Uid), found.Name, null)], kept.Date)
            : ApiResult<List<Revision>>.Failed(error);
    }

    /// <summary>
    /// Since 1.32 (RelaxedEnvironmentVariableValidation) the kubelet skips no key of envFrom. Who may not read nodes may ask the API server, which no kubelet is newer than.
    /// </summary>
    private async Task<bool?> TakesAnyNameAsync(string? node, CancellationToken cancellationToken)
    {
        var kubelet = node is { Length: > 0 }
            ? (await client.GetAsync(ApiRequest.Get("nodes", null, node) with { Optional = true }, ApiJson.Default.Node, cancellationToken)).Value?.Status?.NodeInfo?.KubeletVersion
            : null;
        return IsRelaxed(kubelet) ?? IsRelaxed((await client.GetAsync(ApiRequest.ServerVersion, ConfigObjectsJson.Default.VersionInfo, cancellationToken)).Value?.GitVersion);
    }

    private static bool? IsRelaxed(string? version) =>
        version?.TrimStart('v').Split('.') is [var major, var minor, ..] && int.TryParse(major, out var first) && int.TryParse(minor, out var second) ? (first, second).CompareTo((1, 32)) >= 0 : null;

    private async Task<string?> ExternalSecretsAsync(InjectionFacts facts, CancellationToken cancellationToken)
    {
        if (!SourceReader.Named(facts).Any(n => n.Kind == "Secret"))
        {
            return null;
        }

        foreach (var version in (string[])["v1", "v1beta1"])
        {
            var served = await client.GetAsync(ApiRequest.Discovery(ExternalSecretsGroup, version) with { Optional = true }, DiscoveryJson.Default.ApiResourceList, cancellationToken);
            if (served.Value?.Of("ExternalSecret") is not null)
            {
                return $"{ExternalSecretsGroup}/{version}";
            }
        }

        return null;
    }
}
