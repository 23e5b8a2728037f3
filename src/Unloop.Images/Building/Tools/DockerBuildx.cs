using System.Text.Json;
using Unloop.Core.Planning;
using Unloop.Images.Building.Gating;
using Unloop.Images.Content;
using Unloop.Images.References;

namespace Unloop.Images.Building.Tools;

/// <summary>Docker's client with the buildx plugin: BuildKit in docker's engine, or wherever the chosen builder of buildx is.</summary>
internal sealed class DockerBuildx(ToolRunner runner) : IBuildTool
{
    private const string Program = "docker";

    /// <summary>The first that knows of attestations; they would make an index of the image, and its digest another.</summary>
    private static readonly Version Attests = new(0, 10);

    private Version? _buildx;

    public string Name => Program;
    public string Runtime => Program;
    public bool IsSeenByLoaders => true;
    public string LogIn => "docker login";
    public string MakeRoom => "docker builder prune";

    public async Task<ToolState> ProbeAsync(CancellationToken cancellationToken)
    {
        var engine = await runner.AskAsync(Program, ["version", "--format", "{{.Server.Version}}"], cancellationToken);
        if (!engine.Succeeded)
        {
            return new("docker buildx", engine.Result.End == Engine.Machine.ProcessEnd.Exited ? $"has no engine to work with: the client {engine.Failure}" : engine.Failure);
        }

        var plugin = await runner.AskAsync(Program, ["buildx", "version"], cancellationToken);
        if (!plugin.Succeeded)
        {
            return new("docker buildx", "is not there: the docker client lacks the buildx plugin (docker-buildx-plugin, or docker-buildx)");
        }

        _buildx = ToolVersions.In(plugin.Output);
        var shown = $"docker buildx {_buildx}".TrimEnd();
        var builder = await runner.AskAsync(Program, ["buildx", "inspect"], cancellationToken);
        return builder.Succeeded
            ? new(shown) { Dialect = Dialect.BuildKit, Version = BuildKit(builder.Output), Platforms = Platforms(builder.Output) }
            : new(shown, $"has no builder: 'docker buildx inspect' {builder.Failure}");
    }

    public async Task<ToolBuild> BuildAsync(BuildOrder order, BuildSite site, IProgress<string> listener, CancellationToken cancellationToken)
    {
        _buildx ??= ToolVersions.In((await runner.AskAsync(Program, ["buildx", "version"], cancellationToken)).Output);
        var (metadata, id) = (site.File("metadata.json"), site.File("image-id"));
        string[] plain = _buildx >= Attests ? ["--provenance=false"] : [];
        var run = await runner.WorkAsync(Program,
            ["buildx", "build", "--load", "--progress=plain", .. plain, "--iidfile", id, "--metadata-file", metadata, .. BuildArguments.Of(order), order.Context], listener, cancellationToken);
        return new(run, BuildMetadata.ConfigDigest(runner.Written(metadata)) ?? runner.Written(id));
    }

    public async Task<ToolPush> PushAsync(string image, BuildSite site, IProgress<string> listener, CancellationToken cancellationToken)
    {
        var run = await runner.WorkAsync(Program, ["push", image], listener, cancellationToken);
        if (!run.Succeeded)
        {
            return new(run, null);
        }

        var pushed = await runner.AskAsync(Program, ["image", "inspect", "--format", "{{json .RepoDigests}}", image], cancellationToken);
        return new(run, DigestFor(image, pushed.Result.Output));
    }

    public Task<ToolRun> SaveAsync(string image, string archive, IProgress<string> listener, CancellationToken cancellationToken) =>
        runner.WorkAsync(Program, ["save", "--output", archive, image], listener, cancellationToken);

    /// <summary>The digest that docker noted for this repository when it pushed; an image may have been pushed to others too.</summary>
    private static string? DigestFor(string image, string json)
    {
        using var document = JsonFields.TryParse(System.Text.Encoding.UTF8.GetBytes(json));
        if (document?.RootElement is not { ValueKind: JsonValueKind.Array } digests || !ImageReference.TryParse(image, out var mine, out _))
        {
            return null;
        }

        return digests.EnumerateArray().Where(d => d.ValueKind == JsonValueKind.String)
            .Select(d => ImageReference.TryParse(d.GetString()!, out var one, out _) && (one.Host, one.Repository) == (mine.Host, mine.Repository) ? one.Digest?.Text : null)
            .FirstOrDefault(d => d is not null);
    }

    /// <summary><c>BuildKit version: v0.12.5</c>, older ones <c>Buildkit: v0.11.6</c>; none where the builder has not been started yet.</summary>
    private static Version? BuildKit(string inspected) =>
        inspected.Split('\n').Select(l => l.Trim()).FirstOrDefault(l => l.StartsWith("BuildKit", StringComparison.OrdinalIgnoreCase)) is { } line
            ? ToolVersions.In(line)
            : null;

    private static IReadOnlyList<string> Platforms(string inspected) =>
        [.. inspected.Split('\n').Select(l => l.Trim()).Where(l => l.StartsWith("Platforms:", StringComparison.Ordinal))
            .SelectMany(l => l["Platforms:".Length..].Split(','))
            .Select(p => p.Trim().TrimEnd('*')).Where(p => p.Length > 0)];
}
