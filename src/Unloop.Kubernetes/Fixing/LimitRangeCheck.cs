using Unloop.Core.Facts;
using Unloop.Evidence.Api;

namespace Unloop.Kubernetes.Fixing;

/// <summary>Whether a LimitRange would refuse the pods of a template. Pure.</summary>
internal static class LimitRangeCheck
{
    public static IEnumerable<string> Refusals(PodUsage pod, IEnumerable<LimitRange> ranges) =>
        from range in ranges
        from item in range.Spec?.Limits ?? []
        from whom in item?.Type switch
        {
            "Container" => pod.Containers.Select(c => (Name: $"container {c.Name}", c.Requests, c.Limits)),
            "Pod" => [(Name: "the pod as a whole", pod.Requests, pod.Limits)],
            _ => [],
        }
        from refusal in Of(item, whom.Name, whom.Requests, whom.Limits)
        select $"LimitRange {range.Metadata?.Name} would refuse the pod: {refusal}";

    private static IEnumerable<string> Of(LimitRangeItem item, string whom, IReadOnlyDictionary<string, double> requests, IReadOnlyDictionary<string, double> limits)
    {
        foreach (var (resource, bound, text) in Bounds(item.Max))
        {
            if (!limits.TryGetValue(resource, out var limit))
            {
                yield return $"{whom} has no limit of {resource}, and at most {text} is allowed";
            }
            else if (limit > bound || requests.GetValueOrDefault(resource) > bound)
            {
                yield return $"{whom} has {PodUsage.Shown(resource, Math.Max(limit, requests.GetValueOrDefault(resource)))} of {resource}, and at most {text} is allowed";
            }
        }

        foreach (var (resource, bound, text) in Bounds(item.Min))
        {
            if (!requests.TryGetValue(resource, out var request))
            {
                yield return $"{whom} requests no {resource}, and at least {text} is required";
            }
            else if (request < bound || (limits.TryGetValue(resource, out var limit) && limit < bound))
            {
                yield return $"{whom} has {PodUsage.Shown(resource, Math.Min(request, limits.GetValueOrDefault(resource, request)))} of {resource}, and at least {text} is required";
            }
        }

        foreach (var (resource, bound, text) in Bounds(item.MaxLimitRequestRatio))
        {
            var (limit, request) = (limits.GetValueOrDefault(resource), requests.GetValueOrDefault(resource));
            if (request <= 0 || limit / request > bound * (1 + 1e-9))
            {
                yield return $"{whom} has a limit of {resource} that is more than {text} times its request";
            }
        }
    }

    private static IEnumerable<(string Resource, double Value, string Text)> Bounds(IReadOnlyDictionary<string, string?>? bounds) =>
        from bound in bounds ?? new Dictionary<string, string?>()
        let value = bound.Value is null ? null : Quantity.Parse(bound.Value)
        where value is not null
        select (bound.Key, value.Value, bound.Value!);
}
