using System.Text;
using System.Text.Json;
using Unloop.Images.Content;
using Unloop.Images.References;

namespace Unloop.Images.Credentials;

/// <summary>A configuration with credentials, as docker, podman and Kubernetes write it. Pure; nothing of its content gets into a message.</summary>
internal sealed class AuthFile
{
    private readonly List<(AuthKey Key, RegistryCredential Credential)> _entries = [];
    private readonly Dictionary<AuthKey, string> _helpers = [];
    private readonly bool _wildcards;

    private AuthFile(bool wildcards) => _wildcards = wildcards;

    /// <summary>The helper for every registry that has none of its own.</summary>
    public string? Store { get; private set; }

    /// <param name="source">Where it is from, for messages.</param>
    /// <param name="wildcards">Keys may hold them, and the old form without <c>auths</c> is taken: Kubernetes.</param>
    /// <param name="problem">What is wrong with it, to follow its name; what can be read of it is there nevertheless.</param>
    public static AuthFile Read(ReadOnlyMemory<byte> content, string source, bool wildcards, out string? problem)
    {
        var file = new AuthFile(wildcards);
        problem = null;
        try
        {
            using var document = JsonDocument.Parse(content);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                problem = "is no JSON object";
                return file;
            }

            file.Fill(document.RootElement, source, ref problem);
        }
        catch (JsonException e)
        {
            problem = $"is no valid JSON (line {e.LineNumber + 1})";
        }

        return file;
    }

    public string? HelperFor(RegistryAddress address) =>
        _helpers.Where(h => h.Key.Covers(address, wildcards: false)).OrderByDescending(h => h.Key.Path.Length).Select(h => h.Value).FirstOrDefault();

    /// <summary>The longest path first; among equals, names before wildcards.</summary>
    public IEnumerable<RegistryCredential> For(RegistryAddress address) =>
        _entries.Where(e => e.Key.Covers(address, _wildcards)).OrderByDescending(e => e.Key.Path.Length).ThenBy(e => e.Key.HasWildcard).Select(e => e.Credential);

    private void Fill(JsonElement root, string source, ref string? problem)
    {
        var isOldForm = _wildcards && root.Field("auths") is null;
        foreach (var entry in isOldForm ? root.EnumerateObject() : root.Members("auths"))
        {
            var (credential, wrong) = Credential(entry.Value, source);
            if (credential is not null)
            {
                _entries.Add((AuthKey.Parse(entry.Name), credential));
            }

            problem ??= wrong is null ? null : $"has an entry for {Words.Shown(entry.Name)} {wrong}";
        }

        foreach (var helper in root.Members("credHelpers").Where(h => h.Value.ValueKind == JsonValueKind.String))
        {
            _helpers[AuthKey.Parse(helper.Name)] = helper.Value.GetString()!;
        }

        Store = root.Text("credsStore") is { Length: > 0 } store ? store : null;
    }

    /// <summary>Docker leaves an empty entry behind where a helper keeps the secret.</summary>
    private static (RegistryCredential? Credential, string? Wrong) Credential(JsonElement entry, string source)
    {
        var (username, password) = (entry.Text("username") ?? "", entry.Text("password") ?? "");
        if (entry.Text("auth") is { Length: > 0 } auth)
        {
            if (Decode(auth) is not { } pair)
            {
                return (null, "whose 'auth' is not the base64 form of user:password");
            }

            (username, password) = pair;
        }

        var identity = entry.Text("identitytoken") is { Length: > 0 } token ? token : null;
        return username.Length + password.Length == 0 && identity is null
            ? (null, null)
            : (new() { Source = source, Username = username, Password = password, IdentityToken = identity }, null);
    }

    private static (string Username, string Password)? Decode(string auth)
    {
        var bytes = new byte[auth.Length];
        if (!Convert.TryFromBase64String(auth, bytes, out var length))
        {
            return null;
        }

        // Docker pads what it writes with zero bytes in old versions.
        var pair = Encoding.UTF8.GetString(bytes.AsSpan(0, length)).Trim('\0').Split(':', 2);
        return pair.Length == 2 ? (pair[0], pair[1]) : null;
    }
}
