using System.Text;
using Unloop.Core.Facts;

namespace Unloop.Core.Injection;

/// <summary>ExternalSecrets for the Secrets that a workload uses, with all keys that it takes of each. Pure.</summary>
internal static class ExternalSecrets
{
    /// <summary>More are advised by the first ones: the rest is the same.</summary>
    private const int MostSecrets = 5;

    /// <param name="version">Of <c>external-secrets.io</c> that the cluster serves; null: none.</param>
    public static IEnumerable<ConfigAdvice> For(InjectionFacts facts, string? version) =>
        version is null ? [] : Names(facts).Take(MostSecrets).Select(name => Of(facts, version, name));

    private static ConfigAdvice Of(InjectionFacts facts, string version, string name)
    {
        var isGone = facts.Find("Secret", name) is { Presence: Presence.ObjectMissing };
        return new(
            $"The External Secrets Operator is installed: let it fill Secret {name} from your vault, so that nobody types values into a terminal. Put in your store and the keys there; "
            + (isGone ? "it makes the Secret." : "it writes into the Secret that is there (Merge), which stays yours: with Owner it would be the operator's, and go with the ExternalSecret."),
            null,
            Manifest(facts, version, name, isGone));
    }

    private static string Manifest(InjectionFacts facts, string version, string name, bool isGone)
    {
        var text = new StringBuilder($"""
            apiVersion: {version}
            kind: ExternalSecret
            metadata:
              name: {name}
              namespace: {facts.Namespace}
            spec:
              refreshInterval: 1h
              secretStoreRef:
                kind: ClusterSecretStore
                name: vault
              target:
                name: {name}
                creationPolicy: {(isGone ? "Owner" : "Merge")}
            """);
        var keys = Keys(facts, name);
        _ = keys is null ? text.Append($"\n  dataFrom:\n    - extract:\n        key: {facts.Namespace}/{name}") : text.Append("\n  data:");
        foreach (var key in keys ?? [])
        {
            _ = text.Append($"\n    - secretKey: {key}\n      remoteRef:\n        key: {facts.Namespace}/{name}\n        property: {key}");
        }

        return text.ToString();
    }

    private static IEnumerable<string> Names(InjectionFacts facts) =>
        facts.Containers.SelectMany(c => c.Env).Where(e => e is { Kind: "Secret", Object.Length: > 0, Key.Length: > 0 }).Select(e => e.Object!)
            .Concat(facts.Containers.SelectMany(c => c.EnvFrom).Where(e => e is { Kind: "Secret", Name.Length: > 0 }).Select(e => e.Name))
            .Concat(Parts(facts).Select(p => p.Name))
            .Distinct();

    /// <summary>Those that the workload names; null where it takes all that there are, and nobody has looked which.</summary>
    private static IReadOnlyList<string>? Keys(InjectionFacts facts, string name)
    {
        var (parts, found) = (Parts(facts).Where(p => p.Name == name).ToList(), facts.Find("Secret", name)?.SecretKeys.Keys ?? []);
        var takesAll = parts.Exists(p => p.Items is null) || facts.Containers.Any(c => c.EnvFrom.Any(e => e.Kind == "Secret" && e.Name == name));
        var named = facts.Containers.SelectMany(c => c.Env).Where(e => e.Kind == "Secret" && e.Object == name).Select(e => e.Key).OfType<string>().Concat(parts.SelectMany(p => p.Items ?? []).Select(i => i.Key));
        return takesAll && !found.Any() ? null : [.. named.Concat(takesAll ? found : []).Distinct().Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<VolumePart> Parts(InjectionFacts facts)
    {
        var tokens = facts.Containers.SelectMany(c => c.Mounts).Where(m => m.IsToken).Select(m => m.Volume).ToHashSet();
        return facts.Volumes.Where(v => !tokens.Contains(v.Name)).SelectMany(v => v.Parts).Where(p => p.Kind == "Secret");
    }
}
