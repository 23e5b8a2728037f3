using System.Text;
using System.Text.Json.Nodes;
using Unloop.Core;
using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Engine.Building;
using Unloop.Engine.Fixing;
using Unloop.Engine.Fixing.Steps;
using Unloop.Engine.Machine;
using Unloop.Tests;

namespace Unloop.Engine.Tests.Fixing;

/// <summary>The process was killed: nothing after this line of it happens.</summary>
internal sealed class KilledException : Exception;

/// <summary>
/// Everything that a fix changes: a folder, a registry, one workload, a journal. It outlives the process that changes it, which can be killed before or after
/// any of its calls.
/// </summary>
internal sealed class FakeWorld : IWorkloads, IImageBuilder, IFileEditor
{
    public const string Dockerfile = "/src/Dockerfile";
    public const string DockerfileBefore = "FROM node\r\nRUN npm install\r\n";
    public const string DockerfileAfter = "FROM node\r\nCOPY package.json ./\r\nRUN npm install\r\n";
    public const string Digest = "registry.example.com/web@sha256:0123";

    public static readonly WorkloadRef Web = new() { ApiVersion = "apps/v1", Kind = "Deployment", Namespace = "shop", Name = "web", Uid = "u-1" };

    private readonly Dictionary<string, byte[]> _files = new() { [Dockerfile] = Encoding.UTF8.GetBytes(DockerfileBefore) };
    private Dictionary<string, string> _annotations = new() { ["kubernetes.io/change-cause"] = "first" };
    private string? _origin;
    private (int Moment, Action Happens)? _meanwhile;
    private Action? _onItsWay;
    private int _calls;
    private int _made = 1;

    public FakeWorld() => Journal = new FakeJournal(this);

    public ManualTime Time { get; } = new();

    /// <summary>The number of the moment at which the process is killed: two for each call, before it and after it. Null: never.</summary>
    public int? KillAt { get; set; }

    public CancellationTokenSource Stop { get; } = new();

    /// <summary>So many calls to the API server find nobody; each takes ten seconds.</summary>
    public int AwayFor { get; set; }

    public WorkloadRef Ref { get; set; } = Web;

    public bool IsDeleted { get; set; }

    public long Generation { get; private set; } = 1;

    public DateTimeOffset WrittenAt { get; private set; }

    public string? LeaseHolder { get; set; }

    /// <summary>Reasons of the events on the workload.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>What admission adds to templates whose images are named by digest; null: nothing.</summary>
    public string? AdmissionLabel { get; set; }

    /// <summary>The answer to this write is lost on its way, though the write is done.</summary>
    public int LosesAnswers { get; set; }

    /// <summary>The next write takes effect only after it was looked for; until then nobody answers.</summary>
    public bool LandsLate { get; set; }

    public JsonObject Template { get; set; } = Before();

    public string File => Encoding.UTF8.GetString(_files[Dockerfile]);

    public IReadOnlyDictionary<string, string> Annotations => _annotations;

    public int Writes { get; private set; }

    public FixTools Tools => new(this, this, this, Time);

    public string Server => "https://cluster.example.com";

    public FakeJournal Journal { get; }

    public static JsonObject Before() => JsonNode.Parse("""{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"web","image":"registry.example.com/web:latest","resources":{"limits":{"memory":"48Mi"}},"env":[{"name":"A","value":"1"}]}]}}""")!.AsObject();

