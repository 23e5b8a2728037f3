using Unloop.Core.Planning;

namespace Unloop.Images.Building.Tools;

/// <summary>What podman and buildah share: the same code reads the Dockerfile and runs its steps, and the same code pushes.</summary>
internal abstract class ContainersTool(ToolRunner runner) : IBuildTool
{
    public abstract string Name { get; }
    public string Runtime => Name;
    public bool IsSeenByLoaders => false;
    public string LogIn => $"{Name} login";
    public abstract string MakeRoom { get; }

    /// <summary>The subcommand that builds.</summary>
    protected abstract string Verb { get; }

    protected ToolRunner Runner => runner;

    public abstract Task<ToolState> ProbeAsync(CancellationToken cancellationToken);

    public abstract Task<ToolRun> SaveAsync(string image, string archive, IProgress<string> listener, CancellationToken cancellationToken);

    public async Task<ToolBuild> BuildAsync(BuildOrder order, BuildSite site, IProgress<string> listener, CancellationToken cancellationToken)
    {
        var id = site.File("image-id");
        IReadOnlyList<string> Arguments(IEnumerable<string> isolation) =>
            [Verb, "--layers", "--force-rm", "--iidfile", id, .. isolation, .. Registry(site), .. BuildArguments.Of(order), order.Context];

        var run = await Isolation.WithAsync(
            runner.Options, listener, (isolation, token) => runner.WorkAsync(Name, Arguments(isolation), listener, token), cancellationToken);
        return new(run, run.Succeeded ? runner.Written(id) : null);
    }

    public async Task<ToolPush> PushAsync(string image, BuildSite site, IProgress<string> listener, CancellationToken cancellationToken)
    {
        var digest = site.File("digest");
        var run = await runner.WorkAsync(Name, ["push", "--digestfile", digest, .. Registry(site), image], listener, cancellationToken);
        return new(run, run.Succeeded ? runner.Written(digest) : null);
    }

    private static IEnumerable<string> Registry(BuildSite site) =>
        site.Plain ? ["--tls-verify=false"] : site.Certificates is { } folder ? ["--cert-dir", folder] : [];
}
