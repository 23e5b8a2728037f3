using Unloop.Core.Facts;

namespace Unloop.Evidence.Offline;

/// <summary>Finds for each log the pod and the container that wrote it, and notes how it was found.</summary>
internal sealed class LogAssigner(Gathered gathered, OfflineOptions options, List<PodGrouping.Group> groups)
{
    private const string Unknown = "app";
    private readonly Dictionary<int, List<LogWindow>> _logs = [];

    public IReadOnlyList<LogWindow> Of(int group) => _logs.GetValueOrDefault(group) ?? [];

    public void Assign()
    {
        if (groups.Count == 0 && gathered.Logs.Count > 0)
        {
            var pod = gathered.Logs.Select(l => l.Name.Pod).FirstOrDefault(p => p is not null) ?? "unknown";
            groups.Add(new PodGrouping.Group(new PodEvidence { Subject = new PodSubject { Pod = pod, Namespace = gathered.Logs[0].Name.Namespace } }, new HashSet<string>()));
        }

        // What a name decides goes first, so that a log without a name can take what is left.
        foreach (var log in gathered.Logs.OrderBy(l => l.Name.Container is null).ThenBy(l => l.Name.Label is null).ThenBy(l => l.Path, StringComparer.Ordinal))
        {
            Assign(log);
        }
    }

    private void Assign(LogPart log)
    {
        var group = GroupOf(log);
        var pod = groups[group].Evidence;
        var (container, type, how) = ContainerOf(log, pod, group);
        if (pod.Container(container) is null)
        {
            pod = pod with { Containers = Insert(pod.Containers, new ContainerFacts { Name = container, Type = type }) };
            groups[group] = groups[group] with { Evidence = pod };
        }

        var instance = log.Name.Instance ?? InstanceOf(pod.Container(container)!);
        if (!_logs.TryGetValue(group, out var windows))
        {
            windows = _logs[group] = [];
        }

        windows.Add(log.Window with { Container = container, Instance = instance });
        var word = instance == LogInstance.Previous ? "previous" : "current";
        var where = groups.Count > 1 ? $" of pod {pod.Subject.Pod}" : "";
        gathered.Notes.Add(new InputNote(log.Path, $"the {word} log of container {container}{where}{how}"));
    }

    /// <summary>Init containers stand first.</summary>
    private static IReadOnlyList<ContainerFacts> Insert(IReadOnlyList<ContainerFacts> containers, ContainerFacts added) =>
        added.Type == ContainerType.Init ? [added, .. containers] : [.. containers, added];

    /// <summary>The pod that the name gives; else the one that the same folder tells of; else the one that fails.</summary>
    private int GroupOf(LogPart log)
    {
        var all = Enumerable.Range(0, groups.Count).ToList();
        var pods = all.Where(g => groups[g].Evidence.Subject is var s && s.Pod == log.Name.Pod && (log.Name.Namespace is null || s.Namespace is null || s.Namespace == log.Name.Namespace)).ToList();
        if (pods is [] && log.Name is { Pod: { } named } && groups.Count > 0)
        {
            groups.Add(new PodGrouping.Group(new PodEvidence { Subject = new PodSubject { Pod = named, Namespace = log.Name.Namespace } }, new HashSet<string>()));
            return groups.Count - 1;
        }

        pods = pods is [] ? [.. all.Where(g => log.Name.Label is { } label && label.Contains(groups[g].Evidence.Subject.Pod, StringComparison.Ordinal))] : pods;
        pods = pods is [] ? [.. all.Where(g => log.Path.Split('/').Contains(groups[g].Evidence.Subject.Pod))] : pods;
        pods = pods is [] ? [.. all.Where(g => groups[g].Folders.Contains(log.Folder))] : pods;
        pods = pods is [] ? all : pods;
        return pods.OrderByDescending(g => log.Name.Label is { } label && groups[g].Evidence.Container(label) is not null)
            .ThenByDescending(g => groups[g].Evidence.Containers.Any(c => c.LastState is not null || c.WaitingReason is not null))
            .First();
    }

    private (string Container, ContainerType Type, string How) ContainerOf(LogPart log, PodEvidence pod, int group)
    {
        if (log.Name.Container is { } given)
        {
            return (given, ContainerType.App, "");
        }

        if (log.Name.Label is { } label && Named(label, pod) is { } named)
        {
            return (named, pod.Container(named)?.Type ?? ContainerType.App, "");
        }

        if (log.Name is { Label: { } init, Type: ContainerType.Init })
        {
            return (init, ContainerType.Init, "");
        }

        if (options.Container is { } chosen)
        {
            return (chosen, ContainerType.App, ", as --container says");
        }

        // A name that is no container's may be the container's all the same, where nothing lists the containers.
        if (log.Name.Label is { } free && pod.Containers.All(IsBare) && IsName(free) && !free.StartsWith(pod.Subject.Pod, StringComparison.Ordinal) && gathered.Logs.Count > 1)
        {
            return (free, ContainerType.App, ", by its name");
        }

        return Guessed(log, pod, group);
    }

    /// <summary>A log without a name: of the only container that terminated, else of the first without a log of its own.</summary>
    private (string, ContainerType, string) Guessed(LogPart log, PodEvidence pod, int group)
    {
        var instance = log.Name.Instance;
        bool HasLog(ContainerFacts c) => Of(group).Any(l => l.Container == c.Name && (instance is null || l.Instance == instance || IsBare(c)));
        var ended = pod.Containers.Where(c => c.LastState is { Phase: StatePhase.Terminated }).ToList();
        ended = ended is [] ? [.. pod.Containers.Where(c => c.State is { Phase: StatePhase.Terminated, ExitCode: not 0 })] : ended;
        if (ended is [var only])
        {
            return (only.Name, only.Type, pod.Containers.Count > 1 ? ", the only one that has terminated" : "");
        }

        var free = ended.Concat(pod.Containers.Where(c => c.WaitingReason is not (null or "PodInitializing" or "ContainerCreating")))
            .Concat(pod.Containers.Where(c => c.Type == ContainerType.App)).Concat(pod.Containers).FirstOrDefault(c => !HasLog(c)) ?? ended.Concat(pod.Containers).FirstOrDefault(c => !IsBare(c));
        var how = pod.Containers.Count > 1 ? ", the first without a log of its own; --container names another" : "";
        return free is null ? (Unknown, ContainerType.App, ", a name given here because none is known; --container names it") : (free.Name, free.Type, how);
    }

    /// <summary>The label itself, or the container at its end: <c>web-6bfc89db65-j9g9z_nginx</c>, <c>shop-web-1-nginx</c>.</summary>
    private static string? Named(string label, PodEvidence pod) => pod.Containers.Select(c => c.Name)
        .Where(c => label == c || (label.EndsWith(c, StringComparison.Ordinal) && label[^(c.Length + 1)] is '_' or '-' or '.' && label.Contains(pod.Subject.Pod, StringComparison.Ordinal)))
        .MaxBy(c => c.Length);

    /// <summary>Known by its log's name alone.</summary>
    private static bool IsBare(ContainerFacts container) => container.State is null && container.LastState is null && container.Image is null;

    private static bool IsName(string text) => text.Length <= 63 && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    /// <summary>Without a word for it, a log of a container that is down tells of the run that ended.</summary>
    private static LogInstance InstanceOf(ContainerFacts container) =>
        container is { LastState.Phase: StatePhase.Terminated, State.Phase: not StatePhase.Running } ? LogInstance.Previous : LogInstance.Current;
}
