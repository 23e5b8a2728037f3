using Unloop.Alerts.Backoff;

namespace Unloop.Alerts.Simulation;

/// <summary>What may be changed of a scenario; null leaves it as it is told.</summary>
public sealed record ScenarioOptions
{
    public BackoffPolicy Policy { get; init; } = BackoffPolicy.Default;

    /// <summary>How long each run lasts before it crashes.</summary>
    public TimeSpan? RunsFor { get; init; }

    /// <summary>From the first crash.</summary>
    public TimeSpan? RepairedAfter { get; init; }

    /// <summary>How long it is played from the first crash on.</summary>
    public TimeSpan? Until { get; init; }
}

/// <summary>The lives that <c>monitor simulate</c> can play.</summary>
public static class Scenarios
{
    /// <summary>A pod that ran well has history enough for look-backs of two hours.</summary>
    private static readonly TimeSpan WellBefore = TimeSpan.FromHours(3);

    private static readonly TimeSpan Shown = TimeSpan.FromMinutes(30);

    private delegate Scenario Maker(ScenarioOptions options);

    private static readonly IReadOnlyDictionary<string, Maker> All = new Dictionary<string, Maker>
    {
        ["crash-at-once"] = o => Crashing("crash-at-once", "ran well, then crashes at every start, at once", TimeSpan.Zero, o),
        ["crash-after-30s"] = o => Crashing("crash-after-30s", "ran well, then crashes 30 s after every start", TimeSpan.FromSeconds(30), o),
        ["crash-after-60s"] = o => Crashing("crash-after-60s", "ran well, then crashes 60 s after every start", TimeSpan.FromSeconds(60), o),
        ["slow-leak"] = SlowLeak,
        ["bad-deployment"] = BadDeployment,
        ["init-crash"] = InitCrash,
        ["recovery"] = o => Crashing(
            "recovery", "ran well, crashes at every start, and is mended", TimeSpan.Zero, o with { RepairedAfter = o.RepairedAfter ?? TimeSpan.FromMinutes(15) }),
    };

    /// <summary>In the order in which they should be read.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Keys];

    /// <summary>Null where there is none of that name.</summary>
    public static Scenario? Named(string name, ScenarioOptions? options = null) => All.GetValueOrDefault(name)?.Invoke(options ?? new ScenarioOptions());

    /// <summary>As short as they can be: every metric that there is, is in one of them.</summary>
    internal static IEnumerable<Scenario> Short => ((string[])["crash-at-once", "init-crash"]).Select(n => Named(n, new ScenarioOptions { Until = TimeSpan.FromMinutes(1) })!);

    private static Scenario Crashing(string name, string summary, TimeSpan runsFor, ScenarioOptions options)
    {
        var until = options.Until ?? Shown;
        var life = ContainerLife.Crashing(options.RunsFor ?? runsFor) with { RepairedAt = options.RepairedAfter };
        return new Scenario(name, summary, [LongRunning(life, options, until)], until);
    }

    private static Scenario SlowLeak(ScenarioOptions options)
    {
        var until = options.Until ?? TimeSpan.FromHours(4);
        var life = ContainerLife.Leaking(options.RunsFor ?? TimeSpan.FromMinutes(25)) with { RepairedAt = options.RepairedAfter };
        return new Scenario("slow-leak", "ran well, then leaks and is killed for its memory again and again", [LongRunning(life, options, until)], until);
    }

    /// <summary>The pods are new: there is nothing of them before their first crash.</summary>
    private static Scenario BadDeployment(ScenarioOptions options)
    {
        const string Set = "web-5c8f7d9b64";
        string[] pods = [$"{Set}-4kxqz", $"{Set}-9m2vt", $"{Set}-h7wlc"];
        var until = options.Until ?? Shown;
        var lives = pods.Select((pod, i) => Newborn(Identity(pod, Set) with { Uid = $"6f1f2a30-0000-4000-8000-00000000000{i + 1}" }, options, until));
        return new Scenario("bad-deployment", "is one of three new ones of a deployment, and all of them crash at every start", [.. lives], until);
    }

    private static Scenario InitCrash(ScenarioOptions options)
    {
        const string Set = "web-5c8f7d9b64";
        var until = options.Until ?? Shown;
        var pod = Newborn(Identity($"{Set}-4kxqz", Set) with { Container = "migrate", IsInit = true }, options, until);
        return new Scenario("init-crash", "is new, and its init container crashes at every start", [pod], until);
    }

    private static PodLife Newborn(PodIdentity identity, ScenarioOptions options, TimeSpan until)
    {
        var runsFor = options.RunsFor ?? TimeSpan.Zero;
        var life = ContainerLife.Crashing(runsFor) with { RepairedAt = options.RepairedAfter };
        return new PodLife(identity, -runsFor, RestartSeries.Of(options.Policy, life, until, -runsFor));
    }

    private static PodLife LongRunning(ContainerLife life, ScenarioOptions options, TimeSpan until) => new(
        Identity("web-7d9f6c5b88-x2x4q", "web-7d9f6c5b88"),
        -WellBefore,
        RestartSeries.Of(options.Policy, life with { Runs = [life.Runs[0] with { Lasts = WellBefore }, .. life.Runs] }, until, -WellBefore));

    private static PodIdentity Identity(string pod, string replicaSet) =>
        new("prod", "shop", pod, "3f0c9d1e-0000-4000-8000-000000000001", "web", "web", replicaSet, "node-1");
}
