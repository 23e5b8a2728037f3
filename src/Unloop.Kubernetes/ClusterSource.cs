using Unloop.Core.Facts;
using Unloop.Engine;
using Unloop.Engine.Configuring;
using Unloop.Engine.Machine;
using Unloop.Engine.Monitoring;
using Unloop.Engine.Scaling;
using Unloop.Engine.Verifying;
using Unloop.Evidence.Api;
using Unloop.Kubernetes.Api;
using Unloop.Kubernetes.Collection;
using Unloop.Kubernetes.Configuring;
using Unloop.Kubernetes.Kubeconfig;
using Unloop.Kubernetes.Monitoring;
using Unloop.Kubernetes.Scaling;
using Unloop.Kubernetes.Targets;
using Unloop.Kubernetes.Verifying;

namespace Unloop.Kubernetes;

/// <summary>Evidence from a live cluster. Only reads; at most eight requests at a time.</summary>
public sealed class ClusterSource : IClusterSource, IDisposable
{
    /// <summary>More unwell pods than this are named, but not looked into.</summary>
    private const int MaximumDeep = 200;

    /// <summary>How many pods' evidence grows at a time; the requests have a limit of their own.</summary>
    private const int PodsAtATime = 8;

    private readonly ApiClient _client;
    private readonly IDisposable _connection;
    private readonly ILineScanner _scanner;
    private readonly TimeProvider _time;

    /// <param name="connection">Disposed of with the source.</param>
    internal ClusterSource(ApiClient client, IDisposable connection, ILineScanner scanner, TimeProvider time)
    {
        (_client, _connection, _scanner, _time) = (client, connection, scanner, time);
        View = new RolloutView(client);
        Monitoring = new MonitoringView(client);
        Configuration = new ConfigurationView(client);
        Scaling = new ScalingView(client);
    }

    /// <summary>Looks at a workload while it rolls out; reads only, like all here.</summary>
    public IRolloutView View { get; }

    /// <summary>Looks what watches the cluster; reads only.</summary>
    public IMonitoringView Monitoring { get; }

    /// <summary>Looks at what goes into a workload's containers; reads only.</summary>
    public IConfigurationView Configuration { get; }

    /// <summary>Looks at what decides whether a workload can be scaled out; reads only.</summary>
    public IScalingView Scaling { get; }

    /// <summary>The context's own: where a target is when nobody says it.</summary>
    public string DefaultNamespace => _client.Settings.DefaultNamespace;

    /// <summary>Finds out from flags, environment and kubeconfig which cluster is meant. Asks nothing of it yet.</summary>
    public static ClusterConnection Create(ConnectOptions options, ILineScanner scanner, IFileReader files, IProcessRunner processes, TimeProvider time)
    {
        var (settings, problems) = ClusterSettings.Resolve(options, files, processes, time);
        if (settings is null)
        {
            return new(null, problems);
        }

#pragma warning disable CA2000 // The source owns its connection, and the caller the source.
        var connection = new ApiConnection(settings, options, time);
        return new(new(new(connection), connection, scanner, time), []);
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

    public void Dispose() => _connection.Dispose();

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
