using System.Globalization;
using System.Text.Json.Nodes;
using Unloop.Core.Facts;
using Unloop.Core.Text;
using Unloop.Evidence.Api;
using Unloop.Kubernetes.Api;

namespace Unloop.Kubernetes.Fixing;

/// <summary>One container's resources after what LimitRanges fill in.</summary>
internal sealed record ContainerUsage(string Name, IReadOnlyDictionary<string, double> Requests, IReadOnlyDictionary<string, double> Limits);

/// <summary>What one pod of a template asks for, as the scheduler and quotas count it. Pure.</summary>
internal sealed record PodUsage(IReadOnlyList<ContainerUsage> Containers, IReadOnlyDictionary<string, double> Requests, IReadOnlyDictionary<string, double> Limits)
{
    public bool IsBestEffort => Containers.All(c => c.Requests.Count == 0 && c.Limits.Count == 0);

    public static PodUsage Of(JsonObject template, IReadOnlyList<LimitRangeItem> ranges)
    {
        var defaults = ranges.Where(r => r.Type == "Container").ToList();
        var containers = template.At("spec", "containers").Objects().Select(c => Container(c, defaults)).ToList();
        var init = template.At("spec", "initContainers").Objects().Select(c => (Usage: Container(c, defaults), Sidecar: c["restartPolicy"].Text() == "Always")).ToList();
        var overhead = Quantities(template.At("spec", "overhead"));
        return new(
            [.. containers, .. init.Select(i => i.Usage)],
            Total(containers, init, u => u.Requests, overhead),
            Total(containers, init, u => u.Limits, overhead));
    }

    /// <summary>For people: <c>250m</c>, <c>64Mi</c>.</summary>
    public static string Shown(string resource, double value) =>
        resource.EndsWith("cpu", StringComparison.Ordinal) ? value % 1 == 0 ? Number(value) : Number(Math.Ceiling(value * 1000)) + "m"
        : (resource.EndsWith("memory", StringComparison.Ordinal) || resource.EndsWith("storage", StringComparison.Ordinal)) && value >= 1 << 20
            ? Number(Math.Ceiling(value / (1 << 20))) + "Mi"
        : Number(value);

    /// <summary>Init containers run one after the other, beside the sidecars that were started before them.</summary>
    private static Dictionary<string, double> Total(
        IReadOnlyList<ContainerUsage> containers,
        IReadOnlyList<(ContainerUsage Usage, bool Sidecar)> init,
        Func<ContainerUsage, IReadOnlyDictionary<string, double>> of,
        IReadOnlyDictionary<string, double> overhead)
    {
        var total = new Dictionary<string, double>();
        foreach (var name in containers.Concat(init.Select(i => i.Usage)).SelectMany(c => of(c).Keys).Distinct())
        {
            var (sidecars, highest) = (0.0, 0.0);
            foreach (var (usage, sidecar) in init)
            {
                var amount = of(usage).GetValueOrDefault(name);
                sidecars += sidecar ? amount : 0;
                highest = Math.Max(highest, sidecar ? sidecars : sidecars + amount);
            }

            total[name] = Math.Max(highest, sidecars + containers.Sum(c => of(c).GetValueOrDefault(name))) + overhead.GetValueOrDefault(name);
        }

        return total;
    }

    private static ContainerUsage Container(JsonObject container, IReadOnlyList<LimitRangeItem> defaults)
    {
        var limits = Quantities(container.At("resources", "limits"));
        var requests = Quantities(container.At("resources", "requests"));

        // The API server makes a limit the request before admission fills in the rest.
        foreach (var (name, value) in limits)
        {
            _ = requests.TryAdd(name, value);
        }

        foreach (var range in defaults)
        {
            Fill(limits, range.Default);
            Fill(requests, range.DefaultRequest);
        }

        return new(container["name"].Text() ?? "", requests, limits);
    }

    private static void Fill(Dictionary<string, double> values, IReadOnlyDictionary<string, string?>? defaults)
    {
        foreach (var (name, text) in defaults ?? new Dictionary<string, string?>())
        {
            if (text is not null && Quantity.Parse(text) is { } value)
            {
                _ = values.TryAdd(name, value);
            }
        }
    }

    private static Dictionary<string, double> Quantities(JsonNode? node) => node.Texts()
        .Select(q => (q.Key, Value: q.Value is null ? null : Quantity.Parse(q.Value)))
        .Where(q => q.Value is not null)
        .ToDictionary(q => q.Key, q => q.Value!.Value);

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
