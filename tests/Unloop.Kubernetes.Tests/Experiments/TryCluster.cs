using System.Text.Json.Nodes;
using Unloop.Core.Experiments;
using Unloop.Core.Experiments.Copying;
using Unloop.Core.Facts;
using Unloop.Core.Outcomes;
using Unloop.Core.Planning;
using Unloop.Core.Signatures;
using Unloop.Engine;
using Unloop.Engine.Diagnosing;
using Unloop.Engine.Experimenting;
using Unloop.Engine.Imaging;
using Unloop.Kubernetes.Tests.Fakes;
using Unloop.Tests;
using static Unloop.Kubernetes.Tests.Fakes.Objects;

namespace Unloop.Kubernetes.Tests.Experiments;

/// <summary>A cluster with a Deployment whose pod is killed, and a kubelet that gives every copy a life as soon as it is made.</summary>
internal sealed class TryCluster : IAsyncDisposable
{
    public const string Leases = "/apis/coordination.k8s.io/v1/namespaces/shop/leases";
    public const string Services = "/api/v1/namespaces/shop/services";
    public const string Reviews = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

    private readonly FixCluster _cluster;

    private TryCluster(FixCluster cluster) => _cluster = cluster;

    public FakeApi Api => _cluster.Api;
    public ManualTime Time => _cluster.Time;
    public IPodCopies Copies => _cluster.Copies;

    /// <summary>Rights that the user lacks, as <c>create pods</c>.</summary>
    public List<string> Lacking { get; } = [];

    /// <summary>The state of the container of a copy, by the copy's name.</summary>
    public Func<string, string> Life { get; set; } = name => name.Contains("-once-", StringComparison.Ordinal) ? Ended(3, "x") : Running(20);

    /// <summary>What a copy prints, by its name.</summary>
    public Func<string, string> Says { get; set; } = _ => "it says nothing of use\n";

    public bool Approves { get; set; } = true;

    /// <summary>What the runs wrote down; each run of the cluster finds what those before it did.</summary>
    public MemoryJournals Journals { get; } = new();

    public TryPlan? Shown { get; private set; }

    public static async Task<TryCluster> StartAsync()
    {
#pragma warning disable CA2000 // It is owned by what is returned.
        var cluster = new TryCluster(await FixCluster.StartAsync());
#pragma warning restore CA2000
        var api = cluster.Api;
        foreach (var plural in new[] { "services", "replicationcontrollers", "configmaps", "persistentvolumeclaims" })
        {
            api.Serve("/api/v1/namespaces/shop/" + plural);
        }

        api.Serve("/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies");
        api.Serve("/apis/autoscaling/v1/namespaces/shop/horizontalpodautoscalers");
        api.Fault(r => r.Path == Reviews && cluster.IsLacking(r), c => Answer(c, false));
        api.Fault(r => r.Path == Reviews && !cluster.IsLacking(r), c => Answer(c, true));
        api.Clock = cluster.Time.GetUtcNow;
        api.Fault(r => cluster.Passes(r), _ => Task.CompletedTask);
        api.Admission = (plural, item) => plural == "pods" ? cluster.Live(item) : null;
        api.Put(Deployments, Deployment("web"));
        api.Put(ReplicaSets, ReplicaSet("web-new", "web", 2, "app:1"));
        api.Put(Services, """{"metadata":{"name":"web"},"spec":{"selector":{"app":"web"}}}""");
        api.Put(Pods, Pod("web-1", Looping(code: 137), metadata: OwnedBy("ReplicaSet", "web-new", "uid-web-new"), labels: "\"app\":\"web\",\"tier\":\"front\"", containers: """
            {"name":"web","image":"app:1","env":[{"name":"PASSWORD","value":"planted-secret-1"}],"livenessProbe":{"httpGet":{"port":8080},"periodSeconds":10}}
            """));
        return cluster;
    }

    public IEnumerable<JsonObject> Left => ((string[])["asleep", "once", "no-probes", "network"]).SelectMany(k => _made.Where(n => n.Contains($"-{k}-", StringComparison.Ordinal))).Distinct().Select(n => Api.Find(Pods, n)).OfType<JsonObject>();

    public IReadOnlyList<string> Made => _made;

    public async Task<TryPlan> PlanAsync(string target = "deploy/web", params ExperimentKind[] only) =>
        await new TryPlanner(Parts()).PlanAsync(new TryRequest { Query = new TargetQuery { Targets = [target], Namespace = "shop" }, Only = only }, TestContext.Current.CancellationToken);

