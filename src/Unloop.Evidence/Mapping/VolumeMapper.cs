using System.Text.Json;
using Unloop.Core.Facts;
using Unloop.Evidence.Api;

namespace Unloop.Evidence.Mapping;

public static class VolumeMapper
{
    public static VolumeFact Map(Volume volume)
    {
        var name = volume.Name ?? "";
        return volume switch
        {
            { ConfigMap: { } map } => new VolumeFact(name, "configMap", map.Name, map.Optional),
            { Secret: { } secret } => new VolumeFact(name, "secret", secret.SecretName ?? secret.Name, secret.Optional),
            { EmptyDir: { } directory } => new VolumeFact(name, "emptyDir", Medium: directory.Medium, SizeLimit: directory.SizeLimit),
            { HostPath: { } host } => new VolumeFact(name, "hostPath", host.Path),
            { PersistentVolumeClaim: { } claim } => new VolumeFact(name, "persistentVolumeClaim", claim.ClaimName),
            { Projected: { } projected } => new VolumeFact(name, "projected", Sources(projected)),
            { Csi: { } csi } => new VolumeFact(name, "csi", csi.Driver),
            { Other: { Count: > 0 } other } => Unknown(name, other.First().Key, other.First().Value),

            // The API's own default: a volume without a source is an emptyDir.
            _ => new VolumeFact(name, "emptyDir"),
        };
    }

    private static string? Sources(ProjectedSource projected)
    {
        var names = (projected.Sources ?? []).Where(s => s is not null)
            .Select(s => s.ConfigMap?.Name ?? s.Secret?.Name ?? (s.ServiceAccountToken is null ? null : "token"))
            .OfType<string>();
        return string.Join(", ", names) is { Length: > 0 } joined ? joined : null;
    }

    private static VolumeFact Unknown(string name, string kind, JsonElement source) =>
        new(name, kind, kind == "nfs" ? $"{Text(source, "server")}:{Text(source, "path")}" : Text(source, "driver"));

    private static string? Text(JsonElement source, string property) =>
        source.ValueKind == JsonValueKind.Object && source.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
