using System.Text.Json.Serialization;

namespace Unloop.Core.Experiments;

/// <summary>What a test's answer does to one hypothesis.</summary>
/// <param name="State">What it becomes; open: something is known about it, and no more.</param>
/// <param name="Says">One sentence.</param>
public sealed record Effect(Suspect Suspect, HypothesisState State, string Says)
{
    /// <summary>What is decided stays decided: the first answer counts.</summary>
    internal Hypothesis On(Hypothesis hypothesis, ExperimentKind kind, string? when = null)
    {
        var fact = new HypothesisFact(FactSource.Test, when is null ? Says : $"{Says} ({when})", kind);
        return !hypothesis.IsOpen ? hypothesis
            : State is HypothesisState.Dead ? hypothesis.Dies(fact)
            : State is HypothesisState.Shown ? hypothesis.IsShown(fact)
            : hypothesis.Knows(fact);
    }
}
