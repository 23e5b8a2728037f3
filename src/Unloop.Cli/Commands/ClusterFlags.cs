using System.CommandLine;
using System.CommandLine.Parsing;
using Unloop.Cli.Rendering;
using Unloop.Core.Facts;
using Unloop.Engine.Knowing;
using Unloop.Engine.Monitoring;
using Unloop.Host.Files;
using Unloop.Host.Processes;
using Unloop.Host.Trust;
using Unloop.Kubernetes;

namespace Unloop.Cli.Commands;

/// <summary>The flags that say which cluster is meant.</summary>
internal sealed class ClusterFlags
{
    private readonly Option<string?> _context = new("--context") { Description = "Context of the kubeconfig", HelpName = "NAME" };
    private readonly Option<string?> _kubeconfig = new("--kubeconfig") { Description = "Kubeconfig file", HelpName = "FILE" };

    public IReadOnlyList<Option> Options => [_context, _kubeconfig];

    public void AddTo(Command command)
    {
        foreach (var option in Options)
        {
            command.Options.Add(option);
        }
    }

    public bool NamesAContext(CommandResult parsed) => parsed.GetValue(_context) is not null;

    /// <summary>Finds out which cluster is meant; asks nothing of it yet.</summary>
    public ClusterConnection Connect(ParseResult parsed, ILineScanner scanner) =>
        ClusterSource.Create(Connection(parsed), scanner, new FileReader(), new ProcessRunner(TimeProvider.System), TimeProvider.System);

    public ConnectOptions Connection(ParseResult parsed)
    {
        var environment = HostEnvironment.Variables();
        return new ConnectOptions
        {
            KubeconfigPath = parsed.GetValue(_kubeconfig),
            Context = parsed.GetValue(_context),
            Environment = environment,
            Roots = new MachineRoots(environment),
            Version = UnloopCommand.Version,
        };
    }

    /// <summary>Looks what watches the cluster.</summary>
    public async Task<MonitoringSight> LookAroundAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var connection = Connect(parsed, ShippedKnowledge.LoadInBackground());
        if (connection.Source is not { } source)
        {
            return new(null, connection.Problems[0]);
        }

        using (source)
        {
            return await Waiting.WithProgress(source.Monitoring.LookAsync(cancellationToken), "looking what watches the cluster", terminal, cancellationToken);
        }
    }
}
