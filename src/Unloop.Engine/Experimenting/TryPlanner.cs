using System.Globalization;
using Unloop.Core.Diagnoses;
using Unloop.Core.Experiments;
using Unloop.Core.Experiments.Copying;
using Unloop.Core.Experiments.Dependencies;
using Unloop.Core.Facts;
using Unloop.Core.Injection;
using Unloop.Core.Planning;
using Unloop.Core.Stability;
using Unloop.Engine.Configuring;
using Unloop.Engine.Diagnosing;

namespace Unloop.Engine.Experimenting;

/// <summary>What tests are planned and made with.</summary>
public sealed record TryParts(
    CaseReader Cases, IClusterSource Cluster, IConfigurationView Configuration, Diagnose Diagnose, IPodCopies Copies, ToolFinder Tools, IPastFixes Past, ITryJournals Journals, TimeProvider Time, string Version);

/// <summary>From a target to the path: looks at the pod, at what was tried for it, at its image, and lets the API server go through every copy. Changes nothing.</summary>
public sealed class TryPlanner(TryParts parts)
{
    public async Task<TryPlan> PlanAsync(TryRequest request, CancellationToken cancellationToken)
    {
        var nothing = new TryPlan { Version = parts.Version };
        var (batch, report) = await parts.Cases.ReadAsync(request.Query, null, cancellationToken);
        var failing = report.Items.Where(i => i.Verdict is not Verdict.NotCrashLooping).ToList();
        if (failing.Count == 0)
        {
            return nothing with { Problems = batch.Problems, NothingIsUnwell = batch.Problems.Count == 0 };
        }

        var names = failing.Select(i => i.Subject).Select(s => $"{s.Workload ?? $"Pod/{s.Pod}"} -n {s.Namespace}").Distinct().ToList();
        if (names.Count > 1)
        {
            return nothing with { Problems = [new(ProblemKind.BadInput, $"Tests are for one workload, and {names.Count} fail here: name one of {string.Join(", ", names.Take(5))}{(names.Count > 5 ? ", …" : "")}.")] };
        }

        var (item, pod) = Foremost(failing, batch.Pods);
        var space = pod.Subject.Namespace ?? "default";
        var reading = await parts.Copies.ReadAsync(space, pod.Subject.Pod, cancellationToken);
        if (pod.Node?.OperatingSystem == "windows")
        {
            return nothing with { Problems = [new(ProblemKind.Refused, $"Pod {pod.Subject.Pod} runs on a Windows node: the tests are made for Linux.")] };
        }

        if (reading.Pod is not { } original || original.Obstacle is not null)
        {
            return nothing with { Problems = [reading.Problem ?? new(ProblemKind.Refused, reading.Pod!.Obstacle!)] };
        }

        var plan = await FillAsync(request, nothing, batch, pod, item, original, cancellationToken);
        return plan.Known is not null || plan.Problems.Count > 0 || plan.Path.Path.Count == 0 ? plan : await ProveAsync(plan, space, cancellationToken);
    }

    private async Task<TryPlan> FillAsync(TryRequest request, TryPlan nothing, EvidenceBatch batch, PodEvidence pod, Diagnosis item, OriginalPod original, CancellationToken cancellationToken)
    {
        var tried = TriedFixes.Read(parts.Past.Of(original.Workload), original.Workload, parts.Copies.Server);
        (original, var mended) = FormerFixes.ApplyTo(original, tried);
        var now = pod.ObservedAt ?? parts.Time.GetUtcNow();
        var @case = new ExperimentCase
        {
            Pod = pod,
            Diagnosis = item,
            Original = original,
            Run = RunId(original, now),
            Now = now,
            Tried = tried,
            Longest = Lifetimes.Longest(batch.Pods, item.Subject.Container),
            SharesVolumes = request.SharesVolumes,
            WatchMax = request.WatchMax,
        };
        if (@case.PresentContainer is null)
        {
            return nothing with { Problems = [new(ProblemKind.Refused, $"Container {@case.Name} is not in the spec of pod {original.Name}: only its containers and init containers can be copied.")] };
        }

        var isCertain = item.Cause is { Confidence: Confidence.Certain } cause && !tried.Any(t => Aftermath.IsSame(t.Cause, cause));
        if (isCertain && request.Only.Count == 0)
        {
            return nothing with { Case = @case, Hypotheses = Hypotheses.Of(@case), Known = item };
        }

        var labels = CopyLabels.For(CopyLabels.Of(original.Template), original.Selectors);
        if (labels.Obstacle is { } obstacle)
        {
            return nothing with { Problems = [new(ProblemKind.Refused, obstacle)] };
        }

        (@case, var found) = await EquipAsync(@case, request, cancellationToken);
        var hypotheses = Hypotheses.Of(@case);
        return nothing with
        {
            Case = @case,
            Hypotheses = hypotheses,
            Known = found,
            Path = found is null ? ExperimentPath.Of(@case, hypotheses, request.Only) : nothing.Path,
            Notes = [.. Shared(pod), .. mended.Select(m => $"Every copy has what fix {m.Fix} changed, although it was taken back: what comes behind it is looked for."), .. labels.Notes, .. original.Unseen.Select(u => $"{u} could not be looked at: whether a copy is taken for one of its own is not known.")],
        };
    }

