using Unloop.Core.Facts;

namespace Unloop.Core.Stability;

/// <summary>Tells a warning that comes again from those that were there before. What readiness, restarts and waiting reasons show anyway is not counted twice.</summary>
internal sealed class WarningWatch(IReadOnlyList<EventFact> before)
{
    /// <summary>Many clusters warn of trifles all the time (name servers, metrics, endpoints): only what is said of failing containers and volumes counts.</summary>
    private static readonly string[] Grave =
        ["BackOff", "Failed", "FailedMount", "FailedAttachVolume", "FailedCreatePodSandBox", "FailedPostStartHook", "InspectFailed", "ErrImageNeverPull", "Evicted", "OOMKilling"];

    private const string Probe = "Unhealthy/Liveness";

    private readonly HashSet<string> _kinds = [.. before.Select(KindOf).OfType<string>()];
    private readonly Dictionary<(string Object, string Message), int> _counts = [];

    /// <summary>What the first look shows was there before, too.</summary>
    public void Start(RolloutSnapshot snapshot) => _kinds.UnionWith(snapshot.Warnings.Select(KindOf).OfType<string>());

    /// <summary>Warnings of a known kind about pods that were ready, since the last look.</summary>
    /// <param name="pods">The pods of the wanted revision that are ready.</param>
    public IReadOnlyList<RepeatedWarning> See(RolloutSnapshot snapshot, IReadOnlyList<ObservedPod> pods)
    {
        var repeated = new List<RepeatedWarning>();
        foreach (var warning in snapshot.Warnings)
        {
            var key = (warning.Uid ?? warning.Object ?? "", warning.Message);
            var isNew = warning.Count > _counts.GetValueOrDefault(key);
            _counts[key] = warning.Count;
            if (isNew && KindOf(warning) is { } kind && _kinds.Contains(kind) && pods.FirstOrDefault(p => IsAbout(warning, p)) is { } pod)
            {
                var failure = new RolloutFailure(FailureKind.Warning, $"{pod.Name} is warned about as before ({warning.Reason}): {PodTroubles.Shown(warning.Message)}", pod.Name, warning.Container);
                repeated.Add(new(pod, failure, MayPass: kind == Probe));
            }
        }

        return repeated;
    }

    /// <summary>When a pod was last warned about.</summary>
    public static DateTimeOffset? Last(RolloutSnapshot snapshot, ObservedPod pod) => snapshot.Warnings.Where(w => KindOf(w) is not null && IsAbout(w, pod)).Max(w => w.LastSeen);

    private static bool IsAbout(EventFact warning, ObservedPod pod) => warning.Uid == pod.Uid || (warning.Uid is null && warning.Object == $"Pod/{pod.Name}");

    private static string? KindOf(EventFact warning) =>
        warning.Type != "Warning" ? null
        : Grave.Contains(warning.Reason) ? warning.Reason
        : warning.Reason == "Unhealthy" && warning.Message.StartsWith("Liveness", StringComparison.Ordinal) ? Probe
        : null;
}

/// <param name="MayPass">A liveness probe fails while a container starts, too; only where it goes on does the kubelet end the container.</param>
internal sealed record RepeatedWarning(ObservedPod Pod, RolloutFailure Failure, bool MayPass);
