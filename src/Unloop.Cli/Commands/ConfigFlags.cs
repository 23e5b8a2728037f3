using System.CommandLine;
using Unloop.Cli.Rendering;
using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Core.Signatures;
using Unloop.Engine.Configuring;
using Unloop.Engine.Imaging;
using Unloop.Images;
using Unloop.Kubernetes;
using Unloop.Kubernetes.Targets;

namespace Unloop.Cli.Commands;

/// <summary>The flags by which <c>config</c> and <c>config diff</c> name a workload, and the way to look at it.</summary>
internal sealed class ConfigFlags
{
    private static readonly TimeSpan ShortConnect = TimeSpan.FromSeconds(2);
    private readonly RegistryFlags _registries = new();

    private readonly Option<string> _checks = new("--image-checks")
    {
        Description = "Look into the images for their ENV and for what mounts hide: auto or never",
        HelpName = "WHEN",
        DefaultValueFactory = _ => "auto",
    };

    public TargetOptions Targets { get; } = new("One workload: deploy/web, sts/db, ds/agent, job/x, …, or a pod");

    public Option<string> Output { get; } = new("--output", "-o") { Description = "text, json or markdown", HelpName = "FORMAT", DefaultValueFactory = _ => "text" };

    public void AddTo(Command command)
    {
        Targets.AddTo(command);
        _checks.AcceptOnlyFromAmong("auto", "never");
        _ = Output.AcceptOnlyFromAmong(ReportFormat.Names);
        command.Options.Add(_checks);
        _registries.AddTo(command);
        command.Options.Add(Output);
    }

    public ImageChecks Checks(ParseResult parsed) => parsed.GetRequiredValue(_checks) == "never" ? ImageChecks.Never : ImageChecks.Auto;

    public ImageSource Images(ParseResult parsed) => _registries.Source(parsed, ShortConnect);

    public ConfigureTerms Terms(ParseResult parsed)
    {
        var query = Targets.Query(parsed);
        return new()
        {
            Query = new() { CheckSecretKeys = query.CheckSecretKeys },
            Pods = query,
            ImageChecks = Checks(parsed),
            Container = query.Container,
        };
    }

    /// <summary>The one workload that is named, or what is wrong with the naming.</summary>
    public (WorkloadRef? Workload, IReadOnlyList<Problem> Problems) Named(ParseResult parsed, ClusterSource source)
    {
        var named = NamedWorkload.Of(Targets.Query(parsed), source.DefaultNamespace);
        return (named.Workload, named.Problems);
    }

    public static Configure Use(ClusterSource source, ImageSource images, SignatureIndex signatures) =>
        new(source.Configuration, source, images, signatures, UnloopCommand.Version, TimeProvider.System);
}
