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
internal sealed class PodLogs(ApiClient client, ILineScanner scanner, TimeProvider time)
{
    /// <summary>How often logs are asked for again because a restart came between.</summary>
    private const int MostRestarts = 2;

    /// <summary>How often because the newest is not there, or not yet: a busy kubelet tells seconds later of what it has started. All waits together are 10 s.</summary>
    private const int MostLags = 4;

    /// <summary>The runtime writes a log beside the program: right after an end, the last of it may be missing.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    public async Task<Result> CollectAsync(Pod pod, TargetQuery query, CancellationToken cancellationToken)
    {
        var reader = new LogReader(client, scanner, query.LogLimit);
        var (space, name) = (pod.Metadata?.Namespace ?? "", pod.Metadata?.Name ?? "");
        var answers = await FetchAsync(Wishes(pod, query));
        for (int restarts = 0, lags = 0; ;)
        {
            var reread = await client.GetAsync(ApiRequest.Get("pods", space, name), ApiJson.Default.Pod, cancellationToken);
            if (!reread.TryGet(out var now, out var error) || now.Metadata?.Uid != pod.Metadata?.Uid)
            {
                return Assemble(pod, query, answers, null, [Gone(error)]);
            }

            (pod, var wishes) = (now, Wishes(now, query).ToList());
            answers = [.. answers.Where(a => wishes.Any(w => IsSame(a.Wish, w)))];
            var moved = wishes.Where(w => !answers.Any(a => IsSame(a.Wish, w))).ToList();
            var awaited = answers.Where(a => (a.Lost || (lags == 0 && IsEmptyYet(a, now, reread.Date))) && IsNewest(a.Wish, wishes)).Select(a => a.Wish).ToList();
            if (moved.Count > 0 ? restarts++ == MostRestarts : awaited.Count == 0 || lags++ == MostLags)
            {
                return Assemble(pod, query, answers, reread.Date, []);
            }

            if (moved.Count == 0)
            {
                // The kubelet has removed this instance, so there is a newer one that its status does not tell of yet; or the log is still being written.
                await Task.Delay(TimeSpan.FromSeconds(lags), time, cancellationToken);
            }

            answers = [.. answers.Where(a => !awaited.Contains(a.Wish)), .. await FetchAsync(moved.Concat(awaited))];
        }

        Task<LogAnswer[]> FetchAsync(IEnumerable<LogWish> wishes) =>
            Task.WhenAll(wishes.Select(w => reader.ReadAsync(space, name, w, cancellationToken)));
    }

    private static IEnumerable<LogWish> Wishes(Pod pod, TargetQuery query) => Statuses(pod, query).SelectMany(LogPlan.For);

    private static IEnumerable<ContainerStatus> Statuses(Pod pod, TargetQuery query) =>
        Wellness.AllStatuses(pod).Where(s => query.Container is null || s.Name == query.Container);

    private static bool IsSame(LogWish a, LogWish b) =>
        a.Container == b.Container && a.Instance == b.Instance && a.ContainerId == b.ContainerId && a.RestartCount == b.RestartCount;

    /// <summary>Of an older instance it is no wonder that it is gone: a node keeps only one or two.</summary>
    private static bool IsNewest(LogWish wish, List<LogWish> wishes) => !wishes.Any(w => w.Container == wish.Container && w.RestartCount > wish.RestartCount);

    /// <summary>A log without a line, of an instance that has ended just now.</summary>
    private static bool IsEmptyYet(LogAnswer answer, Pod pod, DateTimeOffset? now)
    {
        var status = Wellness.AllStatuses(pod).FirstOrDefault(s => s.Name == answer.Wish.Container);
        var ended = answer.Wish.Instance == LogInstance.Current ? status?.State?.Terminated : status?.LastState?.Terminated;
        return answer.Window is { IsEmpty: true } && now - ended?.FinishedAt < Fresh;
    }

    private static Gap Gone(ApiError? error) => new()
    {
        What = "the pod's latest status",
        Reason = error is null or { Kind: ApiErrorKind.NotFound } ? GapReason.NotThere : GapReason.Failed,
        Detail = error is null or { Kind: ApiErrorKind.NotFound } ? "the pod was deleted while it was looked at" : error.Sentence,
    };

    private static Result Assemble(Pod pod, TargetQuery query, IReadOnlyList<LogAnswer> answers, DateTimeOffset? date, IReadOnlyList<Gap> gaps)
    {
        var statuses = Statuses(pod, query).ToList();
        var logs = answers.Select(a => a.Window).OfType<LogWindow>().ToList();
        return new(
            pod,
            date,
            [.. logs.Where(l => !IsOvertaken(l, logs, statuses))],
            [.. answers.Select(a => a.Gap).Concat(statuses.Select(LogPlan.WhyNone)).OfType<Gap>(), .. gaps]);
    }

    /// <summary>
    /// A kubelet that is ahead of the status it reported answers for the previous instance with the current one; the lines' times tell.
    /// </summary>
    private static bool IsOvertaken(LogWindow log, List<LogWindow> logs, List<ContainerStatus> statuses)
    {
        var state = statuses.FirstOrDefault(s => s.Name == log.Container)?.State;
        return log.Instance == LogInstance.Previous
            && (state?.Running?.StartedAt ?? state?.Terminated?.StartedAt) is { } started
            && log.Lines.Any(l => l.Time >= started)
            && logs.Any(l => l.Container == log.Container && l.Instance == LogInstance.Current);
    }

    /// <param name="Pod">As it was after its logs were read.</param>
    internal sealed record Result(Pod Pod, DateTimeOffset? Date, IReadOnlyList<LogWindow> Logs, IReadOnlyList<Gap> Gaps);
}
