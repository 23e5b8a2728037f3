using Unloop.Core.Facts;
using Unloop.Engine.Machine;

namespace Unloop.Kubernetes.Kubeconfig;

/// <summary>Reads a user entry: how requests prove who sends them.</summary>
internal sealed class UserResolver(ConnectOptions options, IFileReader files, IProcessRunner processes, TimeProvider time)
{
    private static readonly string[] PluginVersions = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"];
    private static readonly string[] InteractiveModes = ["Never", "IfAvailable", "Always"];

    public ICredentials? Resolve(
        string name, Sourced<UserEntry> user, Sourced<ClusterEntry> cluster, ConnectionSettings? settings, List<Problem> problems)
    {
        var entry = user.Entry;
        var found = new EntryProblems("user", name, user.File, problems);
        found.RefuseUnknown(entry.Unknown?.Keys);
        CheckCombinations(entry, found);
        var certificate = Certificate(user, found);
        if (entry.Token is { Length: > 0 } token && entry.TokenFile is not { Length: > 0 })
        {
            if (!HeaderText.IsSafe(token))
            {
                found.Bad("token", "holds characters that cannot be sent");
            }

            return new FixedCredentials(new(FixedCredentials.Bearer(token), certificate));
        }

        if (entry.TokenFile is { Length: > 0 } tokenFile)
        {
            return new TokenFileCredentials(user.Resolve(tokenFile), certificate, files, time);
        }

        if (entry.Exec is { } exec)
        {
            var plugin = Plugin(name, user, exec, cluster, settings, certificate, found);
            return plugin is null ? null : new ExecCredentials(plugin, processes, time);
        }

        var basic = entry.Username is { Length: > 0 } ? FixedCredentials.Basic(entry.Username, entry.Password ?? "") : null;
        return new FixedCredentials(new(basic, certificate));
    }

    /// <summary>The headers for <c>as</c>, <c>as-uid</c>, <c>as-groups</c> and <c>as-user-extra</c>.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Impersonation(UserEntry user)
    {
        if (user.As is not { Length: > 0 } name)
        {
            return [];
        }

        var headers = new List<KeyValuePair<string, string>> { new("Impersonate-User", name) };
        if (user.AsUid is { Length: > 0 } uid)
        {
            headers.Add(new("Impersonate-Uid", uid));
        }

        headers.AddRange((user.AsGroups ?? []).Select(g => KeyValuePair.Create("Impersonate-Group", g)));
        headers.AddRange((user.AsUserExtra ?? []).SelectMany(e =>
            (e.Value ?? []).Select(v => KeyValuePair.Create("Impersonate-Extra-" + Uri.EscapeDataString(e.Key.ToLowerInvariant()), v))));
        return headers;
    }

    private static void CheckCombinations(UserEntry entry, EntryProblems found)
    {
        if (entry.AuthProvider is not null)
        {
            found.Refuse("auth-provider", "is not supported: kubectl dropped these providers too; use an exec plugin");
        }

        if (entry.Token is { Length: > 0 } && entry.Username is { Length: > 0 })
        {
            found.Bad("token", "and username exclude each other");
        }

        if (entry.As is not { Length: > 0 } && (entry.AsUid is { Length: > 0 } || entry.AsGroups is { Count: > 0 } || entry.AsUserExtra is { Count: > 0 }))
        {
            found.Bad("as-uid, as-groups or as-user-extra", "is set without as");
        }

        if (Impersonation(entry).Any(h => !HeaderText.IsSafe(h.Value)))
        {
            found.Bad("as", "holds an empty value, or characters that cannot be sent");
        }
    }

    private ClientCertificate? Certificate(Sourced<UserEntry> user, EntryProblems found)
    {
        var pem = new PemField(files);
        var entry = user.Entry;
        var (field, certificate) = pem.Read(user, "client-certificate", entry.ClientCertificateData, entry.ClientCertificate, found);
        var (keyField, key) = pem.Read(user, "client-key", entry.ClientKeyData, entry.ClientKey, found);
        if (certificate is null && key is null)
        {
            return null;
        }

        if (certificate is null || key is null)
        {
            found.Bad(certificate is null ? "client-certificate" : "client-key", $"is missing, but {(certificate is null ? keyField : field)} is set");
            return null;
        }

        if (!ClientCertificates.TryParse(certificate, key, out var pair))
        {
            found.Bad(field, $"and {keyField} are not a certificate and its key in PEM form");
        }

        return pair;
    }

    private ExecPlugin? Plugin(
        string name,
        Sourced<UserEntry> user,
        ExecEntry exec,
        Sourced<ClusterEntry> cluster,
        ConnectionSettings? settings,
        ClientCertificate? certificate,
        EntryProblems found)
    {
        found.RefuseUnknown(exec.Unknown?.Keys.Select(k => "exec." + k));
        if (!PluginVersions.Contains(exec.ApiVersion))
        {
            found.Refuse("exec.apiVersion", $"is '{exec.ApiVersion}'; {string.Join(" and ", PluginVersions)} are supported");
            return null;
        }

        if (exec.Command is not { Length: > 0 } command)
        {
            found.Bad("exec.command", "is missing");
            return null;
        }

        var mode = exec.InteractiveMode ?? (exec.ApiVersion == PluginVersions[0] ? "" : "IfAvailable");
        if (!InteractiveModes.Contains(mode))
        {
            found.Bad("exec.interactiveMode", $"must be one of {string.Join(", ", InteractiveModes)}");
            return null;
        }

        return new()
        {
            ApiVersion = exec.ApiVersion!,
            Entry = exec,
            Interactivity = mode,
            User = name,
            Timeout = options.PluginTimeout,
            Certificate = certificate,

            // As kubectl: a bare name is looked up in PATH; a relative path belongs to the kubeconfig's folder.
            Program = command.AsSpan().IndexOfAny('/', Path.DirectorySeparatorChar) >= 0 ? user.Resolve(command) : command,
            Cluster = exec.ProvideClusterInfo && settings is not null ? Info(cluster, settings) : null,
        };
    }

    private ExecCluster Info(Sourced<ClusterEntry> cluster, ConnectionSettings settings) => new()
    {
        Server = cluster.Entry.Server ?? "",
        TlsServerName = settings.ServerName,
        InsecureSkipTlsVerify = settings.Insecure,
        CertificateAuthorityData = new ClusterResolver(options, files).AuthorityText(cluster),
        ProxyUrl = cluster.Entry.ProxyUrl,
        DisableCompression = cluster.Entry.DisableCompression,
        Config = cluster.Entry.Extensions?.FirstOrDefault(e => e.Name == "client.authentication.k8s.io/exec")?.Extension,
    };
}
