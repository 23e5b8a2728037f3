using System.Text.Json;
using Unloop.Core.Facts;
using Unloop.Evidence.Api;

namespace Unloop.Evidence.Mapping;

/// <summary>
/// Every place where a pod names a ConfigMap or Secret: the one walk over all of them, so that no form is forgotten by one of its users.
/// Whether the object is there is for the collector to say.
/// </summary>
public static class ReferenceMapper
{
    private const string ConfigMap = "ConfigMap";
    private const string Secret = "Secret";

    public static IEnumerable<ReferenceFact> Map(PodSpec? spec)
    {
        if (spec is null)
        {
            return [];
        }

        var volumes = (spec.Volumes ?? []).Where(v => v?.Name is not null).ToList();
        return All(spec).SelectMany(OfVariables)
            .Concat(volumes.SelectMany(v => OfVolume(v)))
            .Concat(All(spec).SelectMany(c => OfSubPaths(c, volumes)))
            .Concat((spec.ImagePullSecrets ?? []).Where(s => s?.Name is { Length: > 0 }).Select(s => Fact(Secret, s.Name!, null, null, "imagePullSecrets", true)))
            .Distinct();
    }

    private static IEnumerable<Container> All(PodSpec spec) =>
        (spec.InitContainers ?? []).Concat(spec.Containers ?? []).Concat(spec.EphemeralContainers ?? []).Where(c => c is not null);

    private static IEnumerable<ReferenceFact> OfVariables(Container container)
    {
        foreach (var source in (container.EnvFrom ?? []).Where(s => s is not null))
        {
            foreach (var (kind, selector) in new[] { (ConfigMap, source.ConfigMapRef), (Secret, source.SecretRef) })
            {
                if (selector?.Name is { Length: > 0 } name)
                {
                    yield return Fact(kind, name, null, container.Name, "envFrom", selector.Optional);
                }
            }
        }

        foreach (var variable in (container.Env ?? []).Where(v => v?.ValueFrom is not null))
        {
            foreach (var (kind, selector) in new[] { (ConfigMap, variable.ValueFrom!.ConfigMapKeyRef), (Secret, variable.ValueFrom.SecretKeyRef) })
            {
                if (selector?.Name is { Length: > 0 } name)
                {
                    yield return Fact(kind, name, selector.Key, container.Name, "env " + variable.Name, selector.Optional);
                }
            }
        }
    }

    private static IEnumerable<ReferenceFact> OfVolume(Volume volume)
    {
        var place = "volume " + volume.Name;
        foreach (var source in Sources(volume))
        {
            foreach (var key in Keys(source.Items))
            {
                yield return Fact(source.Kind, source.Name, key, null, place, source.Optional);
            }
        }

        if (volume.Csi?.NodePublishSecretRef?.Name is { Length: > 0 } published)
        {
            yield return Fact(Secret, published, null, null, place, false);
        }

        foreach (var name in (volume.Other ?? new Dictionary<string, JsonElement>()).Values.Select(SecretOf).OfType<string>())
        {
            yield return Fact(Secret, name, null, null, place, false);
        }
    }

    /// <summary>A mount of one file of a ConfigMap or Secret: the key behind the path must be there.</summary>
    private static IEnumerable<ReferenceFact> OfSubPaths(Container container, List<Volume> volumes)
    {
        foreach (var mount in (container.VolumeMounts ?? []).Where(m => m?.SubPath is { Length: > 0 }))
        {
            var volume = volumes.FirstOrDefault(v => v.Name == mount.Name);
            var sources = volume is null ? [] : Sources(volume).ToList();

            // With several sources behind one path, which of them is meant is only known where one lists it.
            var source = sources.FirstOrDefault(s => KeyAt(s.Items, mount.SubPath!) is not null) ?? (sources is [var only] ? only : null);
            if (source is not null)
            {
                var key = KeyAt(source.Items, mount.SubPath!) ?? mount.SubPath!;
                yield return Fact(source.Kind, source.Name, key, container.Name, $"mount {mount.MountPath}", source.Optional);
            }
        }
    }

    private sealed record Source(string Kind, string Name, IReadOnlyList<KeyToPath>? Items, bool? Optional);

    private static IEnumerable<Source> Sources(Volume volume)
    {
        var projected = (volume.Projected?.Sources ?? []).Where(s => s is not null);
        var maps = projected.Select(s => s.ConfigMap).Prepend(volume.ConfigMap).OfType<ConfigMapSource>();
        var secrets = projected.Select(s => s.Secret).Prepend(volume.Secret).OfType<SecretSource>();
        return maps.Select(m => (Kind: ConfigMap, m.Name, m.Items, m.Optional))
            .Concat(secrets.Select(s => (Kind: Secret, Name: s.SecretName ?? s.Name, s.Items, s.Optional)))
            .Where(s => s.Name is { Length: > 0 })
            .Select(s => new Source(s.Kind, s.Name!, s.Items, s.Optional));
    }

    /// <summary>The keys that are asked for; a single null stands for the whole object.</summary>
    private static List<string?> Keys(IReadOnlyList<KeyToPath>? items)
    {
        var keys = (items ?? []).Select(i => i?.Key).Where(k => k is not null).ToList();
        return keys is [] ? [null] : keys;
    }

    private static string? KeyAt(IReadOnlyList<KeyToPath>? items, string path) =>
        (items ?? []).FirstOrDefault(i => i?.Path?.Trim('/') == path.Trim('/'))?.Key;

    /// <summary>Volume kinds without a record of their own name their Secret in one of two ways.</summary>
    private static string? SecretOf(JsonElement source)
    {
        if (source.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (source.TryGetProperty("secretName", out var direct) && direct.ValueKind == JsonValueKind.String)
        {
            return direct.GetString();
        }

        return source.TryGetProperty("secretRef", out var reference) && reference.ValueKind == JsonValueKind.Object
            && reference.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String
            ? name.GetString()
            : null;
    }

    private static ReferenceFact Fact(string kind, string name, string? key, string? container, string place, bool? optional) => new()
    {
        Kind = kind,
        Name = name,
        Key = key,
        Container = container,
        Place = place,
        Optional = optional ?? false,
        Presence = Presence.Unknown,
    };
}
