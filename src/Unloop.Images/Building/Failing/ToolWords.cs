using Unloop.Core.Facts;

namespace Unloop.Images.Building.Failing;

/// <summary>What the tools say of registries and disks, in one sentence that says what to do. They are all written in Go and share most of their words. Pure.</summary>
internal static class ToolWords
{
    private static readonly string[] DiskFull = ["no space left on device", "disk quota exceeded"];
    private static readonly string[] NoTls = ["server gave HTTP response to HTTPS client"];
    private static readonly string[] Untrusted = ["x509:", "certificate signed by unknown authority", "tls: failed to verify certificate"];
    private static readonly string[] Limited = ["toomanyrequests", "Too Many Requests"];
    private static readonly string[] Denied = ["access denied", "is denied", "denied: ", "unauthorized", "authentication required", "no basic auth credentials", "insufficient_scope", "403 Forbidden"];
    private static readonly string[] Missing = ["manifest unknown", "name unknown", "name not known to registry", "did not resolve to an alias"];

    private static readonly string[] Unreachable =
    [
        "connection refused", "no such host", "i/o timeout", "TLS handshake timeout", "network is unreachable", "no route to host", "connection reset by peer",
        "context deadline exceeded", "Temporary failure in name resolution", "server misbehaving", "Client.Timeout", "502 Bad Gateway", "503 Service Unavailable",
    ];

    /// <summary>Null when it is none of these.</summary>
    /// <param name="doing">What was done, to follow "the": <c>push of registry.example.com/team/web</c>, <c>build</c>.</param>
    /// <param name="host">The registry that was spoken to; null: one of those that the Dockerfile names.</param>
    public static Problem? Explain(string said, string doing, string? host, IBuildTool tool)
    {
        var registry = host ?? "the registry of a base image";
        bool Says(string[] signs) => signs.Any(s => said.Contains(s, StringComparison.OrdinalIgnoreCase));
        return Says(DiskFull) ? new(ProblemKind.Failed, $"The disk is full, and the {doing} stopped; make room, as with '{tool.MakeRoom}', and go on.")
            : Says(NoTls) ? new(ProblemKind.Unreachable, $"The {doing} stopped: {registry} has no TLS; {AllowPlain(tool, host)} ({said}).")
            : Says(Untrusted) ? new(ProblemKind.Unreachable, $"The {doing} stopped: {tool.Name} does not trust {registry}; {Trust(tool, host)} ({said}).")
            : Says(Limited) ? new(ProblemKind.Unreachable, $"The {doing} stopped: {registry} limits how often it may be asked; log in with '{tool.LogIn}', or try again later ({said}).")
            : Says(Denied) ? new(ProblemKind.Unauthorised, $"The {doing} was denied: log in with '{tool.LogIn}{(host is null ? "" : " " + host)}', and check that you may ({said}).")
            : host is null && (Says(Missing) || IsLost(said)) ? new(ProblemKind.BadInput, $"The {doing} stopped: a base image is not there; check its name and tag in the Dockerfile ({said}).")
            : Says(Unreachable) ? new(ProblemKind.Unreachable, $"The {doing} stopped: {registry} cannot be reached; check the network and its name ({said}).")
            : null;
    }

    /// <summary>BuildKit says the same of files that COPY does not find.</summary>
    private static bool IsLost(string said) => said.Contains("not found", StringComparison.Ordinal) && said.Contains("resolve", StringComparison.Ordinal);

    /// <summary>For all else.</summary>
    public static Problem Plain(ToolRun run, string doing) =>
        new(ProblemKind.Failed, $"The {doing} failed: {run.Program} {run.Failure}.");

    private static string AllowPlain(IBuildTool tool, string? host) => tool.Name switch
    {
        "docker" => "name it under insecure-registries in docker's daemon.json",
        "buildctl" when host is null => "set http = true for it in buildkitd.toml",
        _ when host is null => "mark it insecure in registries.conf",
        _ => $"if that is meant to be, say --plain-http {host}",
    };

    private static string Trust(IBuildTool tool, string? host) => tool.Name switch
    {
        "docker" => $"put its authority into /etc/docker/certs.d/{host ?? "HOST"}/ca.crt",
        "buildctl" => "name its authority in buildkitd.toml",
        _ => "name its authority's file with --ca",
    };
}
