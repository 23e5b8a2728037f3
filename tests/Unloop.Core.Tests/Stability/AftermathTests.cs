using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Core.Stability;

namespace Unloop.Core.Tests.Stability;

public class AftermathTests
{
    private const string Wanted = "sha256:1111";
    private static readonly PlannedCause Before = new(Category.MissingModule, "express", "web", "express is missing.", "f1", Confidence.Certain);

    [Fact]
    public void The_same_cause_with_the_new_image_means_that_the_fix_did_not_bite()
    {
        var after = Aftermath.Of(Before, Said(Category.MissingModule, "express"), Wanted, Pods($"registry.example.com/web@{Wanted}"));
        Assert.Equal((true, true), (after.SameCause, after.NewImageRan));
        Assert.Contains("although the new image ran", after.Statement, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_cause_with_another_digest_means_that_the_fix_never_ran()
    {
        var after = Aftermath.Of(Before, Said(Category.MissingModule, "express"), Wanted, Pods("docker-pullable://registry.example.com/web@sha256:0000"));
        Assert.Equal(false, after.NewImageRan);
        Assert.Contains("never ran", after.Statement, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_thing_of_the_same_category_is_the_next_cause() =>
        Assert.Equal(false, Aftermath.Of(Before, Said(Category.MissingModule, "cors"), null, []).SameCause);

    [Fact]
    public void A_bare_image_id_proves_nothing_and_no_cause_is_no_answer()
    {
        var after = Aftermath.Of(Before, null, Wanted, Pods("sha256:2222"));
        Assert.Equal((null, null), (after.SameCause, after.NewImageRan));
    }

    [Fact]
    public void The_longest_lifetime_is_that_of_any_replica()
    {
        var (young, old) = (Some.Pod(Some.Crashing(seconds: 3)), Some.Pod(Some.Crashing(seconds: 41), Some.Crashing("other", seconds: 500)));
        Assert.Equal(TimeSpan.FromSeconds(41), Lifetimes.Longest([young, old], "web"));
        Assert.Equal(TimeSpan.FromSeconds(41), Lifetimes.Longest([.. young.Diagnose(), .. old.Diagnose()], "web"));
        Assert.Null(Lifetimes.Longest([Some.Pod(Some.Running())], "web"));
    }

    private static Diagnosis Said(Category category, string subject) => new()
    {
        Subject = new ContainerSubject { Pod = "a", Container = "web", ContainerType = ContainerType.App },
        State = "CrashLoopBackOff",
        Verdict = Verdict.Diagnosed,
        Cause = new Cause { Category = category, Subject = subject, Container = "web", Statement = "", Confidence = Confidence.Likely, Rule = "r", Fingerprint = "f2" },
    };

    private static ObservedPod[] Pods(string imageId) => [Rollout.Pod("a", 0, true, 0, Rollout.Runs() with { ImageId = imageId })];
}
