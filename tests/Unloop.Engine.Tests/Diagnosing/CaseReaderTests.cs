using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;
using Unloop.Engine.Diagnosing;
using Unloop.Engine.Imaging;
using Unloop.Engine.Knowing;
using Unloop.Tests;

namespace Unloop.Engine.Tests.Diagnosing;

public class CaseReaderTests
{
    private static readonly ManualTime Time = new();

    [Theory]
    [InlineData("unable to retrieve container logs for containerd://2f6a")]
    [InlineData("failed to try resolving symlinks in path \"/var/log/pods/shop_web/web/3.log\": lstat: no such file or directory")]
    public async Task A_log_that_the_kubelet_has_just_dropped_is_looked_for_again(string excuse)
    {
        var pods = new PodsInTurn(Dropped(excuse), With("Error: Cannot find module 'express'"));
        var report = await ReadAsync(pods);
        Assert.Equal("express", Assert.Single(report).Cause?.Subject);
        Assert.Equal(2, pods.Looks);
    }

    [Fact]
    public async Task A_log_that_may_not_be_read_is_not_asked_for_twice()
    {
        var pods = new PodsInTurn(Dropped("pods \"web-1\" is forbidden: User \"dev\" cannot get resource \"pods/log\""));
        Assert.Equal(Verdict.Undetermined, Assert.Single(await ReadAsync(pods)).Verdict);
        Assert.Equal(1, pods.Looks);
    }

    [Fact]
    public async Task A_log_that_stays_away_is_given_up_after_four_looks()
    {
        var pods = new PodsInTurn(Dropped("unable to retrieve container logs for containerd://2f6a"));
        Assert.Equal(Verdict.Undetermined, Assert.Single(await ReadAsync(pods)).Verdict);
        Assert.Equal(4, pods.Looks);
    }

    private static async Task<IReadOnlyList<Diagnosis>> ReadAsync(PodsInTurn pods)
    {
        var reader = new CaseReader(pods, NoImages.Instance, new Diagnose(ShippedKnowledge.Load(), "0.1.0"), ImageChecks.Never, Time);
        return (await reader.ReadAsync(new TargetQuery(), null, CancellationToken.None)).Report.Items;
    }

    private static PodEvidence Dropped(string excuse) => Pod() with
    {
        Gaps = [new Gap { What = "the previous log of container web", Reason = GapReason.NotThere, Detail = excuse, Container = "web" }],
    };

    private static PodEvidence With(string line) => Pod() with
    {
        Logs = [new LogWindow { Container = "web", Instance = LogInstance.Previous, TotalLines = 1, Lines = [new LogLine(1, line)] }],
    };

    private static PodEvidence Pod() => new()
    {
        Subject = new PodSubject { Pod = "web-1", Namespace = "shop", Workload = "Deployment/web" },
        ObservedAt = Time.GetUtcNow(),
        Pod = new PodFacts { Phase = "Running", RestartPolicy = "Always" },
        Containers =
        [
            new ContainerFacts
            {
                Name = "web",
                Image = "registry.example.com/web:1",
                SpecKnown = true,
                OutlineKnown = true,
                RestartCount = 5,
                State = new ContainerState { Phase = StatePhase.Waiting, Reason = "CrashLoopBackOff" },
                LastState = new ContainerState { Phase = StatePhase.Terminated, Reason = "Error", ExitCode = 1, StartedAt = Time.GetUtcNow().AddSeconds(-5), FinishedAt = Time.GetUtcNow().AddSeconds(-3) },
            },
        ],
    };

    /// <summary>The next look sees the next of them; the last one stays.</summary>
    private sealed class PodsInTurn(params PodEvidence[] pods) : IClusterSource
    {
        public int Looks { get; private set; }

        public Task<EvidenceBatch> CollectAsync(TargetQuery query, CancellationToken cancellationToken) =>
            Task.FromResult(new EvidenceBatch { Pods = [pods[Math.Min(Looks++, pods.Length - 1)]] });
    }
}
