using Unloop.Core.Facts;

namespace Unloop.Evidence.Describe;

/// <summary>The ConfigMaps and Secrets that a description names: its environment and its volumes; it does not show keys of volumes.</summary>
internal static class DescribedReferences
{
    public static IEnumerable<ReferenceFact> Of(IEnumerable<ContainerFacts> containers, IEnumerable<VolumeFact> volumes) =>
        containers.SelectMany(c => c.Env.Where(e => e.SourceKind is "configMap" or "secret" && e.SourceName is not null).Select(e => new ReferenceFact
        {
            Kind = Kind(e.SourceKind!),
            Name = e.SourceName!,
            Key = e.SourceKey,
            Container = c.Name,
            Place = e.FromAll ? "envFrom" : "env " + e.Name,
            Optional = e.Optional ?? false,
        }))
        .Concat(volumes.Where(v => v.Kind is "configMap" or "secret" && v.Source is not null).Select(v => new ReferenceFact
        {
            Kind = Kind(v.Kind),
            Name = v.Source!,
            Place = "volume " + v.Name,
            Optional = v.Optional ?? false,
        }))
        .Distinct();

    private static string Kind(string kind) => kind == "secret" ? "Secret" : "ConfigMap";
}
