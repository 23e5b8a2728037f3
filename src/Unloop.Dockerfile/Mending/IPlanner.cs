namespace Unloop.Dockerfile.Mending;

/// <summary>Knows repairs for one kind of defect. Pure; it need not be sure: every proposal is tried on the model before it becomes a patch.</summary>
internal interface IPlanner
{
    /// <summary>The ids of the rules whose defects it mends.</summary>
    IReadOnlyList<string> Rules { get; }

    /// <summary>The repairs that come into question, the one with the least change to the author's intent first.</summary>
    IEnumerable<Proposal> Propose(Site site);

    /// <summary>Why there may be none, and what to do instead: one or two sentences with a full stop.</summary>
    string Refusal(Site site);
}

/// <param name="Says">What is to be done, in one sentence.</param>
/// <param name="Dockerfile">The whole text afterwards; null when it stays.</param>
/// <param name="Ignore">The ignore file's whole text afterwards; null when it stays.</param>
internal sealed record Proposal(string Says, string? Dockerfile = null, string? Ignore = null);
