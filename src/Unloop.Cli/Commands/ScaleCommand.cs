using System.CommandLine;
using System.Text;
using Unloop.Cli.Rendering;
using Unloop.Core.Charts;
using Unloop.Core.Facts;
using Unloop.Core.Reports;
using Unloop.Engine.Knowing;
using Unloop.Engine.Scaling;
using Unloop.Host.Files;
using Unloop.Host.Processes;
using Unloop.Kubernetes;
using Unloop.Kubernetes.Targets;

namespace Unloop.Cli.Commands;

/// <summary><c>unloop scale</c>: whether a workload can be scaled out, what is mended first, and the numbers and manifests for it.</summary>
internal sealed class ScaleCommand
{
    private readonly TargetOptions _targets = new("One workload: deploy/web, sts/db, …", readsLogs: false);
    private readonly ScaleFlags _flags = new();
    private readonly Option<string> _output = new("--output", "-o") { Description = "text, json or markdown", HelpName = "FORMAT", DefaultValueFactory = _ => "text" };
    private readonly Option<string?> _svg = new("--svg") { Description = "Write the drawing of the load to a file", HelpName = "FILE" };
    private readonly Option<string?> _out = new("--out") { Description = "Write the manifests to a folder, one file each", HelpName = "DIR" };
    private readonly Option<bool> _force = new("--force") { Description = "With --out: write over files that unloop has not written" };
    private readonly Option<bool> _apply = new("--apply") { Description = "Apply the manifests, after they were shown and you said yes" };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Let the API server go through the manifests, admission included, and keep nothing" };
    private readonly Option<bool> _yes = new("--yes") { Description = "With --apply: do not ask" };

    public static Command Create(Terminal terminal)
    {
        var scale = new ScaleCommand();
        var command = new Command(
            "scale",
            "Says whether a workload can be scaled out, and what is to be mended first; then replicas, autoscaler, disruption budget, spreading and requests, each with its arithmetic, "
            + "and plays a load against them by the autoscaler's own algorithm. Reads only, but with --apply.");
        scale.AddTo(command);
        command.SetAction((parsed, cancellationToken) => scale.RunAsync(parsed, terminal, cancellationToken));
        HelpWithExamples.Add(command,
            "unloop scale deploy/web -n shop                         can it take more traffic, and what does it need?",
            "unloop scale deploy/web --watch 5m --peak 6             measured for five minutes; six times the load of now",
            "unloop scale deploy/web --load monday.csv --svg load.svg",
            "unloop scale deploy/web --out k8s/                      the manifests as files, for Git",
            "unloop scale deploy/web --apply                         shows them and asks");
        return command;
    }

    private void AddTo(Command command)
    {
        _output.AcceptOnlyFromAmong(ReportFormat.Names);
        _targets.AddTo(command);
        _flags.AddTo(command);
        foreach (var option in (Option[])[_output, _svg, _out, _force, _apply, _dryRun, _yes])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetValue(_yes) && !result.GetValue(_apply))
            {
                result.AddError("--yes answers a question that only --apply asks");
            }

            if (result.GetValue(_apply) && result.GetValue(_dryRun))
            {
                result.AddError("--apply and --dry-run exclude each other: --apply makes the dry run first, by itself");
            }
        });
    }

    private async Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var (load, terms, mistakes) = _flags.Read(parsed);
        if (mistakes.Count > 0)
        {
            return Complain(mistakes, terminal);
        }

        var connection = FixingCluster.Create(_targets.Cluster.Connection(parsed), ShippedKnowledge.LoadInBackground(), new FileReader(), new ProcessRunner(TimeProvider.System), TimeProvider.System);
        if (connection.Cluster is not { } cluster)
        {
            return Complain(connection.Problems, terminal);
        }

        using (cluster)
        {
            var named = NamedWorkload.Of(_targets.Query(parsed), cluster.Source.DefaultNamespace);
            if (named.Workload is not { } workload)
            {
                return Complain(named.Problems, terminal);
            }

            var request = new ScaleRequest { Workload = workload, Terms = terms, Load = load, Watch = _flags.Watch(parsed) };
            var outcome = await LookAsync(new(cluster.Source.Scaling, TimeProvider.System), request, terminal, cancellationToken);
            return outcome.Problem is { } problem ? Complain([problem], terminal) : await AnswerAsync(outcome, cluster, parsed, terminal, cancellationToken);
        }
    }

    /// <summary>A watch tells of each look; between two of them there is nothing to say.</summary>
    private static Task<ScaleOutcome> LookAsync(Scale scale, ScaleRequest request, Terminal terminal, CancellationToken cancellationToken)
    {
        const string what = "reading the workload, its pods and the room for more";
        if (Scale.MoreLooks(request.Watch) is > 0 and var more)
        {
            terminal.Progress(what);
            return scale.LookAsync(request, new Looks(terminal, more), cancellationToken);
        }

        return Waiting.WithProgress(scale.LookAsync(request, null, cancellationToken), what, terminal, cancellationToken);
    }

    private async Task<int> AnswerAsync(ScaleOutcome outcome, FixingCluster cluster, ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var report = ScaleReport.Of(UnloopCommand.Version, outcome.Facts!, outcome.Advice!);
        var problems = new List<Problem>(Files(report, parsed));
        if (problems.Count == 0 && (parsed.GetValue(_apply) || parsed.GetValue(_dryRun)))
        {
            var (applied, refused) = await Scale.ApplyAsync(outcome, cluster.Scaling, new ScaleApproval(terminal, report, parsed.GetValue(_yes)), parsed.GetValue(_dryRun), cancellationToken);
            report = report with { Applied = applied };
            problems.AddRange(refused);
        }

        report = report with { Errors = [.. problems.Select(p => p.Message)] };
        ScaleFormat.Write(report, parsed.GetRequiredValue(_output), terminal);
        terminal.Complain(problems);
        return ExitCode.Of(problems);
    }

    private IEnumerable<Problem> Files(ScaleReport report, ParseResult parsed)
    {
        if (parsed.GetValue(_svg) is { } svg)
        {
            if (report.Chart is not { } chart)
            {
                yield return new(ProblemKind.Refused, $"{svg} was not written: there is no autoscaler that a load could be played against.");
            }
            else if (new FileEditor().Replace(svg, Encoding.UTF8.GetBytes(ChartSvg.Write(chart))) is { } problem)
            {
                yield return problem;
            }
        }

        if (parsed.GetValue(_out) is { } folder)
        {
            var files = report.Manifests.Select(m => ($"{m.Name}-{m.Kind.ToLowerInvariant()}.yaml", Head + m.ToYaml())).ToList();
            foreach (var problem in OutputFolder.Write(folder, files, text => parsed.GetValue(_force) || text.StartsWith(Head, StringComparison.Ordinal)).Problems)
            {
                yield return problem;
            }
        }
    }

    private sealed class Looks(Terminal terminal, int more) : IProgress<int>
    {
        public void Report(int value) => terminal.Progress($"measured {value + 1} of {more + 1} times");
    }

    /// <summary>By which its own files are known again.</summary>
    private const string Head = "# Written by unloop scale. Fields that are not here stay as they are: kubectl apply --server-side --field-manager unloop -f\n";

    private static int Complain(IReadOnlyList<Problem> problems, Terminal terminal)
    {
        terminal.Complain(problems);
        return ExitCode.Of(problems);
    }
}
