using System.CommandLine;
using System.Text.Json;
using Unloop.Cli.Rendering;
using Unloop.Core.Facts;
using Unloop.Core.Injection;
using Unloop.Core.Planning;
using Unloop.Core.Reports;
using Unloop.Engine.Configuring;
using Unloop.Engine.Knowing;
using Unloop.Host.Files;
using Unloop.Host.Processes;
using Unloop.Kubernetes;
using Unloop.Kubernetes.Targets;

namespace Unloop.Cli.Commands;

/// <summary><c>unloop config diff</c>: works there, not here; what differs in what goes in?</summary>
internal static class ConfigDiffCommand
{
    private const string Today = "A past revision's references are looked up in the ConfigMaps of today: Kubernetes keeps no history of those.";

    public static Command Create(Terminal terminal)
    {
        var flags = new ConfigFlags();
        var revision = new Option<string?>("--revision") { Description = "Compare with this revision of the same workload, as kubectl rollout history numbers them", HelpName = "N" };
        var against = new Option<string?>("--against") { Description = "Compare with a workload of another context, as staging/deploy/web or staging/deploy/web.NAMESPACE", HelpName = "CONTEXT/TARGET" };
        var command = new Command("diff", "What differs in what goes into a workload's containers: from a past revision of it, or from another cluster or namespace.");
        flags.AddTo(command);
        command.Options.Add(revision);
        command.Options.Add(against);
        command.Validators.Add(result =>
        {
            if (result.GetValue(revision) is null == result.GetValue(against) is null)
            {
                result.AddError("say what to compare with: --revision N or --against CONTEXT/TARGET");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var comparing = CompareAsync(flags, parsed, parsed.GetValue(revision), parsed.GetValue(against), cancellationToken);
            var (report, problems) = await Waiting.WithProgress(comparing, "reading what goes into both", terminal, cancellationToken);
            terminal.Complain(problems);
            if (report is not null)
            {
                Write(report, parsed.GetRequiredValue(flags.Output), terminal);
            }

            return ExitCode.Of(problems);
        });
        HelpWithExamples.Add(command,
            "unloop config diff deploy/web --revision 4                     it worked before the last rollout",
            "unloop config diff deploy/web --against staging/deploy/web     it works there");
        return command;
    }

    private static void Write(ConfigDiffReport report, string format, Terminal terminal)
    {
        switch (format)
        {
            case "json":
                terminal.WriteLine(JsonSerializer.Serialize(report, CoreJson.Default.ConfigDiffReport));
                break;
            case "markdown":
                terminal.Write(ConfigDiffMarkdown.Write(report));
                break;
            default:
                terminal.Write(ConfigDiffText.Write(report, terminal.Width));
                break;
        }
    }

    private static async Task<(ConfigDiffReport? Report, IReadOnlyList<Problem> Problems)> CompareAsync(
        ConfigFlags flags, ParseResult parsed, string? revision, string? against, CancellationToken cancellationToken)
    {
        var knowledge = ShippedKnowledge.LoadInBackground();
        var connection = flags.Targets.Connect(parsed, knowledge);
        if (connection.Source is not { } source)
        {
            return (null, connection.Problems);
        }

        using (source)
        using (var images = flags.Images(parsed))
        {
            var (workload, problems) = flags.Named(parsed, source);
            if (workload is null)
            {
                return (null, problems);
            }

            var (here, terms) = (ConfigFlags.Use(source, images, await knowledge.Index), flags.Terms(parsed));
            if (revision is not null)
            {
                // The images of a past revision need not be there any more, and one without ENV would differ in all of it.
                terms = terms with { Query = terms.Query with { Template = true }, ImageChecks = Engine.Imaging.ImageChecks.Never };
                var now = await here.TableAsync(workload, terms, cancellationToken);
                var past = await here.TableAsync(workload, terms with { Query = terms.Query with { Revision = revision } }, cancellationToken);
                return Report((past.Table, past.Sight, $"{workload} in {workload.Namespace}, revision {revision}"), (now.Table, now.Sight, $"{workload} in {workload.Namespace}, now"), [Today]);
            }

            var other = Other(flags, parsed, against!, knowledge);
            if (other.Source is not { } there)
            {
                return (null, other.Problems);
            }

            using (there)
            {
                var after = await here.TableAsync(workload, terms, cancellationToken);
                var before = await ConfigFlags.Use(there, images, await knowledge.Index).TableAsync(other.Workload!, terms, cancellationToken);
                return Report((before.Table, before.Sight, $"{other.Workload} in {other.Workload!.Namespace}, context {other.Context}"), (after.Table, after.Sight, $"{workload} in {workload.Namespace}"), []);
            }
        }
    }

    private static (ConfigDiffReport? Report, IReadOnlyList<Problem> Problems) Report(
        (IReadOnlyList<ContainerInjection>? Table, ConfigurationSight Sight, string Name) before, (IReadOnlyList<ContainerInjection>? Table, ConfigurationSight Sight, string Name) after, IReadOnlyList<string> notes)
    {
        var problems = new[] { before.Sight.Problem, after.Sight.Problem }.OfType<Problem>().ToList();
        return problems.Count > 0 ? (null, problems) : (new ConfigDiffReport
        {
            Version = UnloopCommand.Version,
            Before = before.Name,
            After = after.Name,
            Changes = InjectionDiff.Of(before.Table!, after.Table!),
            Notes = notes,
            Gaps = [.. before.Sight.Gaps.Concat(after.Sight.Gaps).DistinctBy(g => (g.What, g.Detail))],
        }, []);
    }

    /// <summary><c>CONTEXT/KIND/NAME</c>, in the same namespace unless the name is followed by a dot and another.</summary>
    private static (ClusterSource? Source, WorkloadRef? Workload, string Context, IReadOnlyList<Problem> Problems) Other(ConfigFlags flags, ParseResult parsed, string against, Core.Facts.ILineScanner scanner)
    {
        var parts = against.Split('/');
        if (parts.Length < 2 || parts.Any(p => p.Length == 0))
        {
            return (null, null, "", [new(ProblemKind.BadInput, $"--against {against}: name a context and a target, as in staging/deploy/web.")]);
        }

        // Contexts may have slashes (arn:…/cluster); kinds and names have none.
        var words = parts.Length > 2 ? 2 : 1;
        var context = string.Join('/', parts[..^words]);
        var dot = parts[^1].IndexOf('.', StringComparison.Ordinal);
        var (name, space) = dot > 0 ? (parts[^1][..dot], parts[^1][(dot + 1)..]) : (parts[^1], parsed.GetValue(flags.Targets.Namespace));
        var connection = ClusterSource.Create(flags.Targets.Cluster.Connection(parsed) with { Context = context }, scanner, new FileReader(), new ProcessRunner(TimeProvider.System), TimeProvider.System);
        if (connection.Source is not { } source)
        {
            return (null, null, context, connection.Problems);
        }

        var target = words == 2 ? $"{parts[^2]}/{name}" : name;
        var named = NamedWorkload.Of(new() { Targets = [target], Namespace = space }, source.DefaultNamespace);
        if (named.Workload is null)
        {
            source.Dispose();
            return (null, null, context, named.Problems);
        }

        return (source, named.Workload, context, []);
    }
}
