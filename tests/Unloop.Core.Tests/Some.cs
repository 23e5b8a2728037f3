using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;
using Unloop.Core.Reasoning;
using Unloop.Core.Signatures;

namespace Unloop.Core.Tests;

/// <summary>Evidence for tests: a crash-looping pod, and ways to change it.</summary>
internal static class Some
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static ContainerFacts Crashing(string name = "web", int? exitCode = 1, string? reason = "Error", int restarts = 5, int seconds = 1) => new()
    {
        Name = name,
        Image = $"registry.example.com/{name}:1.0",
        SpecKnown = true,
        OutlineKnown = true,
        RestartCount = restarts,
        State = new ContainerState { Phase = StatePhase.Waiting, Reason = "CrashLoopBackOff" },
        LastState = new ContainerState
        {
            Phase = StatePhase.Terminated,
            ExitCode = exitCode,
            Reason = reason,
            StartedAt = Noon,
            FinishedAt = Noon.AddSeconds(seconds),
        },
    };

    public static ContainerFacts Running(string name = "web") => new()
    {
        Name = name,
        SpecKnown = true,
        OutlineKnown = true,
        Ready = true,
        State = new ContainerState { Phase = StatePhase.Running, StartedAt = Noon },
    };

    public static PodEvidence Pod(params ContainerFacts[] containers) => new()
    {
        Subject = new PodSubject { Pod = "web-7d9f8c6b5-x2x4q", Namespace = "shop", Workload = "Deployment/web" },
        ObservedAt = Noon.AddMinutes(5),
        Pod = new PodFacts { Phase = "Running", RestartPolicy = "Always" },
        Containers = containers,
    };

    public static PodEvidence With(this PodEvidence pod, params EventFact[] events) => pod with { Events = [.. pod.Events, .. events] };

    public static PodEvidence WithLog(this PodEvidence pod, string text, string container = "web", LogInstance instance = LogInstance.Previous) =>
        pod with { Logs = [.. pod.Logs, Log(text, container, instance)] };

    public static LogWindow Log(string text, string container = "web", LogInstance instance = LogInstance.Previous)
    {
        var lines = text.Split('\n');
        return new LogWindow
        {
            Container = container,
            Instance = instance,
            TotalLines = lines.Length,
            Lines = [.. lines.Select((l, i) => new LogLine(i + 1, l, Continues: l.StartsWith(' ') || l.StartsWith("Caused by", StringComparison.Ordinal)))],
        };
    }

    public static EventFact Event(string reason, string message, string? container = "web", string type = "Warning", int count = 1) =>
        new() { Type = type, Reason = reason, Message = message, Container = container, Count = count };

    public static Signature Signature(
        string id, Category category, string literal, string? regex = null, Weight weight = Weight.Particular, Confidence confidence = Confidence.Likely, string subject = "{thing}") => new()
        {
            Id = id,
            Area = "test",
            Category = category,
            Title = id,
            Subject = subject,
            Statement = $"{id} found {subject}.",
            Confidence = confidence,
            Weight = weight,
            Match = [new Matcher { In = [Channel.Log, Channel.Kubelet], Literal = literal, Regex = regex is null ? null : new LinePattern(regex) }],
            Solution = [new Advice("Mend it.")],
        };

    public static Reasoner Reasoner(params Signature[] signatures) => new(new SignatureIndex(signatures));

    public static IReadOnlyList<Diagnosis> Diagnose(this PodEvidence pod, params Signature[] signatures) => Reasoner(signatures).Diagnose(pod);

    /// <summary>The only diagnosis, which must name a cause.</summary>
    public static Cause Cause(this PodEvidence pod, params Signature[] signatures) => Assert.Single(pod.Diagnose(signatures)).Cause!;
}
