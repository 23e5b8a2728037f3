using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;
using Unloop.Core.Facts.Images;
using Unloop.Core.Injection;
using Unloop.Core.Planning;
using Unloop.Core.Reasoning;
using Unloop.Core.Reports;
using Unloop.Core.Signatures;
using Unloop.Engine.Imaging;
using Unloop.Evidence.Redaction;

namespace Unloop.Engine.Configuring;

/// <summary>What is configured about a look at a workload's configuration.</summary>
public sealed record ConfigureTerms
{
    public ConfigurationQuery Query { get; init; } = new();

    /// <summary>How the pods are read for what the program says in its log.</summary>
    public TargetQuery Pods { get; init; } = new();
    public ImageChecks ImageChecks { get; init; } = ImageChecks.Auto;

    /// <summary>Only this container; null: all.</summary>
    public string? Container { get; init; }
}

/// <summary>Everything that goes into a workload's containers, and what is wrong with it.</summary>
public sealed class Configure(IConfigurationView view, IClusterSource cluster, IImageSource images, SignatureIndex signatures, string version, TimeProvider time)
{
    private const int MostImages = 8;

    /// <summary>Mount paths that one image is asked about.</summary>
    private const int MostPaths = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Values go through the redactor under the name of their variable.</summary>
    public static Mask Mask { get; } = Redactor.Variable;

    public async Task<(ConfigReport Report, IReadOnlyList<Problem> Problems)> RunAsync(WorkloadRef workload, ConfigureTerms terms, CancellationToken cancellationToken)
    {
        var (sight, gaps) = await SeeAsync(workload, terms, cancellationToken);
        if (sight.Facts is not { } facts)
        {
            return (new ConfigReport { Version = version, Namespace = workload.Namespace, Workload = $"{workload}", Errors = [sight.Problem!.Message] }, [sight.Problem]);
        }

        var findings = await FindingsAsync(facts, terms, gaps, cancellationToken);
        return (Report(facts, findings, version) with { Advice = Advice(facts, findings, sight.ExternalSecrets), Gaps = [.. gaps.DistinctBy(g => (g.What, g.Detail))] }, []);
    }

    /// <summary>The table alone, for comparing.</summary>
    public async Task<(IReadOnlyList<ContainerInjection>? Table, ConfigurationSight Sight)> TableAsync(WorkloadRef workload, ConfigureTerms terms, CancellationToken cancellationToken)
    {
        var (sight, _) = await SeeAsync(workload, terms, cancellationToken);
        return (sight.Facts is { } facts ? InjectionTable.Of(facts, Mask) : null, sight);
    }

    /// <summary>Also for evidence from files.</summary>
    public static ConfigReport Report(InjectionFacts facts, IReadOnlyDictionary<string, IReadOnlyList<Finding>> findings, string version)
    {
        var tables = InjectionTable.Of(facts, Mask);
        return new ConfigReport
        {
            Version = version,
            Cluster = facts.Cluster,
            Namespace = facts.Namespace,
            Workload = facts.Workload,
            Pod = facts.Pod,
            ObservedAt = facts.ObservedAt,
            Containers = tables,
            Troubles = InjectionTroubles.Of(facts, tables, findings),
        };
    }

    /// <summary>What the signatures find in the logs of the containers that fail; what one says that is well is none of its troubles.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<Finding>> FindingsOf(PodEvidence? pod, SignatureIndex signatures)
    {
        var matcher = new SignatureMatcher(signatures);
        return pod is null ? new Dictionary<string, IReadOnlyList<Finding>>() : Wellness.Unwell(pod).ToDictionary(c => c.Name, c => matcher.Find(pod, c));
    }

    private static IReadOnlyList<ConfigAdvice> Advice(InjectionFacts facts, IReadOnlyDictionary<string, IReadOnlyList<Finding>> findings, string? externalSecrets)
    {
        var tables = InjectionTable.Of(facts, Mask);
        return ConfigAdviser.For(facts, tables, InjectionTroubles.Of(facts, tables, findings), externalSecrets);
    }

    private async Task<(ConfigurationSight Sight, List<Gap> Gaps)> SeeAsync(WorkloadRef workload, ConfigureTerms terms, CancellationToken cancellationToken)
    {
        var sight = await view.LookAsync(workload, terms.Query, cancellationToken);
        if (sight.Facts is not { } facts)
        {
            return (sight, []);
        }

        if (terms.Container is { } wanted)
        {
            var names = facts.Containers.Select(c => c.Name).ToList();
            if (!names.Contains(wanted))
            {
                return (ConfigurationSight.Nothing(new(ProblemKind.NoMatch, $"No container '{wanted}' there; the containers are {string.Join(", ", names)}.")), []);
            }

            facts = facts.Only(wanted);
        }

        var gaps = sight.Gaps.ToList();
        var answers = terms.ImageChecks == ImageChecks.Never ? [] : await AskImagesAsync(facts, sight.Images, gaps, cancellationToken);
        return (sight with { Facts = facts with { Images = answers } }, gaps);
    }

    private async Task<Dictionary<string, ImageFacts>> AskImagesAsync(InjectionFacts facts, IReadOnlyDictionary<string, RunningImage> running, List<Gap> gaps, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        var asked = facts.Containers.Where(c => running.ContainsKey(c.Name)).Take(MostImages).ToList();
        var answers = await Task.WhenAll(asked.Select(c => AskAsync(c, running[c.Name], either.Token, cancellationToken)));
        var found = new Dictionary<string, ImageFacts>();
        foreach (var (container, answer) in asked.Zip(answers))
        {
            if (answer.Facts is { } image)
            {
                found[container.Name] = image;
            }

            if (answer.Problem is { } problem)
            {
                gaps.Add(new() { What = $"the image of container {container.Name}", Reason = GapReason.Failed, Detail = problem.Message.TrimEnd('.'), Container = container.Name });
            }
        }

        return found;
    }

    private async Task<ImageAnswer> AskAsync(ContainerSpec container, RunningImage image, CancellationToken either, CancellationToken cancellationToken)
    {
        var paths = container.Mounts.Where(m => m is { SubPath: null, SubPathExpr: null }).Select(m => m.Path.TrimEnd('/')).Where(p => p.Length > 0).Distinct().Take(MostPaths);
        try
        {
            return await images.InspectAsync(new ImageQuery { Reference = image.Reference, RunningDigest = image.Digest, Questions = new ImageQuestions { Paths = [.. paths] } }, either);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(null, new(ProblemKind.Unreachable, $"it was not answered within {Patience.TotalSeconds:0} s; --image-checks=never leaves it out"));
        }
    }

    private async Task<IReadOnlyDictionary<string, IReadOnlyList<Finding>>> FindingsAsync(InjectionFacts facts, ConfigureTerms terms, List<Gap> gaps, CancellationToken cancellationToken)
    {
        if (facts.Pod is not { } pod)
        {
            return FindingsOf(null, signatures);
        }

        var batch = await cluster.CollectAsync(terms.Pods with { Targets = [pod], Namespace = facts.Namespace, Container = terms.Container }, cancellationToken);
        var evidence = batch.Pods is [var first, ..] ? first : null;
        gaps.AddRange((evidence?.Gaps ?? []).Where(g => g.What.Contains("log", StringComparison.Ordinal)));
        gaps.AddRange(batch.Problems.Select(p => new Gap { What = "what the program says", Reason = GapReason.Failed, Detail = p.Message.TrimEnd('.') }));
        return FindingsOf(evidence, signatures);
    }
}