    public async Task<TryRecord> TryAsync(CancellationToken? token = null)
    {
        var plan = await PlanAsync();
        return plan.Case is null || plan.Problems.Count > 0 ? plan.ToRecord(TryVerdict.NotTried, plan.Problems[0].Message)
            : await new TryRun(Parts(), plan, new Progress()).RunAsync(new Person(this), token ?? TestContext.Current.CancellationToken);
    }

    /// <summary>The process that held it is dead, and its time is up.</summary>
    public void LetLeasesRunOut()
    {
        if (Api.Find(Leases, "unloop-fix-deployment-web") is not null)
        {
            Api.Change(Leases, "unloop-fix-deployment-web", l => l["spec"]!["renewTime"] = "2020-01-01T00:00:00.000000Z");
        }
    }

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    private readonly List<string> _made = [];

    private TryParts Parts()
    {
        var diagnose = new Diagnose(new SignatureIndex([]), "1.2.3");
        return new(new CaseReader(_cluster.Source, NoImages.Instance, diagnose, ImageChecks.Never, Time), _cluster.Source, _cluster.Configuration, diagnose, Copies, new ToolFinder(NoImages.Instance, false, Time), new NoPast(), Journals, Time, "1.2.3");
    }

    /// <summary>Every look at a copy takes ten seconds, and nothing else goes on meanwhile; true of none, for what is answered stays as it is.</summary>
    private bool Passes(Seen request)
    {
        if (request.Method == "GET" && request.Path.StartsWith($"{Pods}/{CopyMarks.NamePrefix}", StringComparison.Ordinal) && !request.Path.EndsWith("/log", StringComparison.Ordinal))
        {
            Time.Advance(TimeSpan.FromSeconds(10));
        }

        return false;
    }

    private bool IsLacking(Seen request)
    {
        var wish = JsonNode.Parse(request.Body)!["spec"]!["resourceAttributes"]!;
        var resource = wish["subresource"] is { } sub ? $"{wish["resource"]}/{sub}" : $"{wish["resource"]}";
        return Lacking.Contains($"{wish["verb"]} {resource}");
    }

    private static Task Answer(Microsoft.AspNetCore.Http.HttpContext context, bool allowed)
    {
        context.Response.StatusCode = 201;
        context.Response.ContentType = "application/json";
        return Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, $$$"""{"kind":"SelfSubjectAccessReview","status":{"allowed":{{{(allowed ? "true" : "false")}}}}}""");
    }

    private (int Code, string Reason, string Message)? Live(JsonObject pod)
    {
        var name = (string)pod["metadata"]!["name"]!;
        if (name.StartsWith(CopyMarks.NamePrefix, StringComparison.Ordinal))
        {
            _made.Add(name);
            pod["spec"]!["nodeName"] = "node-1";
            pod["status"] = JsonNode.Parse($$"""{"phase":"Running","containerStatuses":[{{Status("web", Life(name), id: "x")}}]}""");
            Api.Log(name, "web", Says(name));
        }

        return null;
    }

    private sealed class NoPast : IPastFixes
    {
        public IReadOnlyList<PastFix> Of(WorkloadRef workload) => [];
    }

    internal sealed class MemoryJournals : ITryJournals
    {
        private readonly Dictionary<string, PastTry> _past = [];

        /// <summary>The server has no memory of its own clock: it is the runs' age that counts.</summary>
        public void Age(TimeSpan span)
        {
            foreach (var (id, past) in _past.ToList())
            {
                _past[id] = past with { Tests = [.. past.Tests.Select(t => t with { At = t.At - span })] };
            }
        }

        public IReadOnlyList<PastTry> Of(WorkloadRef workload) => [.. _past.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => p.Value)];

        public Problem? Keep(PastTry past)
        {
            _past[past.Id] = past with { Tests = [.. past.Tests] };
            return null;
        }
    }

    private sealed class Progress : IProgress<TrySight>
    {
        public void Report(TrySight value)
        {
        }
    }

    private sealed class Person(TryCluster cluster) : ITryApprover
    {
        public Task<bool> ApproveAsync(TryPlan plan, CancellationToken cancellationToken)
        {
            cluster.Shown = plan;
            return Task.FromResult(cluster.Approves);
        }
    }
}
