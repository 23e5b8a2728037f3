using System.Text.Json.Nodes;
using Unloop.Core.Diagnoses;
using Unloop.Core.Experiments;
using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Core.Reasoning;

namespace Unloop.Core.Tests.Experiments;

/// <summary>A failing pod that may be copied, and ways to change it.</summary>
internal static class Copies
{
    public const string Spec = """
        {"containers":[{"name":"web","image":"registry.example.com/web:2.0","args":["--fast"],"env":[{"name":"MODE","value":"turbo"}],
          "ports":[{"containerPort":8080,"hostPort":80}],"securityContext":{"runAsUser":1000},"resources":{"limits":{"memory":"64Mi"}},
          "livenessProbe":{"httpGet":{"port":8080}},"readinessProbe":{"httpGet":{"port":8080}},"lifecycle":{"preStop":{"exec":{"command":["x"]}}}}],
         "serviceAccountName":"web","nodeSelector":{"disk":"ssd"},"tolerations":[{"key":"a","operator":"Exists"}],"securityContext":{"runAsNonRoot":true},"restartPolicy":"Always"}
        """;

    public static OriginalPod Original(string spec = Spec, string labels = """{"app":"web","pod-template-hash":"7d9f8c6b5"}""") => new()
    {
        Namespace = "shop",
        Name = "web-7d9f8c6b5-x2x4q",
        Template = JsonNode.Parse($$$$"""{"metadata":{"labels":{{{{labels}}}},"annotations":{"team":"x","argocd.argoproj.io/tracking-id":"y"}},"spec":{{{{spec}}}}}""")!.AsObject(),
        Workload = Deployment,
        Owner = new("v1", "Pod", "web-7d9f8c6b5-x2x4q", "uid-1"),
        Node = "node-1",
        Selectors = [Selector("Service web", "app=web"), Selector("ReplicaSet web-7d9f8c6b5", "app=web", "pod-template-hash=7d9f8c6b5")],
    };

    public static WorkloadRef Deployment { get; } = new() { ApiVersion = "apps/v1", Kind = "Deployment", Namespace = "shop", Name = "web", Uid = "uid-web" };

    public static PodSelector Selector(string name, params string[] labels) => new(name, labels.Select(l => l.Split('=')).ToDictionary(l => l[0], l => l[1]), []);

    /// <summary>By default it ends with 1 after a second, says a line that names no cause, and has a liveness probe that kills after 30 s.</summary>
    public static ExperimentCase Case(PodEvidence? pod = null, OriginalPod? original = null)
    {
        pod ??= Some.Pod(WithProbe(Some.Crashing())).WithLog("starting");
        return new()
        {
            Pod = pod,
            Diagnosis = pod.Diagnose()[0],
            Original = original ?? Original(),
            Run = "260501120000abcdef",
            Now = Some.Noon,
            Tools = new(true, new Dictionary<string, string> { ["sleep"] = "/bin/sleep", ["sh"] = "/bin/sh" }),
            Longest = pod.Containers[0].Termination?.Lifetime,
        };
    }

    public static ContainerFacts WithProbe(ContainerFacts container, int period = 10, int failures = 3) =>
        container with { Liveness = new ProbeFact { Kind = "http-get", Target = "http://:8080/", PeriodSeconds = period, FailureThreshold = failures } };

    /// <summary>Killed by a signal after 40 s, with no log: hardly anything is known.</summary>
    public static PodEvidence Killed() => Some.Pod(WithProbe(Some.Crashing(exitCode: 137, seconds: 40)));

    public static ExperimentCase WithHealthy(this ExperimentCase @case, string image = "registry.example.com/web:1.0", params TemplateChange[] changes)
    {
        var template = @case.Original.Template.DeepClone().AsObject();
        template["spec"]!["containers"]![0]!["image"] = image;
        template["spec"]!["containers"]![0]!["env"]![0]!["value"] = "calm";
        return @case with { Original = @case.Original with { Healthy = new("3", template, true), Changes = changes } };
    }

    public static TemplateChange Mode { get; } = new("containers[web].env[MODE].value", "calm", "turbo");

    public static CopyOutcome StillUp(double seconds) => new() { Copy = "copy", End = CopyEnd.StillUp, Lived = seconds };

    public static CopyOutcome Ended(int code, double seconds = 1, string? reason = "Error", params string[] output) =>
        new() { Copy = "copy", End = CopyEnd.Ended, Lived = seconds, Exit = new(code, null, reason, null, null), Output = output, OutputLines = output.Length };

    public static TriedFix Tried(Category category, bool? same, bool takenBack = true, bool held = false) => new(
        "fix-1", Some.Noon, new(category, "web", "web", "It was so.", Fingerprint.Of(Some.Pod().Subject, "web", category, "web"), Confidence.Certain), "Raise the limit.", held, takenBack, same, null);

    public static Hypothesis Of(this IReadOnlyList<Hypothesis> all, Suspect suspect) => Assert.Single(all, h => h.Suspect == suspect);
}
