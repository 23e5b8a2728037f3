using System.Text.Json.Nodes;
using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;
using Unloop.Core.Facts.Images;
using Unloop.Core.Planning;
using Unloop.Core.Planning.Remedies;

namespace Unloop.Core.Tests.Planning.Remedies;

/// <summary>Cases for remedies: a crash-looping container <c>web</c> of <c>deployment/web</c>, and what was diagnosed.</summary>
internal static class Sick
{
    /// <param name="category">Of the cause.</param>
    /// <param name="subject">Of the cause.</param>
    /// <param name="container">Members of the template's container, as JSON without braces.</param>
    /// <param name="spec">Further members of the template's spec, likewise.</param>
    /// <param name="rule">That found the cause.</param>
    /// <param name="proof">The deciding line.</param>
    /// <param name="log">What the container printed.</param>
    /// <param name="ended">How it ended.</param>
    public static RemedyCase Case(
        Category category, string subject, string container = "", string spec = "", string rule = "test", string proof = "it failed", string? log = null, ContainerFacts? ended = null)
    {
        var pod = Some.Pod(ended ?? Some.Crashing());
        var template = $$$"""{"metadata":{},"spec":{"containers":[{"name":"web","image":"registry.example.com/web:1.0"{{{(container.Length > 0 ? "," + container : "")}}}}]{{{(spec.Length > 0 ? "," + spec : "")}}}}}""";
        return new RemedyCase(
            log is null ? pod : pod.WithLog(log),
            new Diagnosis
            {
                Subject = new ContainerSubject { Pod = pod.Subject.Pod, Container = "web", ContainerType = ContainerType.App },
                State = "CrashLoopBackOff",
                Verdict = Verdict.Diagnosed,
                Cause = new Cause
                {
                    Category = category, Subject = subject, Container = "web", Statement = "It fails.", Confidence = Confidence.Likely, Rule = rule, Fingerprint = "f",
                    Proof = [new Proof(ProofSource.PreviousLog, "line 1", proof)],
                },
            },
            new LiveWorkload
            {
                Ref = new WorkloadRef { ApiVersion = "apps/v1", Kind = "Deployment", Namespace = "shop", Name = "web", Uid = "1f0d" },
                ResourceVersion = "1",
                Template = Json(template),
            });
    }

    public static RemedyCase WithPod(this RemedyCase @case, Func<PodEvidence, PodEvidence> change) => @case with { Pod = change(@case.Pod) };

    public static RemedyCase WithImage(this RemedyCase @case, ImageFacts image) => @case.WithPod(p => p with { Images = [new ContainerImage("web", image)] });

    public static RemedyCase WithHealthy(this RemedyCase @case, string container, bool hadReadyPods = true) => @case with
    {
        Workload = @case.Workload with { Healthy = new HealthyRevision("3", Json($$$"""{"metadata":{},"spec":{"containers":[{"name":"web","image":"registry.example.com/web:1.0",{{{container}}}}]}}"""), hadReadyPods) },
    };

    public static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();

    /// <summary>The edits of every template that is proposed, as <c>path value</c>; proposals are parted by an empty line.</summary>
    public static IReadOnlyList<string> Edits(this RemedyCase @case)
    {
        var before = CanonicalJson.Text(@case.Workload.Template);
        var proposals = RemedyList.Propose(@case);
        Assert.Equal(before, CanonicalJson.Text(@case.Workload.Template));
        Assert.IsType<PersonProposal>(proposals[^1]);
        return [.. proposals.OfType<TemplateProposal>().Select(p =>
            string.Join('\n', TemplateEdits.Between(@case.Workload.Template, p.Template).Select(e => $"{e.Path} {CanonicalJson.Text(e.Value)}")))];
    }

    public static ContainerFacts Killed(int seconds = 20) => Some.Crashing(exitCode: 137, reason: "OOMKilled", seconds: seconds);
}
