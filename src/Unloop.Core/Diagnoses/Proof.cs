using System.Text.Json.Serialization;

namespace Unloop.Core.Diagnoses;

/// <summary>The closed list of places where a proof can come from; part of the public contract.</summary>
[JsonConverter(typeof(KebabEnumConverter<ProofSource>))]
public enum ProofSource
{
    PreviousLog,
    CurrentLog,
    TerminationMessage,
    ContainerStatus,
    PodStatus,
    Event,
    PodSpec,
    Workload,
    ConfigMap,
    Secret,
    Policy,
    Node,
    Metrics,
    Image,
    Dockerfile,

    /// <summary>A test in a copy of the pod.</summary>
    Test,
}

/// <summary>Who speaks. Two proofs of one origin count as one: the same line in two logs, a hundred BackOff events.</summary>
public enum Origin
{
    Process,
    Kubelet,
    Spec,
    Node,
    Image,
    Test,
}

/// <summary>One piece of evidence as it can be shown.</summary>
/// <param name="Source">Where it comes from.</param>
/// <param name="At">The line or field there: <c>line 4</c>, <c>lastState.terminated.exitCode</c>, <c>containers[web].args[0]</c>.</param>
/// <param name="Text">The line or value itself, redacted.</param>
public sealed record Proof(ProofSource Source, string At, string Text)
{
    [JsonIgnore]
    public Origin Origin => Source switch
    {
        ProofSource.PreviousLog or ProofSource.CurrentLog or ProofSource.TerminationMessage => Origin.Process,
        ProofSource.ContainerStatus or ProofSource.PodStatus or ProofSource.Event => Origin.Kubelet,
        ProofSource.Node or ProofSource.Metrics => Origin.Node,
        ProofSource.Image or ProofSource.Dockerfile => Origin.Image,
        ProofSource.Test => Origin.Test,
        _ => Origin.Spec,
    };
}

/// <summary>How sure a cause is.</summary>
[JsonConverter(typeof(KebabEnumConverter<Confidence>))]
public enum Confidence
{
    /// <summary>One reading among others.</summary>
    Possible,

    /// <summary>The best reading; something that was not seen could still overturn it.</summary>
    Likely,

    /// <summary>Proven from two origins, or by one that admits no other reading.</summary>
    Certain,
}
