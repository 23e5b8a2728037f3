using Unloop.Images.Building.Gating;
using Unloop.Images.Content;

namespace Unloop.Images.Building.Tools;

/// <summary>Podman, with or without root, on this machine or in its virtual one. What it builds with is the buildah inside it.</summary>
internal sealed class Podman(ToolRunner runner) : ContainersTool(runner)
{
    public override string Name => "podman";
    public override string MakeRoom => "podman system prune";
    protected override string Verb => "build";

    public override async Task<ToolState> ProbeAsync(CancellationToken cancellationToken)
    {
        var info = await Runner.AskAsync(Name, ["info", "--format", "json"], cancellationToken);
        if (!info.Succeeded)
        {
            return new(Name, info.Result.End == Engine.Machine.ProcessEnd.NotFound ? info.Failure : $"cannot work here: it {info.Failure}");
        }

        using var document = info.Json();
        var host = document?.RootElement.Field("host") ?? default;
        var version = document?.RootElement.Field("version")?.Text("Version");
        var isRemote = host.Field("serviceIsRemote") is { ValueKind: System.Text.Json.JsonValueKind.True };
        return new($"podman {Words.Shown(version ?? "")}".TrimEnd())
        {
            Dialect = Dialect.Buildah,
            Version = ToolVersions.In(host.Text("buildahVersion") ?? ""),
            Platforms = isRemote ? [] : null,
        };
    }

    public override Task<ToolRun> SaveAsync(string image, string archive, IProgress<string> listener, CancellationToken cancellationToken) =>
        Runner.WorkAsync(Name, ["save", "--format", "docker-archive", "--output", archive, image], listener, cancellationToken);
}
