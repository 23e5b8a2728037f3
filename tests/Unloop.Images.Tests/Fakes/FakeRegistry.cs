using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace Unloop.Images.Tests.Fakes;

/// <summary>
/// A registry over real sockets. Strict, as the real one is: a manifest is only given out to those who accept its type, and anything that a reader
/// has no business to ask is a 405. Faults and log-ins stand before that.
/// </summary>
internal sealed class FakeRegistry : IAsyncDisposable
{
    public const string OciIndex = "application/vnd.oci.image.index.v1+json";
    public const string OciManifest = "application/vnd.oci.image.manifest.v1+json";
    public const string OciConfig = "application/vnd.oci.image.config.v1+json";
    public const string DockerList = "application/vnd.docker.distribution.manifest.list.v2+json";
    public const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";

    private readonly ConcurrentDictionary<string, (string Type, byte[] Content)> _manifests = new();
    private readonly ConcurrentDictionary<string, byte[]> _blobs = new();
    private readonly FakeServer _server;

    public FakeRegistry(X509Certificate2? certificate = null) => _server = new(Answer, certificate);

    /// <summary>Asked before everything else; null lets the registry answer.</summary>
    public Func<Seen, Reply?> Fault { get; set; } = _ => null;
    public bool ServesRanges { get; set; } = true;
    public string Host => _server.Host;
    public string Address => _server.Address;

    /// <summary>Without the question whether there is TLS, which never gets through.</summary>
    public IReadOnlyList<Seen> Requests => [.. _server.Requests];

    public static string Digest(byte[] content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));

    public string Blob(string text) => Blob(Encoding.UTF8.GetBytes(text));

    public string Blob(byte[] content)
    {
        _blobs[Digest(content)] = content;
        return Digest(content);
    }

    /// <summary>What the registry gives out in place of the blob with that digest.</summary>
    public void Replace(string digest, byte[] content) => _blobs[digest] = content;

    public void Forget(string digest) => _blobs.TryRemove(digest, out _);

    public string Manifest(string json, string type, params string[] tags)
    {
        var content = Encoding.UTF8.GetBytes(json);
        foreach (var tag in tags.Append(Digest(content)))
        {
            _manifests[tag] = (type, content);
        }

        return Digest(content);
    }

    /// <summary>A small image; returns the manifest's digest.</summary>
    public string Image(string[] tags, string platform = "linux/amd64", string type = OciManifest, params string[] layers)
    {
        var parts = platform.Split('/');
        var config = new JsonObject { ["os"] = parts[0], ["architecture"] = parts[1], ["config"] = new JsonObject { ["Cmd"] = new JsonArray("run-" + platform) } }.ToJsonString();
        var all = layers.Length > 0 ? layers : ["layer of " + platform];
        var described = all.Select(l => $$"""{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"{{Blob(l)}}","size":{{Encoding.UTF8.GetByteCount(l)}}}""");
        return Manifest($$"""{"schemaVersion":2,"mediaType":"{{type}}","config":{"mediaType":"{{OciConfig}}","digest":"{{Blob(config)}}","size":{{config.Length}}},"layers":[{{string.Join(',', described)}}]}""", type, tags);
    }

    /// <summary>An index of images that exist already.</summary>
    public string Index(string[] tags, string type, params (string Digest, string? Platform)[] entries)
    {
        var described = entries.Select(e => $$"""{"mediaType":"{{_manifests[e.Digest].Type}}","digest":"{{e.Digest}}","size":{{_manifests[e.Digest].Content.Length}}{{Platform(e.Platform)}}}""");
        return Manifest($$"""{"schemaVersion":2,"mediaType":"{{type}}","manifests":[{{string.Join(',', described)}}]}""", type, tags);
    }

    public static string Error(string code, string message) => $$"""{"errors":[{"code":"{{code}}","message":"{{message}}","detail":null}]}""";

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static string Platform(string? platform) => platform?.Split('/') switch
    {
        null => "",
        [var os, var architecture] => $$""","platform":{"os":"{{os}}","architecture":"{{architecture}}"}""",
        [var os, var architecture, var variant] => $$""","platform":{"os":"{{os}}","architecture":"{{architecture}}","variant":"{{variant}}"}""",
        _ => throw new ArgumentException("no platform", nameof(platform)),
    };

    private Reply Answer(Seen seen)
    {
        if (Fault(seen) is { } fault)
        {
            return fault;
        }

        if (seen.Method is not ("GET" or "HEAD") || seen.Header("User-Agent") != "unloop/test")
        {
            return Reply.Of(405, Error("UNSUPPORTED", "The operation is unsupported."));
        }

        return seen.Path.Split('/') switch
        {
            ["", "v2", ""] => Reply.Of(200, "{}"),
            ["", "v2", "team", "web", "manifests", var name] => ManifestReply(seen, name),
            ["", "v2", "team", "web", "blobs", var digest] => BlobReply(seen, digest),
            ["", "v2", ..] => Reply.Of(404, Error("NAME_UNKNOWN", "repository name not known to registry")),
            _ => Reply.Of(404, "404 page not found"),
        };
    }

    private Reply ManifestReply(Seen seen, string name)
    {
        if (!_manifests.TryGetValue(name, out var manifest))
        {
            return Reply.Of(404, Error("MANIFEST_UNKNOWN", "manifest unknown"));
        }

        return seen.Header("Accept")!.Split(',', StringSplitOptions.TrimEntries).Contains(manifest.Type)
            ? new(200, manifest.Content) { Headers = new() { ["Content-Type"] = manifest.Type, ["Docker-Content-Digest"] = Digest(manifest.Content) } }
            : Reply.Of(404, Error("MANIFEST_UNKNOWN", "OCI manifest found, but accept header does not support OCI manifests"));
    }

    private Reply BlobReply(Seen seen, string digest)
    {
        if (!_blobs.TryGetValue(digest, out var content))
        {
            return Reply.Of(404, Error("BLOB_UNKNOWN", "blob unknown to registry"));
        }

        if (!ServesRanges || seen.Header("Range") is not { } range)
        {
            return new(200, content);
        }

        var (from, to) = range["bytes=".Length..].Split('-') is [var first, var last] ? (int.Parse(first), int.Parse(last)) : default;
        return from >= content.Length ? Reply.Of(416)
            : new(206, content[from..Math.Min(to + 1, content.Length)]) { Headers = new() { ["Content-Range"] = $"bytes {from}-{Math.Min(to, content.Length - 1)}/{content.Length}" } };
    }
}
