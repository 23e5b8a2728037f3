using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;
using Unloop.Core.Reasoning.Building;
using Unloop.Core.Reasoning.Imaging;
using Unloop.Core.Signatures;

namespace Unloop.Core.Reasoning;

/// <summary>From evidence to diagnoses: matches, lets the analyzers look, ranks, and says how sure it is. Pure.</summary>
public sealed class Reasoner(SignatureIndex signatures)
{
    private const int MostAlternatives = 3;

    private readonly SignatureMatcher _matcher = new(signatures);

    /// <summary>One diagnosis per container that is unwell, the most likely culprit first; for a healthy pod one that says so.</summary>
    /// <param name="pod">All that is known of it.</param>
    /// <param name="build">What the images of its failing containers are said to be built from.</param>
    public IReadOnlyList<Diagnosis> Diagnose(PodEvidence pod, BuildEvidence? build = null)
    {
        var cases = Cases(pod, build);
        if (cases.Count == 0)
        {
            return pod.Containers.FirstOrDefault(c => c.Type is ContainerType.App) is { } main ? [NotCrashLooping(pod, main)] : [];
        }

        var diagnoses = cases.Select(Diagnose).ToList();
        return [.. diagnoses
            .OrderByDescending(d => diagnoses.Any(o => o != d && o.Cause?.Container == d.Subject.Container))
            .ThenBy(d => d.Cause is null || d.Cause.Container != d.Subject.Container)
            .ThenByDescending(d => d.Cause?.Confidence)];
    }

    /// <summary>Which images could settle the matter, and what to ask of them.</summary>
    /// <param name="pod">The evidence so far.</param>
    /// <param name="always">Also where no leading hypothesis is one that an image decides.</param>
    public IReadOnlyList<ImageRequest> ImageRequests(PodEvidence pod, bool always = false) =>
        [.. Cases(pod).Select(c => ImageRequest.For(c, Rank(c, Insights(c)), always)).OfType<ImageRequest>()];

    private IReadOnlyList<ContainerCase> Cases(PodEvidence pod, BuildEvidence? build = null)
    {
        var unwell = Wellness.Unwell(pod);
        var seen = unwell.ToDictionary(c => c.Name, c => _matcher.Find(pod, c));
        return [.. unwell.Select(container => new ContainerCase(
            pod,
            container,
            seen[container.Name],
            seen.Where(s => s.Key != container.Name).ToDictionary(s => s.Key, s => s.Value),
            build))];
    }

    private static List<Insight> Insights(ContainerCase @case) => [.. AnalyzerList.All.SelectMany(a => a.Look(@case))];

    private static IReadOnlyList<Finding> Rank(ContainerCase @case, List<Insight> insights)
    {
        var findings = WithoutSuperseded([.. @case.Seen, .. insights.OfType<Finding>()]).Select(f => Certainty.Elaborate(f, insights)).ToList();
        return Ranking.Order(findings.Select(f => Certainty.Weigh(f, findings)).Select(f => Certainty.Object(f, insights)));
    }

    private static Diagnosis Diagnose(ContainerCase @case)
    {
        var insights = Insights(@case);
        var ranked = Rank(@case, insights);
        var best = ranked is [var first, ..] ? Certainty.Doubt(first, ranked, @case) : null;
        IReadOnlyList<Contribution> aboutTheBuild = [];
        if (best is not null)
        {
            (best, aboutTheBuild) = Blame.Follow(best, @case);
        }

        var causes = ranked.Skip(1).Where(f => best is not null && f.Category != best.Category)
            .DistinctBy(f => f.Category).Take(MostAlternatives).Select(f => ToCause(f, @case));
        var excluded = insights.OfType<Exclusion>().Where(e => e.Category != best?.Category).ToList();
        var contributing = insights.OfType<Contribution>().Concat(aboutTheBuild).ToList();
        var diagnosis = Blank(@case.Pod, @case.Container, best is null ? Verdict.Undetermined : Verdict.Diagnosed) with
        {
            Cause = best is null ? null : ToCause(best, @case),
            LastWords = best is null ? NextEvidence.LastWords(@case) : [],
            Alternatives = [.. causes],
            Contributing =
            [
                .. insights.OfType<Objection>().Where(o => o.Category == best?.Category && o.Subject == best.Subject).Select(o => new ContributingFactor(o.Statement, o.Proof)),
                .. contributing.Select(c => new ContributingFactor(c.Statement, c.Proof)),
            ],
            RuledOut = [.. excluded.Select(e => new RuledOut(e.Category, e.Because))],
            Gaps = [.. @case.Pod.Gaps.Where(g => g.Container is null || g.Container == @case.Container.Name)],
        };
        return diagnosis with
        {
            Solution = best is null ? NextEvidence.For(@case)
                : [.. best.Solution.Concat(contributing.SelectMany(c => c.Advice)), .. NextEvidence.ToBeSure(best, @case) is { } test ? [test] : Array.Empty<Advice>()],
            Prevention = [.. (best?.Prevention ?? []).Concat(excluded.SelectMany(e => e.Advice)).DistinctBy(a => a.Text)],
        };
    }

    private static List<Finding> WithoutSuperseded(List<Finding> findings)
    {
        var gone = findings.SelectMany(f => f.Supersedes).ToHashSet(StringComparer.Ordinal);
        return [.. findings.Where(f => !gone.Contains(f.Rule) && (!gone.Contains(f.Category.Token()) || f.Supersedes.Count > 0))];
    }

    private static Cause ToCause(Finding finding, ContainerCase @case)
    {
        var container = finding.Blames ?? @case.Container.Name;
        return new Cause
        {
            Category = finding.Category,
            Subject = finding.Subject,
            Container = container,
            Statement = Sentence.Shorten(finding.Statement),
            Confidence = finding.Confidence,
            Rule = finding.Rule,
            Fingerprint = Fingerprint.Of(@case.Pod.Subject, container, finding.Category, finding.Subject),
            Chain = finding.Chain,
            Proof = finding.Proof,
        };
    }

    private static Diagnosis NotCrashLooping(PodEvidence pod, ContainerFacts main) =>
        Blank(pod, main, Verdict.NotCrashLooping) with { Gaps = pod.Gaps };

    private static Diagnosis Blank(PodEvidence pod, ContainerFacts container, Verdict verdict)
    {
        var ended = container.Termination;
        return new Diagnosis
        {
            Subject = new ContainerSubject
            {
                Cluster = pod.Subject.Cluster,
                Namespace = pod.Subject.Namespace,
                Workload = pod.Subject.Workload,
                Pod = pod.Subject.Pod,
                PodUid = pod.Subject.PodUid,
                Container = container.Name,
                ContainerType = container.Type,
            },
            State = container.State?.Reason ?? container.State?.Phase.ToString() ?? pod.Pod.Reason ?? pod.Pod.Phase ?? "Unknown",
            Restarts = container.RestartCount,
            Exit = ended is null ? null : new Exit(ended.ExitCode, ended.Signal ?? SignalOf(ended.ExitCode), ended.Reason, ended.StartedAt, ended.FinishedAt),
            Verdict = verdict,
        };
    }

    /// <summary>Runtimes report a death by signal as 128 + signal.</summary>
    private static int? SignalOf(int? exitCode) => exitCode is > 128 and < 160 ? exitCode - 128 : null;
}
