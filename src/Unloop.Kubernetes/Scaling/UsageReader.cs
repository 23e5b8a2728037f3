using System.Globalization;
using System.Text.Json.Nodes;
using Unloop.Core.Facts;
using Unloop.Core.Scaling;
using Unloop.Core.Text;
using Unloop.Kubernetes.Api;

namespace Unloop.Kubernetes.Scaling;

/// <summary>PodMetrics as one look. Pure.</summary>
internal static class UsageReader
{
    /// <summary>Null where nothing was measured.</summary>
    public static UsageLook? Of(IEnumerable<JsonObject> metrics)
    {
        var pods = metrics.ToList();
        var containers = pods.SelectMany(p => p["containers"].Objects().Select(c => Use(p.At("metadata", "name").Text() ?? "", c))).OfType<ContainerUse>().ToList();
        var stamps = pods.Select(p => DateTimeOffset.TryParse(p["timestamp"].Text(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : (DateTimeOffset?)null).Min();
        return containers.Count == 0 ? null : new(stamps, pods.Select(p => Window(p["window"].Text())).FirstOrDefault(w => w is not null), containers);
    }

    private static ContainerUse? Use(string pod, JsonObject container) =>
        container["name"].Text() is { Length: > 0 } name && container.At("usage", "cpu").Text() is { } cpu && Quantity.Parse(cpu) is >= 0 and < 1e9 and var cores
            ? new(pod, name, (long)Math.Ceiling(Math.Round(cores * 1000, 6)), container.At("usage", "memory").Text() is { } memory ? Quantity.Bytes(memory) ?? 0 : 0)
            : null;

    /// <summary>A Go duration of the kinds that metrics servers write: <c>30s</c>, <c>1m0s</c>, <c>16.7s</c>.</summary>
    private static TimeSpan? Window(string? text)
    {
        var (total, rest) = (TimeSpan.Zero, text ?? "");
        if (rest.IndexOf('m', StringComparison.Ordinal) is > 0 and var minute && int.TryParse(rest[..minute], CultureInfo.InvariantCulture, out var minutes))
        {
            (total, rest) = (TimeSpan.FromMinutes(minutes), rest[(minute + 1)..]);
        }

        return rest.EndsWith('s') && double.TryParse(rest[..^1], NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < 1e6 ? total + TimeSpan.FromSeconds(seconds)
            : total > TimeSpan.Zero ? total
            : null;
    }
}
