using System.Globalization;

namespace Unloop.Core.Injection;

/// <summary>The variables that the kubelet makes of Services. Source: pkg/kubelet/envvars.FromServices, getServiceEnvVarMap.</summary>
public static class ServiceLinks
{
    /// <summary>The API server's own Service, whose variables every container gets.</summary>
    public const string Master = "kubernetes";

    /// <param name="services">Of the namespace, with the API server's own.</param>
    /// <param name="all">False: <c>enableServiceLinks: false</c>, only the API server's.</param>
    /// <param name="startedAt">What was made later is not in a container that runs; null: all that there is.</param>
    public static IEnumerable<(ServiceSpec Service, string Name, string Value)> Of(IEnumerable<ServiceSpec> services, bool all, DateTimeOffset? startedAt) =>
        services
            .Where(s => s.ClusterIp is { Length: > 0 } and not "None" && s.Ports.Count > 0 && (all || s.Name == Master) && !(startedAt is { } start && s.CreatedAt > start))
            .OrderBy(s => s.Name, StringComparer.Ordinal)
            .SelectMany(s => Variables(s).Select(v => (s, v.Name, v.Value)));

    private static IEnumerable<(string Name, string Value)> Variables(ServiceSpec service)
    {
        var (name, ip) = (NameOf(service.Name), service.ClusterIp!);
        yield return ($"{name}_SERVICE_HOST", ip);
        yield return ($"{name}_SERVICE_PORT", Text(service.Ports[0].Port));
        foreach (var port in service.Ports.Where(p => p.Name is { Length: > 0 }))
        {
            yield return ($"{name}_SERVICE_PORT_{NameOf(port.Name!)}", Text(port.Port));
        }

        var host = ip.Contains(':', StringComparison.Ordinal) ? $"[{ip}]" : ip;
        yield return ($"{name}_PORT", Address(service.Ports[0], host));
        foreach (var port in service.Ports)
        {
            var prefix = $"{name}_PORT_{Text(port.Port)}_{port.Protocol.ToUpperInvariant()}";
            yield return (prefix, Address(port, host));
            yield return ($"{prefix}_PROTO", port.Protocol.ToLowerInvariant());
            yield return ($"{prefix}_PORT", Text(port.Port));
            yield return ($"{prefix}_ADDR", ip);
        }
    }

    private static string Address(ServicePort port, string host) => $"{port.Protocol.ToLowerInvariant()}://{host}:{Text(port.Port)}";

    private static string NameOf(string name) => name.Replace('-', '_').ToUpperInvariant();

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
