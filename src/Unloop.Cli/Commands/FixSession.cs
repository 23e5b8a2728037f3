using System.CommandLine;
using Unloop.Cli.Rendering;
using Unloop.Core.Facts;
using Unloop.Engine.Diagnosing;
using Unloop.Engine.Fixing;
using Unloop.Engine.Fixing.Journals;
using Unloop.Engine.Fixing.Planning;
using Unloop.Engine.Fixing.Steps;
using Unloop.Engine.Knowing;
using Unloop.Engine.Verifying;
using Unloop.Host.Files;
using Unloop.Host.Journals;
using Unloop.Host.Processes;
using Unloop.Images;
using Unloop.Images.Building;
using Unloop.Kubernetes;

namespace Unloop.Cli.Commands;

/// <summary>Everything that one run of <c>unloop fix</c> works with, put together.</summary>
internal sealed class FixSession : IDisposable
{
    private FixingCluster? _cluster;
    private ImageSource? _images;
    private ImageBuilder? _builder;

    public IReadOnlyList<Problem> Problems { get; private init; } = [];

    public Fix? Fix { get; private init; }

    public Proposer? Proposer { get; private init; }

    public IFixJournals? Journals { get; private init; }

    /// <summary>What the image is built from, where that was said.</summary>
    public BuildSource? Source { get; private init; }

    public string? Server => _cluster?.Workloads.Server;

    public static async Task<FixSession> OpenAsync(FixFlags flags, ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        if (flags.Mistake(parsed) is { } mistake)
        {
            return new FixSession { Problems = [mistake] };
        }

        var knowledge = ShippedKnowledge.LoadInBackground();
        var (time, files, processes) = (TimeProvider.System, new FileEditor(), new ProcessRunner(TimeProvider.System));
        var connection = FixingCluster.Create(flags.Targets.Cluster.Connection(parsed), knowledge, new FileReader(), processes, time);
        if (connection.Cluster is not { } cluster)
        {
            return new FixSession { Problems = connection.Problems };
        }

        var images = flags.Source.Images(parsed);
        var (built, problems) = await flags.Source.ReadBuildAsync(parsed, images, terminal, cancellationToken);
        if (problems.Count > 0)
        {
            images.Dispose();
            cluster.Dispose();
            return new FixSession { Problems = problems };
        }

        var builder = flags.Source.Builder(parsed);
        var cases = new CaseReader(cluster.Source, images, new Diagnose(await knowledge.Index, UnloopCommand.Version), flags.Source.When(parsed), time);
        var proposer = new Proposer(cases, cluster.Workloads, builder, files, time, UnloopCommand.Version);
        var journals = new FixJournals(StateFolder.For(HostEnvironment.Variables(), StateFolder.Fixes), UnloopCommand.Version);
        var tools = new FixTools(cluster.Workloads, builder, files, time);
        return new FixSession
        {
            _cluster = cluster,
            _images = images,
            _builder = builder,
            Proposer = proposer,
            Journals = journals,
            Fix = new Fix(new FixParts(tools, journals, proposer, new Verify(cluster.Source.View, time), cluster.Source.View, flags.Terms(parsed), UnloopCommand.Version)),
            Source = built is null ? null : SourceOf(built, flags, parsed),
        };
    }

    public void Dispose()
    {
        _images?.Dispose();
        _builder?.Dispose();
        _cluster?.Dispose();
    }

    private static BuildSource SourceOf(ReadSource built, FixFlags flags, ParseResult parsed)
    {
        var source = new BuildSource
        {
            Evidence = built.Evidence,
            Context = Path.GetFullPath(built.Folder.Root),
            Dockerfile = Path.GetFullPath(built.Folder.Paths.Dockerfile),
            IgnoreFile = Path.GetFullPath(built.Folder.Paths.Ignore),
        };
        return flags.Build.AddTo(source, parsed);
    }
}
