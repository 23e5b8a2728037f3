using Unloop.Core.Planning;

namespace Unloop.Images.Building;

/// <summary>The part of a build's command line that docker, podman and buildah have in common. Pure.</summary>
internal static class BuildArguments
{
    public static IEnumerable<string> Of(BuildOrder order) =>
    [
        "--tag", order.Image,
        "--file", order.Dockerfile,
        .. order.Target is { } target ? (string[])["--target", target] : [],
        .. order.Platform is { } platform ? (string[])["--platform", platform] : [],
        .. order.BuildArgs.SelectMany(a => (string[])["--build-arg", $"{a.Key}={a.Value}"]),
        .. order.Labels.SelectMany(l => (string[])["--label", $"{l.Key}={l.Value}"]),
        .. order.Secrets.SelectMany(s => (string[])["--secret", s]),
    ];
}
