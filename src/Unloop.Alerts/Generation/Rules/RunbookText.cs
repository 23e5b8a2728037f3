using Unloop.Core;

namespace Unloop.Alerts.Generation.Rules;

/// <summary>The runbook of one alert: what holds for all, and what was diagnosed here.</summary>
internal static class RunbookText
{
    public static Runbook Of(AlertWords words, AlertRequest request)
    {
        var target = Target(request.Scope);
        var causes = request.Causes;
        return new Runbook(
            [.. words.Sees, $"When it is resolved: {words.Recovery}"],
            [words.Impact],
            [
                .. causes.Select(c => $"It was diagnosed before: {ForeignText.Clean(c.Statement).TrimEnd('.')} ({c.Category.Token()}{(c.Container is { } name ? $", container {ForeignText.Clean(name)}" : "")})."),
                $"unloop diagnose {target}",
                request.Scope.IsWorkload ? $"kubectl logs {target} --previous --all-containers" : $"kubectl get pods {target}",
            ],
            [
                .. causes.SelectMany(c => c.Solution).Distinct().Select(ForeignText.Clean),
                .. causes.SelectMany(c => c.Prevention).Distinct().Select(p => $"Then, so that it does not come again: {ForeignText.Clean(p)}"),
                request.Scope.IsWorkload ? $"unloop fix {target}" : "unloop fix WORKLOAD -n NAMESPACE",
            ]);
    }

    /// <summary>As both unloop and kubectl take it.</summary>
    private static string Target(AlertScope scope) =>
        scope.IsWorkload ? $"{scope.Kind!.ToLowerInvariant()}/{scope.Name} -n {scope.Namespace}" : scope.Namespace is { } space ? $"-n {space}" : "-A";
}
