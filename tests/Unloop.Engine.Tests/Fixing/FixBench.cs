using System.Text.Json.Nodes;
using Unloop.Core.Facts;
using Unloop.Core.Outcomes;
using Unloop.Core.Planning;
using Unloop.Core.Signatures;
using Unloop.Engine.Diagnosing;
using Unloop.Engine.Fixing;
using Unloop.Engine.Fixing.Journals;
using Unloop.Engine.Fixing.Planning;
using Unloop.Engine.Imaging;
using Unloop.Engine.Knowing;
using Unloop.Engine.Verifying;

namespace Unloop.Engine.Tests.Fixing;

/// <summary>One world, and a whole fix over it: real reasoning, plans and proof. Each call is another process.</summary>
internal sealed class FixBench
{
    private const string Version = "0.1.0";

    private static readonly SignatureIndex Knowledge = ShippedKnowledge.Load();

    private Proposed? _first;

    /// <param name="ailing">What ails the pods of a template; by default the image that was built mends all.</param>
    public FixBench(Func<JsonObject, Ailment>? ailing = null)
    {
        Ailing = ailing ?? (t => IsBuilt(t) ? Ailment.None : Ailment.Module);
        (Journals, Person, Plans) = (new FakeJournals(World), new FakePerson(World), [FakeWorld.Plan()]);
    }

    public Func<JsonObject, Ailment> Ailing { get; }

    public FakeWorld World { get; } = new() { AdmissionLabel = "injected" };

    public FakeJournals Journals { get; }

    public FakePerson Person { get; }

    /// <summary>What is offered at first; the first of them is carried out.</summary>
    public IReadOnlyList<Plan> Plans { get; init; }

    public FixTerms Terms { get; init; } = new() { Proof = FakeWorld.Plan().Proof };

    public Action<int>? BeforeLook { get; init; }

    public bool OldPodLingers { get; init; }

    public int WellAtFirst { get; init; }

    /// <summary>To be set up once the fix holds.</summary>
    public FixAlarm? Alarm { get; init; }

    /// <summary>Plans it again when the fix is taken up.</summary>
    public IAlarmPlanner Alarms { get; init; } = new NoAlarms();

    public string? Says { get; private set; }

    /// <summary>Another plan for the first cause: one more variable.</summary>
    public static Plan Other(string name = "B") => FakeWorld.Plan() with
    {
        Statement = $"Set {name}.",
        Steps = [new PatchWorkloadStep { Statement = "Set.", Precondition = "p", Inverse = "i", Risk = Risk.Low, ChangeCause = "unloop: set", Edits = [Variable(name)] }],
    };

    public static TemplateEdit Variable(string name) => new("add", "/spec/containers/0/env/1", new JsonObject { ["name"] = name, ["value"] = "1" });

    public static bool IsBuilt(JsonObject template) => template.ToJsonString().Contains("@sha256:", StringComparison.Ordinal);

    public static bool Has(JsonObject template, string text) => template.ToJsonString().Contains(text, StringComparison.Ordinal);

    public async Task<FixRecord> RunAsync()
    {
        await PrepareAsync();
        return await Of().RunAsync(_first!, Plans[0], null, Person, new Sights(this), World.Stop.Token);
    }

    /// <summary>Looks at the failure and makes the offer; what is killed or stopped comes after it.</summary>
    public async Task PrepareAsync()
    {
        var query = new TargetQuery { Targets = ["deployment/web"] };
        _first ??= await Proposer(Pods()).ProposeAsync(query, null, Terms.Proof, TestContext.Current.CancellationToken) with { Offer = new PlanOffer(Plans, []), Alarm = Alarm };
    }

    public Task<FixRecord> ResumeAsync() => Of().ResumeAsync(World.Journal, Alarms, new Sights(this), World.Stop.Token);

    public Task<FixRecord> UndoAsync() => Of().UndoAsync(World.Journal, new Sights(this), World.Stop.Token);

    public void IsAllDone(FixRecord? record = null)
    {
        Assert.Equal(FakeWorld.DockerfileAfter, World.File);
        Assert.Equal(FakeWorld.Digest, (string?)World.Template["spec"]!["containers"]![0]!["image"]);
        HasEnded();
        Assert.Equal(FixVerdict.Stable, record?.Verdict ?? FixVerdict.Stable);
    }

    public void IsAllBack()
    {
        Assert.Equal(FakeWorld.DockerfileBefore, World.File);
        Assert.Equal(CanonicalJson.Text(FakeWorld.Before()), CanonicalJson.Text(World.Template));
        Assert.Equal([new("kubernetes.io/change-cause", "first")], World.Annotations);
        HasEnded();
    }

    /// <summary>Nobody is kept off the workload, and nothing is left to take up.</summary>
    private void HasEnded()
    {
        Assert.Null(World.LeaseHolder);
        Assert.True(World.Journal.Entries.Count == 0 || new FixState(World.Journal.Entries).Ended is not null);
    }

    private FakePods Pods() => new(World, Ailing) { BeforeLook = BeforeLook, OldPodLingers = OldPodLingers, WellAtFirst = WellAtFirst };

    private Proposer Proposer(FakePods pods) => new(new CaseReader(pods, NoImages.Instance, new Diagnose(Knowledge, Version), ImageChecks.Never, World.Time), World, World, World, World.Time, Version);

    private Fix Of()
    {
        var pods = Pods();
        return new Fix(new FixParts(World.Tools, Journals, Proposer(pods), new Verify(pods, World.Time), pods, Terms, Version));
    }

    private sealed class NoAlarms : IAlarmPlanner
    {
        public Task<(FixAlarm? Alarm, IReadOnlyList<Problem> Problems)> PlanAsync(AlarmWish wish, CancellationToken cancellationToken) => throw new InvalidOperationException("No alarm was asked for.");

        public Task<bool> ApproveAsync(FixAlarm alarm, CancellationToken cancellationToken) => throw new InvalidOperationException("No alarm was asked for.");
    }

    private sealed class Sights(FixBench bench) : IProgress<FixSight>
    {
        public void Report(FixSight value) => bench.Says += value switch
        {
            StepSight step => step.Says + "\n",
            NoteSight note => note.Says + "\n",
            ToolSight tool => tool.Line + "\n",
            _ => "",
        };
    }
}
