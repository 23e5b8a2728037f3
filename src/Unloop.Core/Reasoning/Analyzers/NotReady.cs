using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;

namespace Unloop.Core.Reasoning.Analyzers;

/// <summary>Runs without restarting, and never becomes ready: no crash loop, but its relative.</summary>
internal sealed class NotReady : IAnalyzer
{
    public string Id => "not-ready";

    public IEnumerable<Insight> Look(ContainerCase @case)
    {
        var container = @case.Container;
        if (container is not { State.Phase: StatePhase.Running, Ready: false } || Wellness.IsCrashLooping(container)
            || @case.Events("Unhealthy").FirstOrDefault(e => e.Message.StartsWith("Readiness", StringComparison.Ordinal)) is not { } failing)
        {
            yield break;
        }

        var detail = failing.Message.IndexOf(": ", StringComparison.Ordinal) is >= 0 and var colon ? failing.Message[(colon + 2)..].TrimEnd('.') : failing.Message;
        yield return new Finding
        {
            Rule = Id,
            Category = Category.NotReady,
            Subject = container.Readiness?.Target ?? "readiness probe",
            Statement = $"{container.Name} runs but is not ready: its readiness probe fails ({detail}).",
            Confidence = Confidence.Certain,
            Weight = Weight.Particular,
            Proof = [new(ProofSource.Event, $"Unhealthy x{failing.Count}", failing.Message)],
            Solution = [new("See what the program says about the path or port that the probe asks.") { Command = $"kubectl logs -n {@case.Pod.Subject.Namespace ?? "default"} {@case.Pod.Subject.Pod} -c {container.Name}" }],
            Prevention = [new("Let the readiness probe ask for what the program needs to serve, and for nothing that a restart of another service would take down everywhere.")],
        };
    }
}
