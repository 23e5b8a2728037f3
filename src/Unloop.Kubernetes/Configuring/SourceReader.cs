using Unloop.Core.Facts;
using Unloop.Core.Injection;
using Unloop.Core.Text;
using Unloop.Evidence.Api;
using Unloop.Kubernetes.Api;

namespace Unloop.Kubernetes.Configuring;

/// <summary>Reads the ConfigMaps that a pod names and, on request, of its Secrets the names of the keys.</summary>
internal sealed class SourceReader(ApiClient client)
{
    /// <summary>A pod that names more is not looked at further: each may be a megabyte.</summary>
    private const int MostObjects = 64;

    public static IEnumerable<(string Kind, string Name)> Named(InjectionFacts facts) =>
        facts.Containers.SelectMany(c => c.EnvFrom).Select(e => (e.Kind, e.Name))
            .Concat(facts.Containers.SelectMany(c => c.Env).Where(e => e.Kind is "ConfigMap" or "Secret" && e.Object is { Length: > 0 }).Select(e => (e.Kind, Name: e.Object!)))
            .Concat(facts.Volumes.SelectMany(v => v.Parts).Where(p => p.Kind is "ConfigMap" or "Secret").Select(p => (p.Kind, p.Name)))
            .Distinct();

    public async Task<IReadOnlyList<SourceObject>> ReadAsync(InjectionFacts facts, bool checkSecretKeys, List<Gap> gaps, CancellationToken cancellationToken)
    {
        var named = Named(facts).Where(n => n.Kind == "ConfigMap" || checkSecretKeys).ToList();
        if (named.Count > MostObjects)
        {
            gaps.Add(new() { What = $"{named.Count - MostObjects} ConfigMaps and Secrets", Reason = GapReason.NotAsked, Detail = $"the pod names more than {MostObjects}" });
        }

        if (!checkSecretKeys && Named(facts).Any(n => n.Kind == "Secret"))
        {
            gaps.Add(new() { What = "the keys of Secrets", Reason = GapReason.NotAsked, Detail = "with --check-secret-keys they are read, and the values dropped where they arrive" });
        }

        var answers = await Task.WhenAll(named.Take(MostObjects).Select(n => n.Kind == "Secret" ? SecretAsync(facts.Namespace, n.Name, cancellationToken) : MapAsync(facts.Namespace, n.Name, cancellationToken)));
        gaps.AddRange(answers.Select(a => a.Gap).OfType<Gap>());
        return [.. answers.Select(a => a.Object).OfType<SourceObject>()];
    }

    private async Task<(SourceObject? Object, Gap? Gap)> MapAsync(string space, string name, CancellationToken cancellationToken)
    {
        var result = await client.GetAsync(ApiRequest.Get("configmaps", space, name), ConfigObjectsJson.Default.TextMap, cancellationToken);
        if (result.TryGet(out var map, out var error))
        {
            return (Present("ConfigMap", name, map.Metadata, map.Immutable) with
            {
                Data = (map.Data ?? new Dictionary<string, string?>()).ToDictionary(d => d.Key, d => d.Value ?? ""),
                BinaryKeys = [.. (map.BinaryData ?? []).Select(k => k.Name)],
            }, null);
        }

        if (error.Kind != ApiErrorKind.NotFound)
        {
            return (null, error.ToGap($"the ConfigMap {name}"));
        }

        // Only names cross the wire.
        var others = await client.ListAsync(ApiRequest.List("configmaps", space) with { MetadataOnly = true }, ApiJson.Default.PartialObjectList, cancellationToken);
        return (Missing("ConfigMap", name) with { Nearest = NearestNames.Of(name, (others.Value ?? []).Select(o => o.Metadata?.Name).OfType<string>()) }, null);
    }

    private async Task<(SourceObject? Object, Gap? Gap)> SecretAsync(string space, string name, CancellationToken cancellationToken)
    {
        var result = await client.GetAsync(ApiRequest.Get("secrets", space, name), ConfigObjectsJson.Default.FormedSecret, cancellationToken);
        if (result.TryGet(out var secret, out var error))
        {
            return (Present("Secret", name, secret.Metadata, secret.Immutable) with { SecretKeys = secret.Data ?? new Dictionary<string, ValueFlaws>() }, null);
        }

        return error.Kind == ApiErrorKind.NotFound ? (Missing("Secret", name), null) : (null, error.ToGap($"the Secret {name}"));
    }

    private static SourceObject Present(string kind, string name, WrittenMeta? metadata, bool? immutable) => new()
    {
        Kind = kind,
        Name = name,
        Presence = Presence.Present,
        CreatedAt = metadata?.CreationTimestamp,
        ChangedAt = metadata?.ContentAt,
        MayBeLabels = metadata?.MayBeLabels ?? false,
        Immutable = immutable ?? false,
    };

    private static SourceObject Missing(string kind, string name) => new() { Kind = kind, Name = name, Presence = Presence.ObjectMissing };
}

/// <summary>Reads the Services of which the kubelet makes variables.</summary>
internal sealed class ServiceReader(ApiClient client)
{
    private const string MasterNamespace = "default";

    /// <summary>The gap where they may not be seen.</summary>
    public async Task<(IReadOnlyList<ServiceSpec>? Services, Gap? Gap)> ReadAsync(string space, CancellationToken cancellationToken)
    {
        var own = await client.ListAsync<ServiceObject, ServiceSpec>(ApiRequest.List("services", space), ConfigObjectsJson.Default.ServiceList, (s, _) => s.ToSpec(), cancellationToken);
        if (!own.TryGet(out var services, out var error))
        {
            return (null, error.ToGap("the Services of the namespace, of which variables are made"));
        }

        if (services.Exists(s => s.Name == ServiceLinks.Master))
        {
            return (services, null);
        }

        var master = await client.GetAsync(ApiRequest.Get("services", MasterNamespace, ServiceLinks.Master), ConfigObjectsJson.Default.ServiceObject, cancellationToken);
        return master.Value?.ToSpec() is { } spec ? ([.. services, spec], null) : (services, master.Error?.ToGap("the API server's own Service, of which variables are made"));
    }
}