    public static Plan Plan() => new()
    {
        Version = "0.1.0",
        Server = "https://cluster.example.com",
        Workload = Web,
        TemplateHash = CanonicalJson.Hash(Before()),
        Cause = new PlannedCause(Category.MissingModule, "express", "web", "express is missing.", "f", Confidence.Certain),
        Statement = "Copy the manifest before the install.",
        Proof = new ProofTerms(TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), null),
        Steps =
        [
            new EditFilesStep { Statement = "Edit.", Precondition = "p", Inverse = "i", Risk = Risk.Low, Diff = "", Files = [new FileEdit(Dockerfile, EditFiles.Hash(Encoding.UTF8.GetBytes(DockerfileBefore)), DockerfileAfter)] },
            new BuildImageStep { Statement = "Build.", Precondition = "p", Inverse = "i", Risk = Risk.Low, Builder = "buildah 1.28.2", Order = new BuildOrder { Context = "/src", Dockerfile = Dockerfile, Image = "registry.example.com/web:unloop-1" } },
            new DeliverImageStep { Statement = "Push.", Precondition = "p", Inverse = "i", Risk = Risk.Medium, Image = "registry.example.com/web:unloop-1", Way = Delivery.Push },
            new PatchWorkloadStep { Statement = "Set.", Precondition = "p", Inverse = "i", Risk = Risk.Medium, Edits = [], BuiltImageFor = ["web"], ChangeCause = "unloop: set" },
        ],
    };

    public Task<Reading> ReadAsync(string kind, string space, string name, CancellationToken cancellationToken) => Step(() =>
    {
        var reading = Away() is { } away ? new Reading(null, away) : IsDeleted ? new Reading(null, new Problem(ProblemKind.NoMatch, "It is not there.")) : new Reading(Live());
        _onItsWay?.Invoke();
        _onItsWay = null;
        return reading;
    }, cancellationToken);

    public Task<Writing> PatchAsync(WorkloadPatch patch, CancellationToken cancellationToken) => Step(() =>
    {
        if (Away() is { } away)
        {
            return new Writing(WritingEnd.Unknown, null, away);
        }

        if (IsDeleted || Ref.Uid != patch.Workload.Uid || CanonicalJson.Hash(Template) != patch.ExpectedTemplateHash)
        {
            return new Writing(WritingEnd.Moved, null);
        }

        var template = TemplateEdits.Apply(Template, patch.Edits);
        if (AdmissionLabel is { } label && template.ToJsonString().Contains("@sha256:", StringComparison.Ordinal))
        {
            template["metadata"]!["labels"]![label] = "added";
        }

        if (patch.DryRun)
        {
            return new Writing(WritingEnd.Done, Live() with { Template = template });
        }

        if (LandsLate)
        {
            (LandsLate, _onItsWay) = (false, () => Write(template, patch));
            return new Writing(WritingEnd.Unknown, null, new Problem(ProblemKind.Unreachable, "The connection broke."));
        }

        Write(template, patch);
        if (LosesAnswers > 0)
        {
            LosesAnswers--;
            return new Writing(WritingEnd.Unknown, null, new Problem(ProblemKind.Unreachable, "The connection broke."));
        }

        return new Writing(WritingEnd.Done, Live());
    }, cancellationToken);

    public async Task<Writing> RecreateAsync(WorkloadRef workload, RecreatedWorkload wanted, bool dryRun, CancellationToken cancellationToken)
    {
        var origin = $"{workload.Uid} {CanonicalJson.Hash(wanted.Template)}";
        if (!IsDeleted && Ref.Uid != workload.Uid)
        {
            return _origin == origin ? new Writing(WritingEnd.Done, Live()) : new Writing(WritingEnd.Moved, Live(), new Problem(ProblemKind.Refused, "It is another."));
        }

        _ = await Step(() => IsDeleted = true, cancellationToken);
        return await Step(() =>
        {
            (IsDeleted, _origin, Ref) = (false, origin, Ref with { Uid = $"u-{++_made}" });
            Edit(wanted.Template.DeepClone().AsObject());
            return new Writing(WritingEnd.Done, Live());
        }, cancellationToken);
    }

    public Task<Problem?> DeletePodsAsync(WorkloadRef workload, IReadOnlyList<string> pods, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Retirement> RetireAsync(WorkloadRef workload, string fix, CancellationToken cancellationToken) =>
        Step(() => Away() is { } away ? new Retirement(false, away) : new Retirement(true), cancellationToken);

    public Task<Problem?> HoldAsync(WorkloadRef workload, string holder, TimeSpan duration, CancellationToken cancellationToken) => Step(() =>
    {
        var problem = Away() ?? (LeaseHolder is { } other && other != holder ? new Problem(ProblemKind.Refused, $"{other} holds it.") : null);
        LeaseHolder = problem is null ? holder : LeaseHolder;
        return problem;
    }, cancellationToken);

    public Task ReleaseAsync(WorkloadRef workload, string holder, CancellationToken cancellationToken) => Step(() =>
    {
        LeaseHolder = Away() is null && LeaseHolder == holder ? null : LeaseHolder;
        return true;
    }, cancellationToken);

    public Task NoteAsync(WorkloadRef workload, string reason, string message, bool isWarning, CancellationToken cancellationToken) => Step(() =>
    {
        Notes.AddRange(Away() is null ? [reason] : []);
        return true;
    }, cancellationToken);

    public NewName Name(string runningImage, string? instead, DateTimeOffset now) => new("registry.example.com/web:unloop-1");

    public Task<ToolChoice> ChooseAsync(BuildOrder order, CancellationToken cancellationToken) => Task.FromResult(new ToolChoice("buildah", "buildah 1.28.2", null));

    public Task<BuiltImage> BuildAsync(BuildOrder order, string tool, IProgress<string> progress, CancellationToken cancellationToken) => Step(() => new BuiltImage("sha256:config"), cancellationToken);

    public Task<Trial> TryAsync(TryImageStep step, TimeSpan atMost, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<DeliveredImage> DeliverAsync(DeliverImageStep step, string tool, IProgress<string> progress, CancellationToken cancellationToken) => Step(() => new DeliveredImage(Digest), cancellationToken);

    public Task<DeliveredImage> FindAsync(string image, CancellationToken cancellationToken) => throw new NotSupportedException();

    public (byte[]? Content, Problem? Problem) Read(string path) => (_files.GetValueOrDefault(path), null);

    public Problem? Replace(string path, byte[]? content) => Step<Problem?>(() =>
    {
        if (content is null)
        {
            _ = _files.Remove(path);
        }
        else
        {
            _files[path] = content;
        }

        return null;
    }).GetAwaiter().GetResult();

    /// <summary>Somebody else's edit, with kubectl or an editor.</summary>
    public void EditFile(string text) => _files[Dockerfile] = Encoding.UTF8.GetBytes(text);

    /// <summary>A template is written, by whomever.</summary>
    public void Edit(JsonObject template) => (Template, Generation, WrittenAt) = (template, Generation + 1, Time.GetUtcNow());

    /// <summary>Somebody else's edit of the workload.</summary>
    public void EditVariable(string value)
    {
        var template = Template.DeepClone().AsObject();
        template["spec"]!["containers"]![0]!["env"]![0]!["value"] = value;
        Edit(template);
    }

    /// <summary>Kills after so many moments from now.</summary>
    public void KillAfter(int moments) => KillAt = _calls + moments;

    /// <summary>Ctrl-C after so many moments: whatever call is under way then may have had its effect, and is broken off.</summary>
    public void StopAfter(int moments) => Meanwhile(moments, Stop.Cancel);

    /// <summary>Something else that happens in the world after so many moments from now.</summary>
    public void Meanwhile(int moments, Action happens) => _meanwhile = (_calls + moments, happens);

    internal Problem? Away()
    {
        if (AwayFor == 0)
        {
            return null;
        }

        AwayFor--;
        Time.Advance(TimeSpan.FromSeconds(10));
        return new Problem(ProblemKind.Unreachable, "The API server is away.");
    }

    private void Write(JsonObject template, WorkloadPatch patch)
    {
        Writes++;
        Edit(template);
        var kept = _annotations.Where(a => !patch.Annotations.ContainsKey(a.Key));
        _annotations = kept.Concat(patch.Annotations.Where(a => a.Value is not null).Select(a => new KeyValuePair<string, string>(a.Key, a.Value!))).ToDictionary();
    }

    private LiveWorkload Live() => new() { Ref = Ref, ResourceVersion = "1", Template = Template.DeepClone().AsObject(), Annotations = _annotations, Whole = Ref.IsImmutable ? [] : null };

    internal Task<T> Step<T>(Func<T> effect, CancellationToken cancellationToken = default)
    {
        Moment();
        cancellationToken.ThrowIfCancellationRequested();
        var result = effect();
        Moment();
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(result);
    }

    private void Moment()
    {
        var moment = _calls++;
        if (_meanwhile is { } meanwhile && meanwhile.Moment == moment)
        {
            _meanwhile = null;
            meanwhile.Happens();
        }

        if (moment == KillAt)
        {
            throw new KilledException();
        }
    }
}
