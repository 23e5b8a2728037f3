using System.Text.Json.Nodes;
using Unloop.Core.Diagnoses;
using Unloop.Core.Reports;

namespace Unloop.Core.Planning.Remedies;

/// <summary>All remedies, the surest first; a new one is a class, its test, a line here and a row in docs/remedies.md.</summary>
public static class RemedyList
{
    public static IReadOnlyList<IRemedy> All { get; } =
    [
        new ServiceLinks(),
        new NearestReference(),
        new MemoryLimit(),
        new HeapSize(),
        new ProbeTarget(),
        new ProbePatience(),
        new CorrectFlag(),
        new CorrectCommand(),
        new MovedMount(),
        new SharedMemory(),
        new WritableFolder(),
        new VolumeAccess(),
        new NumericUser(),
        new LowPort(),
        new AddedCapability(),
        new ProxyFirst(),
        new RegistryDigest(),
        new MissingRole(),
        new MissingObject(),
        new AskPerson(),
    ];

    /// <summary>What could be done about the cause, the surest first; last what only a person can do. No two have the same template, and none the present one.</summary>
    public static IReadOnlyList<Proposal> Propose(RemedyCase @case)
    {
        if (@case.Diagnosis.Cause is not { } cause)
        {
            return [];
        }

        var proposed = All.Where(r => r.Categories.Contains(cause.Category)).SelectMany(r => r.Propose(@case)).ToList();
        var templates = new List<TemplateProposal>();
        foreach (var proposal in proposed.OfType<TemplateProposal>())
        {
            if (!CanonicalJson.Equal(proposal.Template, @case.Workload.Template) && !templates.Exists(t => CanonicalJson.Equal(t.Template, proposal.Template)))
            {
                templates.Add(proposal);
            }
        }

        // A safeguard is lowered only after everything else; going back to what worked is better.
        var better = templates.Where(t => t.Risk != Risk.High).ToList();
        IEnumerable<Proposal> all = [.. better, .. better.Count == 0 ? RollBack(@case) : [], .. templates.Except(better), .. proposed.OfType<PersonProposal>()];
        return [.. all.Select(p => p with { Statement = Sentence.Shorten(Printable.Line(p.Statement)) })];
    }

    /// <summary>Only to a revision that is known to have worked, and that has another spec: annotations alone bring no loop.</summary>
    private static IEnumerable<Proposal> RollBack(RemedyCase @case)
    {
        if (@case.Workload.Healthy is { } healthy
            && (healthy.HadReadyPods || @case.Pod.Workload?.HealthyRevision == healthy.Name)
            && !CanonicalJson.Equal(healthy.Template["spec"], @case.Workload.Template["spec"]))
        {
            yield return new RollBackProposal
            {
                Revision = healthy,
                Statement = $"Go back to revision {healthy.Name}, which had ready pods: it differs in {Differences(healthy.Template, @case.Workload.Template)}.",
            };
        }
    }

    private static string Differences(JsonObject healthy, JsonObject present)
    {
        var paths = TemplateEdits.Between(present, healthy).Select(e => e.Path.TrimStart('/')).Where(p => p.StartsWith("spec/", StringComparison.Ordinal)).ToList();
        return string.Join(", ", paths.Take(3)) + (paths.Count > 3 ? $" and {paths.Count - 3} more" : "");
    }
}
