using System.Globalization;
using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;
using Unloop.Core.Reasoning;

namespace Unloop.Core.Experiments;

/// <summary>Where the cause can lie before any test is made, and what the evidence and former fixes say about it. Pure.</summary>
public static class Hypotheses
{
    private static readonly Category[] OfDependencies =
        [Category.DependencyUnreachable, Category.DnsFailure, Category.AuthFailure, Category.TlsCertificate, Category.ApiServerUnreachable, Category.ClusterMembership];

    private static readonly Category[] OfSurroundings =
    [
        Category.RunAsNonRoot, Category.MountFailure, Category.Sysctl, Category.KernelLimits, Category.SecurityProfile, Category.HostPrerequisite, Category.CpuInstructionSet,
        Category.MissingConfigmapOrSecret, Category.ImagePull, Category.NetworkConfig,
    ];

    /// <summary>Which place a cause of this category lies in; <see cref="Suspect.Program"/> where none of the others is its own.</summary>
    public static Suspect SuspectOf(Category category) =>
        category is Category.OomLimit or Category.HeapExhausted ? Suspect.Resources
        : category is Category.ProbeKill ? Suspect.Probes
        : OfDependencies.Contains(category) ? Suspect.Dependency
        : OfSurroundings.Contains(category) ? Suspect.Surroundings
        : Suspect.Program;

    public static IReadOnlyList<Hypothesis> Of(ExperimentCase @case)
    {
        var all = new List<Hypothesis>
        {
            Resources(@case),
            Surroundings(@case),
            Probes(@case),
            Dependency(@case),
        };
        if (@case.Original.Healthy is { } healthy)
        {
            all.Add(Configuration(@case, healthy.Name));
            all.Add(Image(@case, healthy.Name));
        }

        all.Add(Program(@case));
        return [.. all.Select(h => PastTries.ApplyTo(AfterFixes(h, @case.Tried), @case.Earlier))];
    }

    private static Hypothesis Resources(ExperimentCase @case)
    {
        var open = new Hypothesis { Suspect = Suspect.Resources, Statement = "It is killed for want of memory." };
        var ended = @case.Container.Termination;
        return ended is { Reason: "OOMKilled" } ? open.Knows(Seen("The kernel killed it for memory: its last end has the reason OOMKilled."))
            : ended is { ExitCode: { } code } && IsOwn(code) ? open.Dies(Seen($"{End(ended)}; who is killed for memory ends with 137."))
            : open;
    }

    private static Hypothesis Surroundings(ExperimentCase @case)
    {
        var open = new Hypothesis { Suspect = Suspect.Surroundings, Statement = "No container of this pod can live here, whatever it runs: volumes, user, admission, node." };
        var lines = @case.Pod.LogsOf(@case.Name).Select(l => l.TotalLines).DefaultIfEmpty().Max();
        return @case.Container.Termination is { ExitCode: { } code } ended && IsOwn(code) && lines > 0
            ? open.Dies(Seen($"It was started, printed {Lines(lines)}, and {End(ended, "ended")}: image, volumes, user and node let it run."))
            : open;
    }

    private static Hypothesis Probes(ExperimentCase @case)
    {
        var open = new Hypothesis { Suspect = Suspect.Probes, Statement = "The kubelet kills it for a probe; without, the program would live." };
        var container = @case.Container;
        IReadOnlyList<ProbeFact> probes = [.. new[] { container.Liveness, container.Startup }.OfType<ProbeFact>()];
        if (probes.Count == 0 && container.OutlineKnown)
        {
            return open.Dies(Seen("It has neither a liveness nor a startup probe."));
        }

        if (@case.Pod.Events.FirstOrDefault(e => e.Reason == "Killing" && (e.Container is null || e.Container == @case.Name) && e.Message.Contains("probe", StringComparison.Ordinal)) is { } killing)
        {
            return open.Knows(Seen($"An event tells of it: {Sentence.Shorten(killing.Message, 120)}"));
        }

        var patience = probes.Select(p => p.Patience).DefaultIfEmpty().Min();
        return @case.Longest is { } longest && probes.Count > 0 && longest < patience - TimeSpan.FromSeconds(1)
            ? open.Dies(Seen($"It never lived longer than {Duration.Text(longest)}, and no probe kills before {Duration.Text(patience)}."))
            : open;
    }

