using System.Text.Json.Nodes;

namespace Unloop.Core.Planning.Remedies;

/// <summary>One thing that could be done about a cause.</summary>
public abstract record Proposal
{
    /// <summary>What it does and why with this value, in one sentence of at most 240 characters.</summary>
    public required string Statement { get; init; }
}

/// <summary>Another pod template.</summary>
public sealed record TemplateProposal : Proposal
{
    /// <summary>The whole template afterwards.</summary>
    public required JsonObject Template { get; init; }
    public required Risk Risk { get; init; }
}

/// <summary>The template of the last revision that was healthy.</summary>
public sealed record RollBackProposal : Proposal
{
    public required HealthyRevision Revision { get; init; }
}

/// <summary>What only a person can do: a password, a bug in the program, a permission to grant.</summary>
public sealed record PersonProposal : Proposal
{
    /// <summary>The exact next command.</summary>
    public string? Command { get; init; }

    /// <summary>YAML to review and apply.</summary>
    public string? Manifest { get; init; }
}

/// <summary>
/// One way to mend a cause by the workload's pod template, or to say who can. It has no state and does no I/O; where the evidence does not give it a
/// value, it proposes nothing.
/// </summary>
public interface IRemedy
{
    /// <summary>The causes that it is asked about.</summary>
    IReadOnlyList<Category> Categories { get; }

    IEnumerable<Proposal> Propose(RemedyCase @case);
}
