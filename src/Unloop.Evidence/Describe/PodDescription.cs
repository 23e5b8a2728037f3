using Unloop.Core.Facts;
using Unloop.Evidence.Mapping;
using Unloop.Evidence.Redaction;
using Unloop.Evidence.Tables;

namespace Unloop.Evidence.Describe;

/// <summary>One pod as <c>kubectl describe pod</c> prints it, by kubectl old and new, whole or shortened.</summary>
internal static class PodDescription
{
    public static readonly string[] TopFields =
    [
        "Namespace", "Priority", "PriorityClassName", "Priority Class Name", "Runtime Class Name", "Service Account", "Node", "Start Time", "Image(s)",
        "Labels", "Annotations", "Status", "Termination Grace Period", "Reason", "Message", "SeccompProfile", "IP", "IPs", "Controlled By", "Controllers",
        "NominatedNodeName", "Init Containers", "Containers", "Ephemeral Containers", "Readiness Gates", "Conditions", "Volumes", "QoS Class", "QoS Tier",
        "Node-Selectors", "Tolerations", "Topology Spread Constraints", "Resource Claims", "Resources", "Events", "No events.",
    ];

    /// <summary>What stands after the containers. A process's message may hold lines like <c>Status: …</c>; describe prints those before.</summary>
    private static readonly string[] AfterContainers =
    [
        "Containers", "Ephemeral Containers", "Readiness Gates", "Conditions", "Volumes", "QoS Class", "QoS Tier", "Node-Selectors", "Tolerations",
        "Topology Spread Constraints", "Events",
    ];

    public static PodEvidence? Read(IReadOnlyList<string> lines)
    {
        var sections = Split(lines);
        if (Scalar(sections, "Name") is not { } name)
        {
            return null;
        }

        var annotations = Pairs(sections, "Annotations").ToList();
        var facts = Facts(sections, annotations);
        var containers = new[] { ("Init Containers", ContainerType.Init), ("Containers", ContainerType.App), ("Ephemeral Containers", ContainerType.Ephemeral) }
            .SelectMany(kind => ContainerDescription.Read(Body(sections, kind.Item1), kind.Item2))
            .ToList();
        return new PodEvidence
        {
            Subject = new PodSubject
            {
                Pod = name,
                Namespace = Scalar(sections, "Namespace"),
                Workload = PodMapper.Workload(facts.Owners, facts.Labels.GetValueOrDefault("pod-template-hash")),
            },
            Pod = facts,
            Containers = containers,
            Events = [.. DescribedEvents.Read(Body(sections, "Events"), $"Pod/{name}")],
            References = [.. DescribedReferences.Of(containers, facts.Volumes)],
        };
    }

    /// <summary>The lines of each top section; what stands beside the heading is the first.</summary>
    private static Dictionary<string, List<string>> Split(IReadOnlyList<string> lines)
    {
        var sections = new Dictionary<string, List<string>>();
        List<string>? current = null;
        var allowed = TopFields.Append("Name").ToArray();
        foreach (var line in lines)
        {
            if (Field.Of(line) is { Indent: 0 } field && allowed.Contains(field.Key))
            {
                allowed = field.Key is "Containers" or "Init Containers" ? AfterContainers : allowed;
                if (!sections.TryGetValue(field.Key, out current))
                {
                    sections[field.Key] = current = [];
                }

                current.Add(field.Value);
            }
            else
            {
                current?.Add(line);
            }
        }

        return sections;
    }

    private static List<string> Body(Dictionary<string, List<string>> sections, string key) =>
        sections.TryGetValue(key, out var lines) ? [.. lines.Skip(1)] : [];

    private static string? Scalar(Dictionary<string, List<string>> sections, string key) =>
        sections.TryGetValue(key, out var lines) && !Field.IsNone(lines[0]) ? lines[0] : null;

    private static PodFacts Facts(Dictionary<string, List<string>> sections, List<KeyValuePair<string, string>> annotations)
    {
        var status = Scalar(sections, "Status");
        var owner = Scalar(sections, "Controlled By") ?? Scalar(sections, "Controllers");
        return new PodFacts
        {
            Phase = status?.Split(' ')[0],
            Reason = Scalar(sections, "Reason"),
            Message = Message(sections),
            NodeName = Scalar(sections, "Node")?.Split('/')[0],
            QosClass = Scalar(sections, "QoS Class") ?? Scalar(sections, "QoS Tier"),
            ServiceAccount = Scalar(sections, "Service Account"),
            PriorityClass = Scalar(sections, "Priority Class Name") ?? Scalar(sections, "PriorityClassName"),
            RuntimeClass = Scalar(sections, "Runtime Class Name"),
            TerminationGracePeriodSeconds = Stamps.Seconds(Scalar(sections, "Termination Grace Period")),
            Security = new SecurityFacts { Seccomp = Scalar(sections, "SeccompProfile") },
            Conditions = [.. Conditions(Body(sections, "Conditions"))],
            Volumes = [.. VolumeDescription.Read(Body(sections, "Volumes"))],
            Labels = Unique(Pairs(sections, "Labels")),
            Annotations = Unique(annotations.Select(a => KeyValuePair.Create(a.Key, Redactor.Text(a.Value)))),
            Owners = owner?.Contains('/', StringComparison.Ordinal) == true ? [owner.Split(' ')[0]] : [],
        };
    }

    private static string? Message(Dictionary<string, List<string>> sections) =>
        sections.TryGetValue("Message", out var lines) ? Redactor.Text(string.Join('\n', lines).Trim()) : null;

    private static IEnumerable<ConditionFact> Conditions(IEnumerable<string> lines) =>
        from line in lines
        let words = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)
        where words is [_, "True" or "False" or "Unknown", ..]
        select new ConditionFact(words[0], words[1]);

    /// <summary>
    /// Labels (<c>a=b</c>) and annotations (<c>a: b</c>, or <c>a=b</c> by old kubectl), one a line; a line that is neither goes on with the value above.
    /// </summary>
    private static IEnumerable<KeyValuePair<string, string>> Pairs(Dictionary<string, List<string>> sections, string key)
    {
        string? name = null;
        var value = "";
        foreach (var line in (sections.GetValueOrDefault(key) ?? []).Select(l => l.Trim()).Where(l => !Field.IsNone(l)))
        {
            if (Pair(line) is var (nextName, nextValue))
            {
                if (name is not null)
                {
                    yield return KeyValuePair.Create(name, value);
                }

                (name, value) = (nextName, nextValue);
            }
            else
            {
                value = value.Length == 0 ? line : $"{value}\n{line}";
            }
        }

        if (name is not null)
        {
            yield return KeyValuePair.Create(name, value);
        }
    }

    private static (string, string)? Pair(string line)
    {
        var end = line.IndexOfAny([':', '=', ' ']);
        var isPair = end > 0 && line[end] != ' ' && (line[end] == '=' || end + 1 == line.Length || line[end + 1] == ' ') && line[0] is not ('{' or '[' or '"');
        return isPair ? (line[..end], line[(end + 1)..].Trim()) : null;
    }

    private static Dictionary<string, string> Unique(IEnumerable<KeyValuePair<string, string>> pairs) =>
        pairs.Where(p => p.Key != "kubectl.kubernetes.io/last-applied-configuration").DistinctBy(p => p.Key).ToDictionary();
}
