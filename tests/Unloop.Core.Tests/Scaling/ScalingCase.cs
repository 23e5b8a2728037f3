using System.Text.Json.Nodes;
using Unloop.Core.Scaling;

namespace Unloop.Core.Tests.Scaling;

/// <summary>A web server that nothing keeps from being scaled out; each test changes the one thing that it is about.</summary>
internal static class ScalingCase
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    public static ScaledContainer Web { get; } = new("web", "shop/web:1")
    {
        CpuRequest = 250, CpuLimit = 1000, MemoryRequest = 128 << 20, HasReadinessProbe = true, Ports = [8080],
    };

    public static ScaledWorkload Workload { get; } = new()
    {
        Ref = new() { ApiVersion = "apps/v1", Kind = "Deployment", Namespace = "shop", Name = "web", Uid = "uid-web" },
        Replicas = 2,
        Strategy = "RollingUpdate",
        Selector = JsonNode.Parse("""{"matchLabels":{"app":"web"}}""")!.AsObject(),
        Containers = [Web],
        HasSpread = true,
    };

    public static ScalingFacts Good { get; } = new()
    {
        Workload = Workload,
        ObservedAt = Now,
        ServerMinor = 30,
        ServesResourceMetrics = true,
        Pods = [Pod("web-1", 12), Pod("web-2", 18)],
        Nodes = [new("node-1", "a", 2000, 4L << 30, 50), new("node-2", "b", 2000, 4L << 30, 50)],
        Usage = [new(Now, TimeSpan.FromSeconds(30), [new("web-1", "web", 200, 90 << 20), new("web-2", "web", 150, 80 << 20)])],
    };

    public static ScaledPod Pod(string name, int startUp, int restarts = 0) =>
        new(name, "node-1", "Running", true, Now.AddHours(-2), Now.AddHours(-2).AddSeconds(startUp), restarts);

    public static ScalingFacts With(Func<ScaledWorkload, ScaledWorkload> change) => Good with { Workload = change(Workload) };

    public static ScalingFacts WithContainer(Func<ScaledContainer, ScaledContainer> change) => With(w => w with { Containers = [change(Web)] });
}
