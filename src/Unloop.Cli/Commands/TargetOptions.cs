using System.CommandLine;
using System.CommandLine.Parsing;
using Unloop.Cli.Rendering;
using Unloop.Core.Facts;
using Unloop.Core.Text;
using Unloop.Engine;
using Unloop.Kubernetes;

namespace Unloop.Cli.Commands;

/// <summary>The flags by which kubectl users name pods and clusters, shared by the commands that look at a live one.</summary>
/// <param name="whatIsNamed">Of the argument, for the help.</param>
/// <param name="readsLogs">False where neither containers, logs nor Secrets are looked at: there are no flags for them then.</param>
internal sealed class TargetOptions(string whatIsNamed = "pod-name, deploy/web, sts/db, ds/agent, job/x, …; none: all that is unwell in the namespace", bool readsLogs = true)
{
    private const int Mebi = 1 << 20;

    private readonly Argument<string[]> _targets = new("TARGET")
    {
        Description = whatIsNamed,
        Arity = ArgumentArity.ZeroOrMore,
        HelpName = "TARGET",
    };

    private readonly Option<string?> _namespace = new("--namespace", "-n") { Description = "Namespace; the context's own by default", HelpName = "NAME" };
    private readonly Option<bool> _allNamespaces = new("--all-namespaces", "-A") { Description = "All namespaces" };
    private readonly Option<string?> _selector = new("--selector", "-l") { Description = "Label selector, as in app=web", HelpName = "SELECTOR" };
    private readonly Option<string?> _container = new("--container", "-c") { Description = "Only this container; offline: the container that an unnamed log belongs to", HelpName = "NAME" };

    private readonly Option<int> _logLimit = new("--log-limit")
    {
        Description = "How many MiB of each log are read and matched",
        HelpName = "MIB",
        DefaultValueFactory = _ => 64,
    };

    private readonly Option<bool> _checkSecretKeys = new("--check-secret-keys") { Description = "Read Secrets for the names of their keys; values are dropped where they arrive" };

    public Option<string?> Container => _container;

    public Option<string?> Namespace => _namespace;

    public Option<bool> AllNamespaces => _allNamespaces;

    public ClusterFlags Cluster { get; } = new();

    public void AddTo(Command command)
    {
        _logLimit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 4096)
            {
                result.AddError("--log-limit must be between 1 and 4096 MiB");
            }
        });
        // No target begins with a dash: what does is a flag that does not exist, and is not to be looked for in the cluster.
        _targets.Validators.Add(result =>
        {
            foreach (var flag in result.Tokens.Select(t => t.Value).Where(v => v.StartsWith('-')))
            {
                var flags = command.Options.SelectMany(o => o.Aliases.Append(o.Name));
                result.AddError($"there is no flag '{flag}'{NearestNames.Suggest(flag, flags)}");
            }
        });
        command.Arguments.Add(_targets);
        foreach (var option in (Option[])[_namespace, _allNamespaces, _selector])
        {
            command.Options.Add(option);
        }

        if (!readsLogs)
        {
            Cluster.AddTo(command);
            return;
        }

        command.Options.Add(_container);
        Cluster.AddTo(command);
        command.Options.Add(_logLimit);
        command.Options.Add(_checkSecretKeys);
    }

    /// <summary>True when something was said that only a live cluster can answer.</summary>
    public bool NamesACluster(CommandResult parsed) =>
        parsed.GetValue(_targets) is { Length: > 0 } || parsed.GetValue(_selector) is not null || parsed.GetValue(_allNamespaces) || parsed.GetValue(_namespace) is not null
        || Cluster.NamesAContext(parsed);

    /// <summary>True when pods or a workload were named; the namespace and the cluster only say where.</summary>
    public bool NamesPods(CommandResult parsed) => parsed.GetValue(_targets) is { Length: > 0 } || parsed.GetValue(_selector) is not null;

    /// <summary>Asks the cluster, with progress for a person who waits; what keeps it from answering is a problem of the batch.</summary>
    public Task<EvidenceBatch> CollectAsync(ParseResult parsed, ILineScanner scanner, Terminal terminal, CancellationToken cancellationToken, bool usePullSecrets = false) =>
        Waiting.WithProgress(AskAsync(parsed, scanner, usePullSecrets, cancellationToken), "reading pods, events and logs", terminal, cancellationToken);

    private async Task<EvidenceBatch> AskAsync(ParseResult parsed, ILineScanner scanner, bool usePullSecrets, CancellationToken cancellationToken)
    {
        var connection = Connect(parsed, scanner);
        if (connection.Source is not { } source)
        {
            return new EvidenceBatch { Problems = connection.Problems };
        }

        using (source)
        {
            return await source.CollectAsync(Query(parsed) with { UsePullSecrets = usePullSecrets }, cancellationToken);
        }
    }

    /// <inheritdoc cref="ClusterFlags.Connect"/>
    public ClusterConnection Connect(ParseResult parsed, ILineScanner scanner) => Cluster.Connect(parsed, scanner);

    public TargetQuery Query(ParseResult parsed) => new()
    {
        Targets = parsed.GetValue(_targets) ?? [],
        Namespace = parsed.GetValue(_namespace),
        AllNamespaces = parsed.GetValue(_allNamespaces),
        Selector = parsed.GetValue(_selector),
        Container = parsed.GetValue(_container),
        LogLimit = (long)parsed.GetValue(_logLimit) * Mebi,
        CheckSecretKeys = parsed.GetValue(_checkSecretKeys),
    };
}
