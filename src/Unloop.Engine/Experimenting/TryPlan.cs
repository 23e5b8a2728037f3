using Unloop.Core.Diagnoses;
using Unloop.Core.Experiments;
using Unloop.Core.Facts;
using Unloop.Core.Outcomes;

namespace Unloop.Engine.Experimenting;

/// <summary>What would be tried, and why: nothing of it is done yet.</summary>
public sealed record TryPlan
{
    public required string Version { get; init; }

    /// <summary>Null: nothing is to be tried; the problems, or the record, say why.</summary>
    public ExperimentCase? Case { get; init; }
    public IReadOnlyList<Hypothesis> Hypotheses { get; init; } = [];
    public PathPlan Path { get; init; } = new([], []);

    /// <summary>What holds of all copies, and where a restriction of the pod cannot be kept.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
    public IReadOnlyList<Problem> Problems { get; init; } = [];

    /// <summary>Nothing fails there.</summary>
    public bool NothingIsUnwell { get; init; }

    /// <summary>The cause, where a copy would tell nothing more: it is certain and no fix was made for it in vain, or an earlier run found it.</summary>
    public Diagnosis? Known { get; init; }

    /// <summary>An earlier run found it.</summary>
    public bool IsFoundBefore => Known is not null && Known != Case?.Diagnosis;

    /// <summary>The plan as a record of which nothing was done yet.</summary>
    public TryRecord ToRecord(TryVerdict verdict, string says) => new()
    {
        Version = Version,
        Verdict = verdict,
        Says = says,
        Id = Case?.Run,
        Workload = Case?.Original.Workload,
        Namespace = Case?.Original.Namespace,
        Pod = Case?.Original.Name,
        Container = Case?.Name,
        Before = Case?.Diagnosis,
        Tried = Case?.Tried ?? [],
        Earlier = Case?.Earlier ?? [],
        Hypotheses = Hypotheses,
        Path = Path.Path,
        Impossible = Path.Impossible,
        Notes = Notes,
        Errors = [.. Problems.Select(p => p.Message)],
    };
}
