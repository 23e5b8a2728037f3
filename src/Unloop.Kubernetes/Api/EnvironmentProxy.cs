using System.Net;

namespace Unloop.Kubernetes.Api;

/// <summary>The proxy that the environment's variables name for an address, by the rules of kubectl: loopback is never proxied, NO_PROXY may hold networks.</summary>
internal static class EnvironmentProxy
{
    public static Uri? For(Uri server, Func<string, string?> variable)
    {
        var name = server.Scheme == Uri.UriSchemeHttps ? "HTTPS_PROXY" : "HTTP_PROXY";
        var text = variable(name) ?? variable(name.ToLowerInvariant());
        if (text is null || server.IsLoopback || IsExcluded(server, variable("NO_PROXY") ?? variable("no_proxy") ?? ""))
        {
            return null;
        }

        var written = text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text;
        return Uri.TryCreate(written, UriKind.Absolute, out var proxy) ? proxy : null;
    }

    private static bool IsExcluded(Uri server, string list)
    {
        _ = IPAddress.TryParse(server.DnsSafeHost, out var address);
        return list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Any(entry => Excludes(entry, server, address));
    }

    private static bool Excludes(string entry, Uri server, IPAddress? address)
    {
        if (entry == "*")
        {
            return true;
        }

        if (IPNetwork.TryParse(entry, out var network))
        {
            return address is not null && network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address);
        }

        if (IPAddress.TryParse(entry, out var excluded))
        {
            return excluded.Equals(address);
        }

        var colon = entry.LastIndexOf(':');
        var host = entry;
        if (colon > 0 && int.TryParse(entry[(colon + 1)..], out var port))
        {
            if (port != server.Port)
            {
                return false;
            }

            host = entry[..colon];
        }

        var suffix = host.TrimStart('*').TrimStart('.');
        return (host[0] != '.' && server.DnsSafeHost.Equals(suffix, StringComparison.OrdinalIgnoreCase))
            || server.DnsSafeHost.EndsWith("." + suffix, StringComparison.OrdinalIgnoreCase);
    }
}
