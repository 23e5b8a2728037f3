using System.Collections.Concurrent;
using System.Text.Json;
using Unloop.Core.Planning;
using Unloop.Images.Building.Gating;
using Unloop.Images.Content;

namespace Unloop.Images.Building.Tools;

/// <summary>
/// BuildKit without docker, at <c>BUILDKIT_HOST</c> or its usual socket; buildctl finds it by itself. It keeps no images by name, only what it built
/// them of: bringing one somewhere is the same build once more, from its cache.
/// </summary>
internal sealed class Buildctl(ToolRunner runner) : IBuildTool
{
    private const string Program = "buildctl";
    private readonly ConcurrentDictionary<string, BuildOrder> _built = new(StringComparer.Ordinal);

    public string Name => Program;
    public string? Runtime => null;
    public bool IsSeenByLoaders => false;
    public string LogIn => "docker login";
    public string MakeRoom => "buildctl prune";

    public async Task<ToolState> ProbeAsync(CancellationToken cancellationToken)
    {
        var client = await runner.AskAsync(Program, ["--version"], cancellationToken);
        if (!client.Succeeded)
        {
            return new(Program, client.Failure);
        }

        var version = ToolVersions.In(client.Output);
        var shown = $"{Program} {version}".TrimEnd();
        var workers = await runner.AskAsync(Program, ["debug", "workers", "--format", "{{json .}}"], cancellationToken);
        return workers.Succeeded
            ? new(shown) { Dialect = Dialect.BuildKit, Version = version, Platforms = Platforms(workers) }
            : new(shown, $"reaches no BuildKit (set BUILDKIT_HOST, or start buildkitd): it {workers.Failure}");
    }

    public async Task<ToolBuild> BuildAsync(BuildOrder order, BuildSite site, IProgress<string> listener, CancellationToken cancellationToken)
    {
        var metadata = site.File("metadata.json");
        var run = await runner.WorkAsync(Program, Arguments(order, metadata, $"type=image,name={order.Image},push=false"), listener, cancellationToken);
        _built[order.Image] = order;
        return new(run, BuildMetadata.ConfigDigest(runner.Written(metadata)) ?? BuildMetadata.Digest(runner.Written(metadata)));
    }

    public async Task<ToolPush> PushAsync(string image, BuildSite site, IProgress<string> listener, CancellationToken cancellationToken)
    {
        if (!_built.TryGetValue(image, out var order))
        {
            return new(null, null, $"buildctl keeps no images by name, and {image} was built by another run of Unloop: build it again.");
        }

        var metadata = site.File("metadata.json");
        var insecure = site.Plain ? ",registry.insecure=true" : "";
        var run = await runner.WorkAsync(Program, Arguments(order, metadata, $"type=image,name={image},push=true{insecure}"), listener, cancellationToken);
        return new(run, BuildMetadata.Digest(runner.Written(metadata)));
    }

    public Task<ToolRun> SaveAsync(string image, string archive, IProgress<string> listener, CancellationToken cancellationToken) =>
        _built.TryGetValue(image, out var order)
            ? runner.WorkAsync(Program, Arguments(order, null, $"type=docker,name={image},dest={archive}"), listener, cancellationToken)
            : Task.FromResult(new ToolRun(Program, new() { End = Engine.Machine.ProcessEnd.Exited, ExitCode = 1 }, [$"it keeps no images by name, and {image} was built by another run of Unloop: build it again"], default));

    private static IReadOnlyList<string> Arguments(BuildOrder order, string? metadata, string output) =>
    [
        "build", "--progress=plain", "--frontend", "dockerfile.v0",
        "--local", $"context={order.Context}",
        "--local", $"dockerfile={Path.GetDirectoryName(order.Dockerfile)}",
        "--opt", $"filename={Path.GetFileName(order.Dockerfile)}",
        .. order.Target is { } target ? (string[])["--opt", $"target={target}"] : [],
        .. order.Platform is { } platform ? (string[])["--opt", $"platform={platform}"] : [],
        .. order.BuildArgs.SelectMany(a => (string[])["--opt", $"build-arg:{a.Key}={a.Value}"]),
        .. order.Labels.SelectMany(l => (string[])["--opt", $"label:{l.Key}={l.Value}"]),
        .. order.Secrets.SelectMany(s => (string[])["--secret", s]),
        .. metadata is null ? (string[])[] : ["--metadata-file", metadata],
        "--output", output,
    ];

    private static IReadOnlyList<string> Platforms(ToolRun workers)
    {
        using var document = workers.Json();
        return document?.RootElement is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray().SelectMany(w => w.Items("platforms")).Select(p => $"{p.Text("os")}/{p.Text("architecture")}{(p.Text("variant") is { Length: > 0 } variant ? "/" + variant : "")}")]
            : [];
    }
}
