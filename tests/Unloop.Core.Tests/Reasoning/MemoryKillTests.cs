using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;

namespace Unloop.Core.Tests.Reasoning;

public class MemoryKillTests
{
    private static readonly ResourceFacts Tight = new() { MemoryRequest = "64Mi", MemoryLimit = "128Mi", CpuRequest = "250m", CpuLimit = "500m" };

    [Fact]
    public void OOMKilled_with_137_is_the_memory_limit_for_certain()
    {
        var cause = Some.Pod(Some.Crashing(exitCode: 137, reason: "OOMKilled") with { Resources = Tight }).Cause();
        Assert.Equal((Category.OomLimit, Confidence.Certain), (cause.Category, cause.Confidence));
        Assert.Contains("128Mi", cause.Statement, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_limit_it_is_the_nodes_memory_and_at_most_likely()
    {
        var cause = Some.Pod(Some.Crashing(exitCode: 137, reason: "OOMKilled")).Cause();
        Assert.Equal((Category.OomLimit, Confidence.Likely), (cause.Category, cause.Confidence));
        Assert.Contains("no memory limit", cause.Statement, StringComparison.Ordinal);
    }

    [Fact]
    public void OOMKilled_with_143_after_a_probe_kill_is_the_probe()
    {
        var pod = Some.Pod(Some.Crashing(exitCode: 143, reason: "OOMKilled") with { Resources = Tight })
            .With(Some.Event("Killing", "Container web failed liveness probe, will be restarted", type: "Normal"));
        Assert.Equal(Category.ProbeKill, pod.Cause().Category);
    }

    [Fact]
    public void A_SIGKILL_that_is_not_marked_OOMKilled_is_never_more_than_possible()
    {
        var cause = Some.Pod(Some.Crashing(exitCode: 137)).Cause();
        Assert.Equal((Category.OomLimit, Confidence.Possible), (cause.Category, cause.Confidence));
    }

    [Fact]
    public void A_SIGKILL_after_a_liveness_failure_is_not_memory()
    {
        var pod = Some.Pod(Some.Crashing(exitCode: 137)).With(Some.Event("Unhealthy", "Liveness probe failed: HTTP probe failed with statuscode: 500"));
        Assert.Equal(Category.ProbeKill, pod.Cause().Category);
    }

    [Fact]
    public void Any_other_end_sets_memory_aside_with_its_figures_and_advice()
    {
        var diagnosis = Assert.Single(Some.Pod(Some.Crashing(exitCode: 1) with { Resources = Tight }).Diagnose());
        var aside = Assert.Single(diagnosis.RuledOut);
        Assert.Equal(Category.OomLimit, aside.Category);
        Assert.Equal("Requests 64Mi memory/250m CPU, limits 128Mi memory/500m CPU; it ended with exit code 1 and was never OOMKilled. A CPU limit slows a program down, it does not end it.", aside.Because);
        Assert.Contains(diagnosis.Prevention, a => a.Text.Contains("128Mi", StringComparison.Ordinal));
    }
}
