using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;

namespace Unloop.Core.Tests.Reasoning;

public class ProbeKillTests
{
    private static readonly ProbeFact Http = new() { Kind = "http-get", Target = "http://:8080/healthz", Port = "8080", PeriodSeconds = 10, FailureThreshold = 3 };

    private static readonly EventFact Killing = Some.Event("Killing", "Container web failed liveness probe, will be restarted", type: "Normal");

    [Theory]
    [InlineData(0, "Completed")]
    [InlineData(137, "Error")]
    [InlineData(143, "Error")]
    public void The_Killing_event_decides_whatever_the_exit_code(int exitCode, string reason)
    {
        var cause = Some.Pod(Some.Crashing(exitCode: exitCode, reason: reason, seconds: 40) with { Liveness = Http })
            .With(Killing, Some.Event("Unhealthy", "Liveness probe failed: HTTP probe failed with statuscode: 500", count: 12)).Cause();
        Assert.Equal((Category.ProbeKill, Confidence.Certain), (cause.Category, cause.Confidence));
    }

    [Fact]
    public void Old_kubelets_words_count_too()
    {
        var pod = Some.Pod(Some.Crashing(exitCode: 143))
            .With(Some.Event("Killing", "Killing container with id docker://web:pod \"web_default(1)\" container \"web\" is unhealthy, it will be killed and re-created.", type: "Normal"));
        Assert.Equal(Category.ProbeKill, pod.Cause().Category);
    }

    [Fact]
    public void A_port_that_the_container_does_not_declare_is_named()
    {
        var container = Some.Crashing(exitCode: 137, seconds: 30) with { Liveness = Http, Ports = [new PortFact(3000)] };
        var cause = Some.Pod(container).With(Killing, Some.Event("Unhealthy", "Liveness probe failed: dial tcp 10.0.0.1:8080: connect: connection refused")).Cause();
        Assert.Contains("it asks port 8080, but the container declares 3000", cause.Statement, StringComparison.Ordinal);
    }

    [Fact]
    public void A_slow_answer_is_told_with_the_timeout()
    {
        var cause = Some.Pod(Some.Crashing(exitCode: 0, reason: "Completed", seconds: 600) with { Liveness = Http })
            .With(Killing, Some.Event("Unhealthy", "Liveness probe failed: Get \"http://10.244.3.17:8080/\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)")).Cause();
        Assert.Contains("no answer within its timeout of 1 s", cause.Statement, StringComparison.Ordinal);
    }

    [Fact]
    public void A_probe_that_fails_because_the_process_is_gone_is_ruled_out()
    {
        var diagnosis = Assert.Single(Some.Pod(Some.Crashing(exitCode: 255) with { Liveness = Http })
            .With(Some.Event("Unhealthy", "Liveness probe failed: dial tcp 127.0.0.1:8080: connect: connection refused"))
            .Diagnose());
        Assert.Contains(diagnosis.RuledOut, r => r.Category == Category.ProbeKill);
        Assert.NotEqual(Category.ProbeKill, diagnosis.Cause?.Category);
    }

    [Fact]
    public void A_program_held_up_by_its_database_until_the_probe_ends_it_is_blamed_on_the_database()
    {
        var refused = Some.Signature("refused", Category.DependencyUnreachable, "refused", "to (?<thing>\\S+) refused", Weight.General);
        var cause = Some.Pod(Some.Crashing(exitCode: 143, seconds: 60) with { Liveness = Http })
            .With(Killing, Some.Event("Unhealthy", "Liveness probe failed: connection refused"))
            .WithLog("connecting\nconnection to db:5432 refused, retrying\nconnection to db:5432 refused, retrying").Cause(refused);
        Assert.Equal((Category.DependencyUnreachable, "db:5432"), (cause.Category, cause.Subject));
    }

    [Fact]
    public void A_mere_guess_of_what_held_it_up_does_not_take_the_probes_kill_away()
    {
        var migrating = Some.Signature("migrating", Category.MigrationFailure, "migrations", "starting (?<thing>migrations)", Weight.General, Confidence.Possible);
        var cause = Some.Pod(Some.Crashing(exitCode: 143, seconds: 60) with { Startup = Http })
            .With(Some.Event("Killing", "Container web failed startup probe, will be restarted", type: "Normal"))
            .WithLog("starting migrations").Cause(migrating);
        Assert.Equal((Category.ProbeKill, Confidence.Certain), (cause.Category, cause.Confidence));
    }

    [Fact]
    public void A_neighbours_probe_is_not_this_containers()
    {
        var pod = Some.Pod(Some.Crashing("web", exitCode: 137), Some.Running("side") with { Liveness = Http })
            .With(Some.Event("Killing", "Container side failed liveness probe, will be restarted", container: "side", type: "Normal"));
        Assert.NotEqual(Category.ProbeKill, pod.Diagnose().Single(d => d.Subject.Container == "web").Cause?.Category);
    }
}
