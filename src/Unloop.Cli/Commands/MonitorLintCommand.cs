using System.CommandLine;
using System.Text;
using Unloop.Alerts.Linting;
using Unloop.Alerts.Sources;
using Unloop.Cli.Rendering;
using Unloop.Core.Facts;
using Unloop.Core.Reports;
using Unloop.Engine.Machine;
using Unloop.Host.Files;

namespace Unloop.Cli.Commands;

/// <summary><c>unloop monitor lint</c>: what a monitor or rule does in practice, and what mends it.</summary>
internal static class MonitorLintCommand
{
    private const string StandardInput = "-";

    public static Command Create(Terminal terminal) => Create(terminal, Console.OpenStandardInput);

    /// <param name="standardInput">Asked for only where <c>-</c> is among the files.</param>
    internal static Command Create(Terminal terminal, Func<Stream> standardInput)
    {
        var files = new Argument<string[]>("FILE") { Description = "Files with monitors or rules; - is standard input", Arity = ArgumentArity.ZeroOrMore };
        var query = new Option<string[]>("--query") { Description = "A query in place of files; may be repeated", HelpName = "TEXT", DefaultValueFactory = _ => [] };
        var provider = new Option<string?>("--provider") { Description = $"{string.Join(" or ", Linter.Providers.Select(p => p.Name))}, where the content does not tell; with its keys or --prometheus-url it is also asked for metrics, monitors and rules", HelpName = "NAME" };
        provider.AcceptOnlyFromAmong([.. Linter.Providers.Select(p => p.Name)]);
        var output = new Option<string>("--output", "-o") { Description = "text, json or sarif", HelpName = "FORMAT", DefaultValueFactory = _ => "text" };
        output.AcceptOnlyFromAmong(FindingsFormat.Names);
        var exitCode = new Option<bool>("--exit-code") { Description = "Exit with 10 when something was found" };
        var withCluster = new Option<bool>("--with-cluster") { Description = "Also look what watches the cluster: the labels that its Prometheus selects rules by, Agents, kube-state-metrics" };
        var (cluster, service) = (new ClusterFlags(), new LintSight());
        var command = new Command("lint", "Says what a monitor or rule does when a container crash-loops: when it fires, when it goes silent, whom it reaches.") { files, query, provider, output, exitCode, withCluster };
        cluster.AddTo(command);
        service.AddTo(command, provider);
        command.Validators.Add(result =>
        {
            if ((result.GetValue(files) ?? []).Length == 0 == ((result.GetValue(query) ?? []).Length == 0))
            {
                result.AddError("give files, or queries with --query");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var problems = new List<Problem>();
            var inputs = new List<LintFile>((parsed.GetValue(query) ?? []).Select(LintFile.Query));
            foreach (var name in (parsed.GetValue(files) ?? []).Distinct())
            {
                if (await ReadAsync(name, standardInput, problems, cancellationToken) is { } file)
                {
                    inputs.Add(file);
                }
            }

            var sight = parsed.GetValue(withCluster) ? await cluster.LookAroundAsync(parsed, terminal, cancellationToken) : null;
            problems.AddRange(new[] { sight?.Problem }.OfType<Problem>());
            var surroundings = await service.LookAsync(parsed.GetValue(provider), sight?.Setup, parsed, problems, terminal, cancellationToken);
            var result = Linter.Lint(inputs, parsed.GetValue(provider), surroundings);
            problems.AddRange(result.Problems);
            terminal.Complain(problems);
            Write(result, problems, parsed.GetRequiredValue(output), terminal);
            return problems.Count > 0 ? ExitCode.Of(problems) : parsed.GetValue(exitCode) && result.Items.Count > 0 ? ExitCode.Diagnosed : ExitCode.Done;
        });
        HelpWithExamples.Add(command,
            "unloop monitor lint --query 'sum:kubernetes.containers.restarts{*} by {pod_name} > 5'",
            "unloop monitor lint alerts/*.tf rules/*.yaml     Datadog and Prometheus, told apart by their content",
            "unloop monitor lint rules.yaml alertmanager.yml     and whether Alertmanager has a route for their severity",
            "unloop monitor lint rules.yaml --provider prometheus --prometheus-url http://127.0.0.1:9090     and whether the metrics are there",
            "unloop monitor lint rules.yaml --with-cluster     and whether this cluster's Prometheus would load them",
            "unloop monitor lint monitor.json -o sarif > monitors.sarif    for code scanning",
            "unloop monitor lint monitor.json --exit-code     for a pipeline: 10 when something was found");
        return command;
    }

    private static void Write(LintResult result, List<Problem> problems, string format, Terminal terminal)
    {
        var report = new FindingsReport { Version = UnloopCommand.Version, Errors = [.. problems.Select(p => p.Message)], Items = result.Items };
        if (format != "text")
        {
            FindingsFormat.Write(report, () => Linter.Rules, format, terminal);
            return;
        }

        FindingsFormat.Write(report with { Items = OnceEach(result.Items) }, () => [], format, terminal);
        if (result.Checked > 0)
        {
            var looked = $"{result.Checked} {(result.Checked == 1 ? "monitor or rule" : "monitors and rules")}";
            terminal.WriteLine(result.Items.Count == 0 ? $"{looked}: nothing found." : $"{FindingsText.Count(result.Items)} in {looked}.");
        }
    }

    /// <summary>Findings of one query share its repaired text; for a reader it stands once, with the last of them.</summary>
    private static List<CheckFinding> OnceEach(IReadOnlyList<CheckFinding> items)
    {
        var seen = new HashSet<(string?, string?, string)>();
        return [.. items.Reverse().Select(i => i.Replacement is null || seen.Add((i.At.File, i.At.Object, i.Replacement)) ? i : i with { Replacement = null }).Reverse()];
    }

    private static async Task<LintFile?> ReadAsync(string name, Func<Stream> standardInput, List<Problem> problems, CancellationToken cancellationToken)
    {
        const int limit = SourceReader.MaximumLength;
        var opening = name == StandardInput ? null : new FileStore().Open(name);
        if (opening is { Failure: { } failure })
        {
            problems.Add(new Problem(ProblemKind.BadInput, $"{name} {failure}{(opening.Why == FileOpeningFailure.Folder ? $"; give the files in it, such as {name.TrimEnd('/')}/*.tf" : "")}"));
            return null;
        }

        await using var stream = opening?.Content ?? standardInput();
        var content = new MemoryStream();
        var buffer = new byte[64 * 1024];
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            await content.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            if (content.Length > limit)
            {
                problems.Add(new Problem(ProblemKind.BadInput, $"{name} is longer than {limit} bytes; no file of monitors is"));
                return null;
            }
        }

        return new LintFile(name == StandardInput ? "standard input" : name.Replace('\\', '/'), Encoding.UTF8.GetString(content.GetBuffer(), 0, (int)content.Length).TrimStart('\uFEFF'));
    }
}
