using Unloop.Core.Facts;
using Unloop.Core.Text;
using Unloop.Evidence.Api;
using Unloop.Evidence.Mapping;
using Unloop.Kubernetes.Api;

namespace Unloop.Kubernetes.Collection;

/// <summary>
/// Whether the ConfigMaps that the pod names are there, with the keys that it names. Secrets are asked for only when the user says so: no
/// request touches them otherwise. Values are dropped while the bytes are read.
/// </summary>
internal sealed class ReferenceSource : IEvidenceSource
{
    private const int NearestKeys = 3;

    public async Task<Share> CollectAsync(PodCase pod, CancellationToken cancellationToken)
    {
        var named = ReferenceMapper.Map(pod.Pod.Spec).Select(r => (r.Kind, r.Name)).Distinct()
            .Where(r => r.Kind == "ConfigMap" || pod.Query.CheckSecretKeys);
        var answers = await Task.WhenAll(named.Select(r => LookAsync(pod, r.Kind, r.Name)));
        var found = answers.ToDictionary(a => (a.Kind, a.Name));
        return new(
            evidence => evidence with { References = [.. evidence.References.Select(r => found.TryGetValue((r.Kind, r.Name), out var answer) ? answer.Apply(r) : r)] },
            [.. answers.Select(a => a.Gap).OfType<Gap>()]);
    }

    private static async Task<Answer> LookAsync(PodCase pod, string kind, string name)
    {
        var plural = kind == "Secret" ? "secrets" : "configmaps";
        var result = await pod.Snapshot.GetAsync(ApiRequest.Get(plural, pod.Namespace, name), ApiJson.Default.KeyedObject);
        if (result.TryGet(out var value, out var error))
        {
            return new(kind, name) { Object = value };
        }

        if (error.Kind != ApiErrorKind.NotFound)
        {
            return new(kind, name) { Gap = error.ToGap($"the {kind} {name}") };
        }

        // Only names cross the wire; and of Secrets, which could be many and need a wider permission, not even those.
        var names = kind == "Secret" ? null : (await pod.Snapshot.ListAsync(
            ApiRequest.List(plural, pod.Namespace) with { MetadataOnly = true }, ApiJson.Default.PartialObjectList)).Value;
        return new(kind, name) { Missing = true, Nearest = NearestNames.Of(name, (names ?? []).Select(n => n.Metadata?.Name).OfType<string>()) };
    }

    private sealed record Answer(string Kind, string Name)
    {
        public KeyedObject? Object { get; init; }
        public bool Missing { get; init; }
        public IReadOnlyList<string> Nearest { get; init; } = [];
        public Gap? Gap { get; init; }

        public ReferenceFact Apply(ReferenceFact reference)
        {
            if (Missing)
            {
                return reference with { Presence = Presence.ObjectMissing, Nearest = Nearest };
            }

            if (Object is null)
            {
                return reference;
            }

            var keys = Object.Keys.Select(k => k.Name).ToList();
            var keyMissing = reference.Key is { } key && !keys.Contains(key);
            return reference with
            {
                Presence = keyMissing ? Presence.KeyMissing : Presence.Present,
                ChangedAt = (Object.Metadata?.ManagedFields ?? []).Select(f => f?.Time).Max() ?? Object.Metadata?.CreationTimestamp,
                Nearest = keyMissing ? NearestOf(reference.Key!, keys) : [],
            };
        }

        /// <summary>The keys that it may have meant; when none is near, those that there are.</summary>
        private static IReadOnlyList<string> NearestOf(string key, List<string> keys) =>
            NearestNames.Of(key, keys) is { Count: > 0 } nearest ? nearest : [.. keys.Order(StringComparer.Ordinal).Take(NearestKeys)];
    }
}
