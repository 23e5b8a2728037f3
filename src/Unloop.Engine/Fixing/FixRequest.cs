using Unloop.Core.Planning;
using Unloop.Engine.Fixing.Planning;

namespace Unloop.Engine.Fixing;

/// <summary>What the user allows, beyond the plan itself.</summary>
public sealed record FixTerms
{
    /// <summary>How long a result must hold.</summary>
    public required ProofTerms Proof { get; init; }

    /// <summary>How many plans are tried at most, one after the other.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>Change what somebody else owns, who may change it back.</summary>
    public bool DespiteOwner { get; init; }

    /// <summary>Delete and make anew what cannot be changed in place.</summary>
    public bool Recreate { get; init; }
}

/// <summary>The person who must agree to every write.</summary>
public interface IApprover
{
    /// <summary>Shows the whole plan and asks. A plan that is not approved is not carried out, in any mode.</summary>
    /// <param name="isFirst">False: an earlier plan did not hold, and this is the next.</param>
    Task<bool> ApproveAsync(Plan plan, Proposed proposed, bool isFirst, CancellationToken cancellationToken);
}