    private static Hypothesis Dependency(ExperimentCase @case)
    {
        var open = new Hypothesis { Suspect = Suspect.Dependency, Statement = "Something that it needs over the network is not there, or refuses it." };
        return @case.Targets.Count == 0
            ? open.Dies(Seen("Neither its log, nor its environment, nor its arguments name a place that it connects to."))
            : open.Knows(Seen($"It connects to {string.Join(", ", @case.Targets.Take(3))}{(@case.Targets.Count > 3 ? $" and {@case.Targets.Count - 3} more" : "")}."));
    }

    private static Hypothesis Configuration(ExperimentCase @case, string revision)
    {
        var open = new Hypothesis { Suspect = Suspect.Configuration, Statement = $"What was changed of its configuration since revision {revision} made it fail." };
        var changes = RevisionChanges.OfConfiguration(@case);
        return changes.Count == 0
            ? open.Dies(Seen($"Nothing but images and probes was changed since revision {revision}; what ConfigMaps and Secrets hold has no revisions, and is not meant."))
            : open.Knows(Seen($"Changed since then: {RevisionChanges.Shown(changes)}."));
    }

    private static Hypothesis Image(ExperimentCase @case, string revision)
    {
        var open = new Hypothesis { Suspect = Suspect.Image, Statement = $"What was changed in its image since revision {revision} made it fail." };
        return RevisionChanges.Images(@case) is { } images
            ? open.Knows(Seen($"Then it was {images.Before}, now it is {images.After}."))
            : open.Dies(Seen($"Its image has the name that it had in revision {revision}."));
    }

    private static Hypothesis Program(ExperimentCase @case)
    {
        var open = new Hypothesis { Suspect = Suspect.Program, Statement = "The program ends by itself, for a reason of its own." };
        return @case.Container.Termination is { ExitCode: { } code } ended && IsOwn(code) ? open.Knows(Seen($"{End(ended)}.")) : open;
    }

    /// <summary>A cause that was mended and came again as another is dead; one that came again as itself was not mended, and is known to be tried.</summary>
    private static Hypothesis AfterFixes(Hypothesis hypothesis, IReadOnlyList<TriedFix> tried)
    {
        foreach (var fix in tried.Where(t => SuspectOf(t.Cause.Category) == hypothesis.Suspect && hypothesis.IsOpen))
        {
            var what = $"Fix {fix.Fix} was made for it ({fix.Brief})";
            var fact = new HypothesisFact(FactSource.Fix, fix.SameCause switch
            {
                false => $"{what}, and it failed all the same, otherwise.",
                true => $"{what}, and did not bite: it failed in the same way.",
                _ when fix.Held => $"{what}, and held; it fails again now.",
                _ => $"{what}, and it kept failing.",
            });

            // Of a program there is more than one thing to mend.
            hypothesis = fix is { SameCause: false, Held: false } && hypothesis.Suspect is Suspect.Resources or Suspect.Probes ? hypothesis.Dies(fact) : hypothesis.Knows(fact);
        }

        return hypothesis;
    }

    private static HypothesisFact Seen(string says) => new(FactSource.Evidence, says);

    /// <summary>An end that no signal explains.</summary>
    private static bool IsOwn(int code) => code is >= 0 and not 137 and not 143 and not 139;

    private static string End(ContainerState ended, string verb = "It ended") =>
        $"{verb} by itself with exit code {ended.ExitCode}{(ended.Lifetime is { } lived ? $" after {Duration.Text(lived)}" : "")}";

    private static string Lines(long lines) => lines == 1 ? "a line" : $"{lines.ToString(CultureInfo.InvariantCulture)} lines";
}
