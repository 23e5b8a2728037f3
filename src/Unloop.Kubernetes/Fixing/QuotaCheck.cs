using System.Text.Json.Nodes;
using Unloop.Core.Facts;
using Unloop.Core.Text;
using Unloop.Evidence.Api;
using Unloop.Kubernetes.Api;

namespace Unloop.Kubernetes.Fixing;

/// <summary>Whether ResourceQuotas leave room for one more pod of a template. Pure.</summary>
internal static class QuotaCheck
{
    private static readonly string[] Computed = ["cpu", "memory"];

    /// <param name="replaced">The pod that is gone before the new one is made; null where both are there for a while.</param>
    public static IEnumerable<string> Refusals(JsonObject template, PodUsage pod, PodUsage? replaced, IEnumerable<ResourceQuota> quotas)
    {
        foreach (var quota in quotas.Where(q => Counts(q.Spec, template, pod)))
        {
            var used = quota.Status?.Used ?? new Dictionary<string, string?>();
            foreach (var (key, text) in quota.Status?.Hard ?? quota.Spec?.Hard ?? new Dictionary<string, string?>())
            {
                if (text is null || Quantity.Parse(text) is not { } hard || Amount(key, pod) is not { } needed)
                {
                    continue;
                }

                var free = hard - (Quantity.Parse(used.GetValueOrDefault(key) ?? "0") ?? 0);
                var more = needed - (replaced is null ? 0 : Amount(key, replaced) ?? 0);
                if (Missing(key, pod) is { } container)
                {
                    yield return $"ResourceQuota {quota.Metadata?.Name} would refuse the pod: container {container} has no {key}, which the quota requires";
                }
                else if (more > 0 && more > free + (Math.Abs(hard) * 1e-9))
                {
                    var whom = replaced is null ? "one more pod" : "the changed pod";
                    yield return $"ResourceQuota {quota.Metadata?.Name} would refuse the pod: of {key} {PodUsage.Shown(key, Math.Max(0, free))} of {text} is left, and {whom} takes {PodUsage.Shown(key, more)}";
                }
            }
        }
    }

    /// <summary>What one pod takes of a quota's line; null for lines that count no pods.</summary>
    public static double? Amount(string key, PodUsage pod) => key switch
    {
        "pods" or "count/pods" => 1,
        "cpu" or "memory" or "ephemeral-storage" => pod.Requests.GetValueOrDefault(key),
        _ when key.StartsWith("requests.", StringComparison.Ordinal) && key != "requests.storage" => pod.Requests.GetValueOrDefault(key[9..]),
        _ when key.StartsWith("limits.", StringComparison.Ordinal) => pod.Limits.GetValueOrDefault(key[7..]),
        _ => null,
    };

    /// <summary>A quota of CPU or memory makes every container say how much of it.</summary>
    public static string? Missing(string key, PodUsage pod)
    {
        var (limits, resource) = key.StartsWith("limits.", StringComparison.Ordinal) ? (true, key[7..])
            : key.StartsWith("requests.", StringComparison.Ordinal) ? (false, key[9..])
            : (false, key);
        return Computed.Contains(resource) ? pod.Containers.FirstOrDefault(c => !(limits ? c.Limits : c.Requests).ContainsKey(resource))?.Name : null;
    }

    public static bool Counts(ResourceQuotaSpec? spec, JsonObject template, PodUsage pod) =>
        (spec?.Scopes ?? []).OfType<string>().All(s => InScope(s, template, pod))
        && (spec?.ScopeSelector?.MatchExpressions ?? []).OfType<QuotaScope>().All(e => e.ScopeName == "PriorityClass"
            ? HasPriority(e, template.At("spec", "priorityClassName").Text())
            : InScope(e.ScopeName ?? "", template, pod));

    private static bool InScope(string scope, JsonObject template, PodUsage pod) => scope switch
    {
        "BestEffort" => pod.IsBestEffort,
        "NotBestEffort" => !pod.IsBestEffort,
        "Terminating" => template.At("spec", "activeDeadlineSeconds") is not null,
        "NotTerminating" => template.At("spec", "activeDeadlineSeconds") is null,
        _ => false,
    };

    private static bool HasPriority(QuotaScope scope, string? priority) => scope.Operator switch
    {
        "In" => priority is not null && (scope.Values ?? []).Contains(priority),
        "NotIn" => !(scope.Values ?? []).Contains(priority),
        "Exists" => priority is not null,
        "DoesNotExist" => priority is null,
        _ => false,
    };
}
