using System.CommandLine;
using Unloop.Alerts.Generation;
using Unloop.Cli.Rendering;
using Unloop.Core.Facts;
using Unloop.Core.Reports;
using Unloop.Engine;
using Unloop.Engine.Diagnosing;
using Unloop.Engine.Imaging;
using Unloop.Engine.Knowing;
using Unloop.Kubernetes.Targets;

namespace Unloop.Cli.Commands;

/// <summary>What shall be watched, and the causes that are known of it.</summary>
/// <param name="Scope">Null: the problems say why.</param>
/// <param name="Notes">What one should know of the scope, one sentence each.</param>
/// <param name="Setup">What watches the cluster; null where it was not looked at.</param>
internal sealed record MonitorScope(
    AlertScope? Scope, IReadOnlyList<KnownCause> Causes, IReadOnlyList<string> Notes, IReadOnlyList<Problem> Problems, MonitoringSetup? Setup = null)
{
    public MonitorScope With(IEnumerable<string> notes) => this with { Notes = [.. Notes, .. notes] };
}

/// <summary>What a scope is read for: whatever shall be taken away, or only looked at, may be of a workload that is gone or has no pods.</summary>
internal enum ScopeUse
{
    Alerts,
    Status,
    Deletion,
}

/// <summary>The flags that say what is watched: a workload, which is diagnosed first; what files tell of one; a namespace; or all.</summary>
internal sealed class MonitorScopeFlags(AlertFlags alerts)
{
    /// <summary>What others may own, and is watched as theirs then: without a look at the cluster nobody knows. What is of another kind goes by its own name.</summary>
    private static readonly string[] OwnedKinds = ["Pod", "ReplicaSet", "Job"];

    private readonly Option<string?> _from = new("--from") { Description = "Diagnose files in place of a cluster: a folder, a .tgz, a file, or - for standard input", HelpName = "PATH" };

    public TargetOptions Targets { get; } = new("pod-name, deploy/web, sts/db, ds/agent, job/x, …; none: all of --namespace, or of --all-namespaces, without a diagnosis");

    public void AddTo(Command command)
    {
        Targets.AddTo(command);
        command.Options.Add(_from);
        command.Validators.Add(result =>
        {
            var (named, files) = (Targets.NamesPods(result), result.GetValue(_from) is not null);
            if (named && files)
            {
                result.AddError("--from looks at files: leave out the target");
            }

            if (!named && !files && result.GetValue(Targets.Namespace) is null && !result.GetValue(Targets.AllNamespaces))
            {
                result.AddError("say what shall be watched: a workload as in deploy/web, --from PATH, --namespace NAME or --all-namespaces");
            }
        });
    }

    /// <summary>What files tell is of whatever cluster they are from, and not of the one that the kubeconfig names.</summary>
    public bool IsOfFiles(ParseResult parsed) => parsed.GetValue(_from) is not null;

    /// <summary>Without target and files nothing is asked of any cluster.</summary>
    /// <param name="looksAround">Whether to look what watches the cluster, where one is asked anyway.</param>
    public async Task<MonitorScope> ReadAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken, ScopeUse use = ScopeUse.Alerts, bool looksAround = false)
    {
        var (cluster, space) = (alerts.Cluster(parsed), parsed.GetValue(Targets.Namespace));
        if (parsed.GetValue(_from) is { } path)
        {
            var knowledge = ShippedKnowledge.LoadInBackground();
            var (batch, _) = OfflineInput.Read(path, parsed.GetValue(Targets.Container), knowledge);
            var report = new Diagnose(await knowledge.Index, UnloopCommand.Version).Report(batch, parsed.GetValue(Targets.Container));
            return Of(report, batch.Problems, cluster, space);
        }

        return Targets.NamesPods(parsed.CommandResult)
            ? await OfClusterAsync(parsed, cluster, use, looksAround, terminal, cancellationToken)
            : new(new AlertScope(cluster, parsed.GetValue(Targets.AllNamespaces) ? null : space), [], [], []);
    }

    private async Task<MonitorScope> OfClusterAsync(ParseResult parsed, string? cluster, ScopeUse use, bool looksAround, Terminal terminal, CancellationToken cancellationToken)
    {
        var query = Targets.Query(parsed);
        if (use is ScopeUse.Deletion && query.Namespace is { } space && GoesByItsName(query, space))
        {
            return OfName(query, space, cluster, []);
        }

        var knowledge = ShippedKnowledge.LoadInBackground();
        var connection = Targets.Connect(parsed, knowledge);
        if (connection.Source is not { } source)
        {
            return new(null, [], [], connection.Problems);
        }

        using (source)
        {
            if (use is ScopeUse.Deletion && GoesByItsName(query, source.DefaultNamespace))
            {
                return OfName(query, source.DefaultNamespace, cluster, []);
            }

            // No image changes what is watched, and registries are slow to answer.
            var diagnose = new Diagnose(await knowledge.Index, UnloopCommand.Version);
            var reading = new CaseReader(source, NoImages.Instance, diagnose, ImageChecks.Never, TimeProvider.System).ReadAsync(query, null, cancellationToken);
            var (batch, report) = await Waiting.WithProgress(reading, "reading pods, events and logs", terminal, cancellationToken);
            var scope = report.Items.Count > 0 ? Of(report, batch.Problems, cluster, query.Namespace ?? source.DefaultNamespace)
                : use is ScopeUse.Alerts || batch.Problems.Any(p => p.Kind is not ProblemKind.NoMatch) ? OfName(query, source.DefaultNamespace, cluster, batch.Problems)
                : OfName(query, source.DefaultNamespace, cluster, []).With(batch.Problems.Select(p => p.Message));
            return looksAround ? scope with { Setup = (await source.Monitoring.LookAsync(cancellationToken)).Setup } : scope;
        }
    }

    private static MonitorScope Of(Report report, IReadOnlyList<Problem> problems, string? cluster, string? space)
    {
        var alerts = DiagnosedAlerts.Of(report, cluster, space);
        return alerts.Scope is null && problems.Count == 0
            ? new(null, [], [], [new(ProblemKind.BadInput, report.Items.Count == 0 ? "no container was found to watch" : "nothing says in which namespace this is: give it with --namespace")])
            : new(alerts.Scope, alerts.Causes, alerts.Notes, problems);
    }

    private static bool GoesByItsName(TargetQuery query, string space) => NamedWorkload.Of(query, space).Workload is { } workload && !OwnedKinds.Contains(workload.Kind);

    /// <summary>A workload without unwell pods, which has no diagnosis and shall be watched all the same.</summary>
    private static MonitorScope OfName(TargetQuery query, string defaultNamespace, string? cluster, IReadOnlyList<Problem> problems)
    {
        var named = NamedWorkload.Of(query, defaultNamespace);
        if (problems.Count > 0 || named.Workload is not { } workload)
        {
            return new(null, [], [], problems.Count > 0 ? problems : named.Problems);
        }

        var (scope, note) = AlertScope.Around(cluster, workload.Namespace, workload.Kind, workload.Name);
        return new(scope, [], note is null ? [] : [note], []);
    }
}
