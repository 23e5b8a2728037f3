using System.Globalization;
using System.Text.Json.Nodes;
using Unloop.Core.Facts;
using Unloop.Core.Text;
using Unloop.Evidence.Api;
using Unloop.Kubernetes.Api;
using Unloop.Kubernetes.Collection;
using Unloop.Kubernetes.Targets;

namespace Unloop.Kubernetes.Fixing;

/// <summary>What would keep new pods from coming, named before and not after.</summary>
internal static class Obstacles
{
    private static readonly string[] BudgetVersions = ["v1", "v1beta1"];

    /// <param name="before">The template that the running pods are of.</param>
    public static async Task<IReadOnlyList<string>> FindAsync(FoundWorkload found, JsonObject before, Snapshot snapshot, List<Gap> gaps)
    {
        var budgets = BudgetsAsync(found.Namespace, snapshot);
        var quotas = snapshot.ListAsync(ApiRequest.List("resourcequotas", found.Namespace), ApiJson.Default.ResourceQuotaList);
        var limits = await snapshot.ListAsync(ApiRequest.List("limitranges", found.Namespace), ApiJson.Default.LimitRangeList);
        var items = (limits.Value ?? []).SelectMany(r => r.Spec?.Limits ?? []).OfType<LimitRangeItem>().ToList();
        var pod = PodUsage.Of(found.Template, items);
        var replaced = HasSurge(found) ? null : PodUsage.Of(before, items);
        var room = await quotas;
        var disruptions = await budgets;
        gaps.AddRange(new[]
        {
            room.Error?.ToGap("the ResourceQuotas of the namespace"),
            limits.Error?.ToGap("the LimitRanges of the namespace"),
            disruptions.Error?.ToGap("the PodDisruptionBudgets of the namespace"),
        }.OfType<Gap>());
        return
        [
            .. OfItself(found)
                .Concat(LimitRangeCheck.Refusals(pod, limits.Value ?? []))
                .Concat(QuotaCheck.Refusals(found.Template, pod, replaced, room.Value ?? []))
                .Concat(Exhausted(found, disruptions.Value ?? []))
                .Select(o => o + "."),
        ];
    }

    /// <summary>What the workload's own spec says.</summary>
    public static IEnumerable<string> OfItself(FoundWorkload found)
    {
        var spec = found.Spec;
        if (spec.At("paused").IsTrue())
        {
            yield return "The rollout is paused (spec.paused): no pod is replaced until it is resumed";
        }

        if (spec.At("suspend").IsTrue())
        {
            yield return $"The {found.Kind.Kind} is suspended (spec.suspend): no new pod will be made";
        }

        if (spec.At("updateStrategy", "type").Text() == "OnDelete")
        {
            yield return "Pods are replaced only when somebody deletes them (updateStrategy OnDelete)";
        }

        if (spec.At("updateStrategy", "rollingUpdate", "partition").Int() is > 0 and var partition)
        {
            yield return $"Pods with an ordinal below {partition} keep the old template (updateStrategy.rollingUpdate.partition)";
        }

        if (spec.At("replicas").Int() == 0)
        {
            yield return "It is scaled to 0: no pod will show whether a change holds";
        }
    }

    /// <summary>True where a new pod comes before an old one goes.</summary>
    public static bool HasSurge(FoundWorkload found)
    {
        var spec = found.Spec;
        return found.Kind == WorkloadKind.Deployment ? spec.At("strategy", "type").Text() != "Recreate" && Above(spec.At("strategy", "rollingUpdate", "maxSurge"), true)
            : found.Kind == WorkloadKind.DaemonSet ? Above(spec.At("updateStrategy", "rollingUpdate", "maxSurge"), false)
            : found.Kind == WorkloadKind.CronJob;
    }

    private static bool Above(JsonNode? number, bool otherwise) =>
        number is JsonValue value && int.TryParse(value.ToString().TrimEnd('%'), CultureInfo.InvariantCulture, out var amount) ? amount > 0 : otherwise;

    private static async Task<ApiResult<List<DisruptionBudget>>> BudgetsAsync(string space, Snapshot snapshot)
    {
        ApiResult<List<DisruptionBudget>>? result = null;
        foreach (var version in BudgetVersions)
        {
            result = await snapshot.ListAsync(ApiRequest.List("poddisruptionbudgets", space, "policy", version), ApiJson.Default.DisruptionBudgetList);
            if (result.Error?.Kind != ApiErrorKind.NotServed)
            {
                break;
            }
        }

        return result!;
    }

    private static IEnumerable<string> Exhausted(FoundWorkload found, IEnumerable<DisruptionBudget> budgets)
    {
        var labels = found.Template.At("metadata", "labels").Texts();
        return budgets
            .Where(b => b is { Status.DisruptionsAllowed: 0, Spec.Selector: { } selector } && Selectors.Text(selector) is not null && Selectors.Selects(selector, labels))
            .Select(b => $"PodDisruptionBudget {b.Metadata?.Name} allows no disruption now: its pods cannot be evicted (a rollout deletes them all the same)");
    }
}
