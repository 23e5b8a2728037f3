using Unloop.Core.Facts;
using Unloop.Engine;
using Unloop.Engine.Machine;
using Unloop.Evidence.Api;
using Unloop.Kubernetes.Api;
using Unloop.Kubernetes.Collection;
using Unloop.Kubernetes.Kubeconfig;
using Unloop.Kubernetes.Targets;

namespace Unloop.Kubernetes;

/// <summary>Evidence from a live cluster. Only reads; at most eight requests at a time.</summary>
public sealed class ClusterSource : IClusterSource, IDisposable
{
    /// <summary>More unwell pods than this are named, but not looked into.</summary>
    private const int MaximumDeep = 200;

    /// <summary>How many pods' evidence grows at a time; the requests have a limit of their own.</summary>
    private const int PodsAtATime = 8;

    private readonly ApiClient _client;
    private readonly ILineScanner _scanner;
    private readonly TimeProvider _time;

    private ClusterSource(ApiClient client, ILineScanner scanner, TimeProvider time) => (_client, _scanner, _time) = (client, scanner, time);

    /// <summary>Finds out from flags, environment and kubeconfig which cluster is meant. Asks nothing of it yet.</summary>
    public static ClusterConnection Create(ConnectOptions options, ILineScanner scanner, IFileReader files, IProcessRunner processes, TimeProvider time)
    {
        var problems = new List<Problem>();
        var config = new KubeconfigLoader(options, files).Load(problems);
        var settings = problems.Count > 0 ? null
            : config is not null ? new ContextResolver(options, files, processes, time).Resolve(config, problems)
            : options.Context is null ? new InCluster(options, files, time).Resolve(problems)
            : null;
        if (settings is null && problems.Count == 0)
        {
            var places = string.Join(", ", new KubeconfigLoader(options, files).Paths());
            problems.Add(new(ProblemKind.BadInput, $"No kubeconfig{(places.Length > 0 ? $" at {places}" : "")}: name one with --kubeconfig, or look at files with --from."));
        }

#pragma warning disable CA2000 // The source owns its client, and the caller the source.
        return settings is null ? new(null, problems) : new(new(new(settings, options, time), scanner, time), []);
#pragma warning restore CA2000
    }

    public async Task<EvidenceBatch> CollectAsync(TargetQuery query, CancellationToken cancellationToken)
    {
        var problems = new List<Problem>();
        var targets = TargetParser.Parse(query, problems);
        if (problems.Count > 0)
        {
            return new() { Problems = problems };
        }

        var snapshot = new Snapshot(_client, cancellationToken);
        var found = await new PodFinder(snapshot, _time, cancellationToken).FindAsync(query, targets, problems);
        found = WithContainer(query, found, problems);
        snapshot.Expect(found.Where(f => f.Deep).Take(MaximumDeep).Select(f => f.Pod.Metadata?.Namespace ?? ""));
        var collector = new PodCollector(snapshot, _scanner, _time);
        var pods = new PodEvidence[found.Count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, found.Count),
            new ParallelOptions { MaxDegreeOfParallelism = PodsAtATime, CancellationToken = cancellationToken },
            async (i, token) => pods[i] = await LookAsync(collector, found[i], i, query, token));
        var secrets = query.UsePullSecrets ? await ReadPullSecretsAsync(snapshot, found, pods) : [];
        return new() { Pods = pods, Problems = problems, PullSecrets = secrets };
    }

    public void Dispose() => _client.Dispose();

    private static async Task<IReadOnlyList<PullSecret>> ReadPullSecretsAsync(Snapshot snapshot, IReadOnlyList<FoundPod> found, PodEvidence[] pods)
    {
        var all = new List<PullSecret>();
        for (var i = 0; i < Math.Min(found.Count, MaximumDeep); i++)
        {
            if (found[i].Deep)
            {
                var (secrets, gaps) = await PullSecrets.ReadAsync(snapshot, found[i].Pod);
                all.AddRange(secrets);
                pods[i] = pods[i] with { Gaps = [.. pods[i].Gaps, .. gaps] };
            }
        }

        return all;
    }

    private static async ValueTask<PodEvidence> LookAsync(PodCollector collector, FoundPod found, int index, TargetQuery query, CancellationToken cancellationToken) =>
        (found.Deep, index < MaximumDeep) switch
        {
            (false, _) => collector.Glance(found.Pod, found.Date, "the pod is well"),
            (true, false) => collector.Glance(found.Pod, found.Date, $"more than {MaximumDeep} pods are unwell; name this one to look into it"),
            _ => await collector.CollectAsync(found.Pod, query, found.Date, cancellationToken),
        };

    private static IReadOnlyList<FoundPod> WithContainer(TargetQuery query, IReadOnlyList<FoundPod> found, List<Problem> problems)
    {
        if (query.Container is not { } wanted || found.Count == 0)
        {
            return found;
        }

        var having = found.Where(f => Names(f.Pod).Contains(wanted)).ToList();
        if (having.Count == 0)
        {
            problems.Add(new(ProblemKind.NoMatch, $"No container '{wanted}' there; the containers are {string.Join(", ", found.SelectMany(f => Names(f.Pod)).Distinct().Take(10))}."));
        }

        return having;
    }

    private static IEnumerable<string> Names(Pod pod) =>
        (pod.Spec?.InitContainers ?? []).Concat(pod.Spec?.Containers ?? []).Concat(pod.Spec?.EphemeralContainers ?? []).Select(c => c?.Name).OfType<string>();
}

/// <summary>A source, or why there is none.</summary>
public sealed record ClusterConnection(ClusterSource? Source, IReadOnlyList<Problem> Problems);
