using System.Text.Json.Serialization;
using Unloop.Core.Diagnoses;
using Unloop.Core.Planning;

namespace Unloop.Core.Experiments;

/// <summary>A plan that was carried out for this workload before, as its journal tells.</summary>
/// <param name="Fix">The id of the fix.</param>
/// <param name="Statement">What the plan did.</param>
/// <param name="Held">It was proven, or held for as long as it was watched.</param>
/// <param name="TakenBack">The workload is as it was before the plan.</param>
/// <param name="SameCause">Whether the failure after it was the one before it; null: not known.</param>
/// <param name="Judged">What its watch came to.</param>
public sealed record TriedFix(string Fix, DateTimeOffset At, PlannedCause Cause, string Statement, bool Held, bool TakenBack, bool? SameCause, string? Judged)
{
    /// <summary>What it changed of the pod template; not part of the report.</summary>
    [JsonIgnore]
    public IReadOnlyList<TemplateEdit> Edits { get; init; } = [];

    /// <summary>What the plan did, without its reasons.</summary>
    [JsonIgnore]
    public string Brief => Sentence.Shorten(Statement.Split(": ", 2)[0].TrimEnd('.'), 120);

    /// <summary>It was taken back, although what it was for was gone with it: whoever looks for what lay behind must have it in place.</summary>
    [JsonIgnore]
    public bool IsWanted => TakenBack && SameCause is false && Edits.Count > 0;
}
