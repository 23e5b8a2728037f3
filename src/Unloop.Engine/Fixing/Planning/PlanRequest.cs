using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Core.Planning.Remedies;

namespace Unloop.Engine.Fixing.Planning;

/// <summary>What a plan is made from.</summary>
public sealed record PlanRequest
{
    /// <summary>Of one container, with a cause.</summary>
    public required Diagnosis Diagnosis { get; init; }
    public required PodEvidence Pod { get; init; }
    public required LiveWorkload Workload { get; init; }
    public required string Server { get; init; }

    /// <summary>Unloop's own.</summary>
    public required string Version { get; init; }
    public required ProofTerms Proof { get; init; }

    /// <summary>How the image can be rebuilt; null where its source is not at hand, or is not to blame.</summary>
    public ImageRepair? Image { get; init; }
}

/// <summary>A mended source, and all that was decided about how to build and deliver it.</summary>
public sealed record ImageRepair
{
    /// <summary>What the patch does, in one sentence.</summary>
    public required string Says { get; init; }

    /// <summary>Empty: the source is right already, only the image is not built from it.</summary>
    public IReadOnlyList<FileEdit> Files { get; init; } = [];
    public string Diff { get; init; } = "";
    public required BuildOrder Order { get; init; }

    /// <summary>With its version.</summary>
    public required string Builder { get; init; }

    /// <summary>What can run it on this machine; null: nothing.</summary>
    public string? Runtime { get; init; }
    public required Delivery Way { get; init; }
    public string? DeliveryCluster { get; init; }
}

/// <param name="Plans">Those that Unloop can carry out, the surest first.</param>
/// <param name="ByHand">What only a person can do.</param>
public sealed record PlanOffer(IReadOnlyList<Plan> Plans, IReadOnlyList<PersonProposal> ByHand);
