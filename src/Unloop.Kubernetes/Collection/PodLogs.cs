using Unloop.Core.Facts;
using Unloop.Engine;
using Unloop.Evidence.Api;
using Unloop.Kubernetes.Api;
using Unloop.Kubernetes.Targets;

namespace Unloop.Kubernetes.Collection;

/// <summary>
/// All logs of a pod, each on its own, and the pod's status as it was once they were read. A container that was restarted in between has
/// other logs now: those are fetched once more, so that status and logs speak of the same instances.
/// </summary>
internal sealed class PodLogs(ApiClient client, ILineScanner scanner)
{
    public async Task<Result> CollectAsync(Pod pod, TargetQuery query, CancellationToken cancellationToken)
    {
        var reader = new LogReader(client, scanner, query.LogLimit);
        var (space, name) = (pod.Metadata?.Namespace ?? "", pod.Metadata?.Name ?? "");
        var answers = await Task.WhenAll(Wishes(pod, query).Select(w => reader.ReadAsync(space, name, w, cancellationToken)));
        var reread = await client.GetAsync(ApiRequest.Get("pods", space, name), ApiJson.Default.Pod, cancellationToken);
        if (!reread.TryGet(out var now, out var error) || now.Metadata?.Uid != pod.Metadata?.Uid)
        {
            var gone = new Gap
            {
                What = "the pod's latest status",
                Reason = error is null or { Kind: ApiErrorKind.NotFound } ? GapReason.NotThere : GapReason.Failed,
                Detail = error is null or { Kind: ApiErrorKind.NotFound } ? "the pod was deleted while it was looked at" : error.Sentence,
            };
            return Assemble(pod, query, answers, null, [gone]);
        }

        var wishes = Wishes(now, query).ToList();
        var moved = wishes.Where(w => !answers.Any(a => IsSame(a.Wish, w))).ToList();
        var again = await Task.WhenAll(moved.Select(w => reader.ReadAsync(space, name, w, cancellationToken)));
        return Assemble(now, query, [.. answers.Where(a => wishes.Any(w => IsSame(a.Wish, w))), .. again], reread.Date, []);
    }

    private static IEnumerable<LogWish> Wishes(Pod pod, TargetQuery query) => Statuses(pod, query).SelectMany(LogPlan.For);

    private static IEnumerable<ContainerStatus> Statuses(Pod pod, TargetQuery query) =>
        Wellness.AllStatuses(pod).Where(s => query.Container is null || s.Name == query.Container);

    private static bool IsSame(LogWish a, LogWish b) =>
        a.Container == b.Container && a.Instance == b.Instance && a.ContainerId == b.ContainerId && a.RestartCount == b.RestartCount;

    private static Result Assemble(Pod pod, TargetQuery query, IReadOnlyList<LogAnswer> answers, DateTimeOffset? date, IReadOnlyList<Gap> gaps) => new(
        pod,
        date,
        [.. answers.Select(a => a.Window).OfType<LogWindow>()],
        [.. answers.Select(a => a.Gap).Concat(Statuses(pod, query).Select(LogPlan.WhyNone)).OfType<Gap>(), .. gaps]);

    /// <param name="Pod">As it was after its logs were read.</param>
    internal sealed record Result(Pod Pod, DateTimeOffset? Date, IReadOnlyList<LogWindow> Logs, IReadOnlyList<Gap> Gaps);
}
