using Unloop.Core.Diagnoses;
using Unloop.Core.Experiments.Copying;
using Unloop.Core.Facts;
using Unloop.Core.Reasoning;

namespace Unloop.Core.Experiments.Tests;

/// <summary>The present image with the configuration of the last good revision: does it live?</summary>
internal sealed class LastGoodConfiguration : ITest
{
    public ExperimentKind Kind => ExperimentKind.LastGoodConfiguration;

    public IReadOnlyList<Suspect> Divides(ExperimentCase @case) => [Suspect.Configuration];

    public int Cost(ExperimentCase @case) => LastGood.Cost(@case);

    public TestPlan? Plan(ExperimentCase @case)
    {
        if (@case.Original.Healthy is not { } healthy || @case.HealthyContainer is null || RevisionChanges.OfConfiguration(@case) is not { Count: > 0 } changes)
        {
            return null;
        }

        var seconds = LastGood.Seconds(@case);
        return Programs.Obstacle(@case, healthy.Template) is { } obstacle ? TestPlan.Cannot(obstacle) : new(new Experiment
        {
            Kind = Kind,
            Question = $"Does the present image live with the configuration of revision {healthy.Name}?",
            Seconds = seconds,
            Answers =
            [
                new("It lives.", $"What was changed of the configuration since then is to blame: {RevisionChanges.Shown(changes)}."),
                new("It dies.", "The configuration is not to blame: the same image fails with the old one, too."),
            ],
            Copies = [PodCopier.Make(@case, new(Kind, seconds) { Template = healthy.Template })],
        });
    }

    public Reading Read(ExperimentCase @case, CopyOutcome outcome)
    {
        var (revision, changes) = (@case.Original.Healthy!.Name, RevisionChanges.OfConfiguration(@case));
        return LastGood.Read(@case, outcome, $"The present image with the configuration of revision {revision}", new(Suspect.Configuration, Suspect.Image)
        {
            Lives = $"The present image lives with the configuration of revision {revision}: what was changed since then is to blame.",
            Dies = $"The present image dies with the configuration of revision {revision}, too.",
            Cause = new(Category(changes), RevisionChanges.Shown(changes), $"What was changed of the configuration since revision {revision} makes it fail: {RevisionChanges.Shown(changes)}.", $"present image with the configuration of revision {revision}")
            {
                Solution = [new(changes.Count == 1 ? "Take this change back, or mend it." : "Take these changes back one by one: with all of them back, it lives.")],
            },
        });
    }

    private static Core.Category Category(IReadOnlyList<TemplateChange> changes)
    {
        bool All(params string[] parts) => changes.All(c => parts.Any(p => c.Path.Contains(p, StringComparison.Ordinal)));
        return All(".args", ".command", "/args", "/command") ? Core.Category.BadFlag
            : All("volume", "Volume") ? Core.Category.MountShadowsFiles
            : All("resources") ? Core.Category.OomLimit
            : All("ecurityContext") ? Core.Category.MissingPrivilege
            : Core.Category.BadEnvValue;
    }
}

/// <summary>The image of the last good revision with the present configuration: does it live?</summary>
internal sealed class LastGoodImage : ITest
{
    public ExperimentKind Kind => ExperimentKind.LastGoodImage;

    public IReadOnlyList<Suspect> Divides(ExperimentCase @case) => [Suspect.Image];

    public int Cost(ExperimentCase @case) => LastGood.Cost(@case);

    public TestPlan? Plan(ExperimentCase @case)
    {
        if (@case.Original.Healthy is not { } healthy || RevisionChanges.Images(@case) is not { } images)
        {
            return null;
        }

        var seconds = LastGood.Seconds(@case);
        return Programs.Obstacle(@case, @case.Original.Template) is { } obstacle ? TestPlan.Cannot(obstacle) : new(new Experiment
        {
            Kind = Kind,
            Question = $"Does the image of revision {healthy.Name} live with the present configuration?",
            Seconds = seconds,
            Answers =
            [
                new("It lives.", $"What was changed from {images.Before} to {images.After} is to blame."),
                new("It dies.", "The image is not to blame: the old one fails with the present configuration, too."),
            ],
            Copies = [PodCopier.Make(@case, new(Kind, seconds) { Image = images.Before })],
        });
    }

    public Reading Read(ExperimentCase @case, CopyOutcome outcome)
    {
        var (before, after) = RevisionChanges.Images(@case)!.Value;
        return LastGood.Read(@case, outcome, $"{before} with the present configuration", new(Suspect.Image, Suspect.Configuration)
        {
            Lives = $"{before} lives with the present configuration: what was changed in {after} is to blame.",
            Dies = $"{before} dies with the present configuration, too.",
            Cause = new(Core.Category.AppBug, after, $"The image is to blame: {before} lives with the present configuration, and {after} does not.", $"{before} with the present configuration")
            {
                Solution = [new($"Go back to {before}, and look for what was changed between the two.")],
            },
        });
    }
}

/// <summary>What both have in common. Pure.</summary>
internal static class LastGood
{
    private const int Least = 30;
    private const int Longest = 180;

    /// <param name="Tried">The hypothesis that the test is for.</param>
    /// <param name="Other">What is to blame where this is not, if it is one of the two.</param>
    public sealed record Words(Suspect Tried, Suspect Other)
    {
        public required string Lives { get; init; }
        public required string Dies { get; init; }
        public required ShownCause Cause { get; init; }
    }

    public static int Seconds(ExperimentCase @case) => @case.Outlive(1.5, Least, Longest);

    /// <summary>It lives through the whole of it, or dies as the pod does: nobody knows which.</summary>
    public static int Cost(ExperimentCase @case) => Seconds(@case) + Once(@case);

    public static Reading Read(ExperimentCase @case, CopyOutcome outcome, string copy, Words words)
    {
        var says = $"{copy} {outcome.Says()}";
        if (outcome.IsMute())
        {
            return new($"{says}; nothing is decided.");
        }

        if (!outcome.IsWell(@case))
        {
            return new($"{says}.") { Effects = [new(words.Tried, HypothesisState.Dead, words.Dies)] };
        }

        return outcome.End is CopyEnd.StillUp && !@case.Outlived(outcome.Lived)
            ? new($"{says}: not longer than it lives in the pod, so that nothing is decided.")
            : new($"{says}.")
            {
                Effects =
                [
                    new(words.Tried, HypothesisState.Shown, words.Lives),
                    new(Suspect.Dependency, HypothesisState.Dead, $"The network is the same, and here it lives ({Duration.Text(TimeSpan.FromSeconds(outcome.Lived))})."),
                    new(Suspect.Surroundings, HypothesisState.Dead, "Node, volumes and user are the same, and here it lives."),
                ],
                Cause = words.Cause,
            };
    }

    private static int Once(ExperimentCase @case) => (int)Math.Min(60, @case.Longest?.TotalSeconds ?? 10);
}
