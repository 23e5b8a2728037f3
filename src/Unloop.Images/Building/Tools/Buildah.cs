using Unloop.Images.Building.Gating;

namespace Unloop.Images.Building.Tools;

/// <summary>Buildah, with or without root; it needs no service.</summary>
internal sealed class Buildah(ToolRunner runner) : ContainersTool(runner)
{
    public override string Name => "buildah";
    public override string MakeRoom => "buildah rmi --prune";
    protected override string Verb => "bud";

    public override async Task<ToolState> ProbeAsync(CancellationToken cancellationToken)
    {
        var version = await Runner.AskAsync(Name, ["--version"], cancellationToken);
        if (!version.Succeeded)
        {
            return new(Name, version.Failure);
        }

        var number = ToolVersions.In(version.Output);
        var shown = $"{Name} {number}".TrimEnd();
        var info = await Runner.AskAsync(Name, ["info"], cancellationToken);
        return info.Succeeded ? new(shown) { Dialect = Dialect.Buildah, Version = number } : new(shown, $"cannot work here: it {info.Failure}");
    }

    public override Task<ToolRun> SaveAsync(string image, string archive, IProgress<string> listener, CancellationToken cancellationToken) =>
        Runner.WorkAsync(Name, ["push", image, $"docker-archive:{archive}:{image}"], listener, cancellationToken);
}