    /// <summary>The case with all that tests are chosen by: what the image has, what the program connects to, and what earlier runs decided; and the cause, where one of them found it.</summary>
    private async Task<(ExperimentCase Case, Diagnosis? Found)> EquipAsync(ExperimentCase @case, TryRequest request, CancellationToken cancellationToken)
    {
        var causes = new[] { @case.Diagnosis.Cause }.Concat(@case.Diagnosis.Alternatives).OfType<Cause>().ToList();
        var finding = parts.Tools.FindAsync(@case.Pod, @case.Container, cancellationToken);
        var injected = await InjectedAsync(@case.Original, cancellationToken);
        var (tools, dependencies) = await finding;
        var injection = injected is null ? null : InjectionTable.Of(injected, Configure.Mask).FirstOrDefault(t => t.Container == @case.Name);
        @case = @case with
        {
            Tools = tools,
            DependencyTools = dependencies,
            Targets = DependencyTargets.Of(@case.Pod, @case.Container, causes, injection),
            Basis = injected is null ? null : PastTries.Basis(@case, injected),
        };
        var earlier = request.Only.Count > 0 || @case.Basis is null ? EarlierTests.None : PastTries.Of(parts.Journals.Of(@case.Original.Workload), @case, parts.Copies.Server);
        return (@case with { Earlier = earlier.Tests }, earlier.Found);
    }

    /// <summary>What goes into the containers: addresses stand in ConfigMaps, too, and in the variables that the kubelet makes of Services. Null where it cannot be read; literals remain.</summary>
    private async Task<InjectionFacts?> InjectedAsync(OriginalPod original, CancellationToken cancellationToken)
    {
        var pod = new WorkloadRef { ApiVersion = "v1", Kind = "Pod", Namespace = original.Namespace, Name = original.Name, Uid = "" };
        return (await parts.Configuration.LookAsync(pod, new ConfigurationQuery(), cancellationToken)).Facts;
    }

    /// <summary>All that would stand in the way, before anything is tried: missing rights, all at once, and what admission, quotas and policies would refuse.</summary>
    private async Task<TryPlan> ProveAsync(TryPlan plan, string space, CancellationToken cancellationToken)
    {
        var (missing, problem) = await parts.Copies.MissingRightsAsync(space, cancellationToken);
        if (missing.Count > 0 || problem is not null)
        {
            return plan with { Problems = [problem ?? new(ProblemKind.Unauthorised, $"Nothing was tried: you may not {string.Join(", ", missing)} in namespace {space}. 'unloop auth try --role -n {space}' prints a Role that grants it.")] };
        }

        var path = new List<Experiment>();
        var impossible = plan.Path.Impossible.ToList();
        var refusals = new List<Problem>();
        foreach (var experiment in plan.Path.Path)
        {
            var refused = await parts.Copies.RehearseAsync(experiment.Copies[0], space, cancellationToken);
            if (refused is null)
            {
                path.Add(experiment);
                continue;
            }

            refusals.Add(refused);
            impossible.Add(new(experiment.Kind, refused.Message));
        }

        return plan with { Path = new(path, impossible), Problems = path.Count == 0 ? [refusals[0]] : [] };
    }

    /// <summary>During a rollout the pod of before may go at any moment, and a copy of it with it: the newest is of the template that counts.</summary>
    private static (Diagnosis Item, PodEvidence Pod) Foremost(IReadOnlyList<Diagnosis> failing, IReadOnlyList<PodEvidence> pods) =>
        failing.Select(i => (Item: i, Pod: pods.First(p => p.Subject.Pod == i.Subject.Pod && p.Subject.Namespace == i.Subject.Namespace)))
            .OrderBy(f => f.Pod.Pod.DeletedAt is not null).ThenByDescending(f => f.Pod.Pod.CreatedAt).First();

    private static IEnumerable<string> Shared(PodEvidence pod) =>
        pod.Pod.HostNetwork == true ? ["The pod uses its node's network, and so does every copy: a port that the pod holds is taken for a copy on the same node."] : [];

    /// <summary>When, and of what: two runs on one pod are never in the same second, for the lease is between them.</summary>
    private static string RunId(OriginalPod original, DateTimeOffset now)
    {
        var hash = CanonicalJson.Hash($"{original.Namespace}/{original.Name}/{now.UtcDateTime:O}");
        return $"{now.UtcDateTime.ToString("yyMMddHHmmss", CultureInfo.InvariantCulture)}{hash[^6..]}";
    }
}
