using Unloop.Core.Facts;
using Unloop.Images.Content;

namespace Unloop.Images.References;

/// <summary>Mirrors (<c>--registry-map</c>) and registries without TLS (<c>--plain-http</c>). Pure.</summary>
internal sealed class RegistryRoutes
{
    private readonly List<Route> _routes = [];
    private readonly HashSet<string> _plain = new(StringComparer.OrdinalIgnoreCase);

    private RegistryRoutes()
    {
    }

    /// <summary>Reads the flags, and says everything that is wrong with them.</summary>
    public static RegistryRoutes Create(ImageOptions options, List<Problem> problems)
    {
        var routes = new RegistryRoutes();
        foreach (var map in options.RegistryMap)
        {
            routes.AddRoute(map, problems);
        }

        foreach (var host in options.PlainHttp)
        {
            if (IsHostAndPort(host))
            {
                _ = routes._plain.Add(host);
            }
            else
            {
                problems.Add(new(ProblemKind.BadInput, $"--plain-http {Words.Shown(host)}: a registry's host is expected, with its port where it has one, as in registry.local:5000."));
            }
        }

        return routes;
    }

    public RegistryAddress For(ImageReference reference)
    {
        var whole = $"{reference.Host}/{reference.Repository}";
        var route = _routes.Where(r => IsBelow(whole, r.From)).MaxBy(r => r.From.Length);
        var (host, repository) = route is null ? (reference.Host, reference.Repository) : Join(route, whole[route.From.Length..].TrimStart('/'));
        return new() { Host = host, Repository = repository, PlainHttp = route is { Plain: true } || AllowsPlain(host) };
    }

    /// <summary>Whether anything may be sent to this address without TLS.</summary>
    public bool AllowsPlain(Uri address) =>
        RegistryAddress.IsLocal(address) || AllowsPlain(address.GetComponents(UriComponents.HostAndPort, UriFormat.Unescaped))
        || _routes.Any(r => r.Plain && Uri.TryCreate($"http://{r.Host}/", UriKind.Absolute, out var mirror) && Uri.Compare(mirror, address, UriComponents.HostAndPort, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0);

    private bool AllowsPlain(string hostAndPort) =>
        _plain.Contains(hostAndPort) || (hostAndPort.LastIndexOf(':') is > 0 and var colon && _plain.Contains(hostAndPort[..colon]));

    private void AddRoute(string map, List<Problem> problems)
    {
        var sides = map.Split('=');
        var (to, plain) = sides.Length == 2 && sides[1].StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? (sides[1][7..], true) : (sides[^1], false);
        to = to.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? to[8..] : to;
        var parts = to.TrimEnd('/').Split('/', 2);
        if (sides.Length != 2 || !IsPrefix(sides[0].TrimEnd('/')) || !IsPrefix(to.TrimEnd('/')))
        {
            problems.Add(new(ProblemKind.BadInput, $"--registry-map {Words.Shown(map)}: FROM=TO is expected, as in docker.io=mirror.example.com/hub."));
            return;
        }

        _routes.Add(new(sides[0].TrimEnd('/'), parts[0], parts.Length > 1 ? parts[1] + "/" : "", plain));
    }

    private static (string Host, string Repository) Join(Route route, string rest)
    {
        var isHub = route.Host is ImageReference.DockerHub && route.Prefix.Length == 0 && !rest.Contains('/', StringComparison.Ordinal);
        return (route.Host, (isHub ? ImageReference.Library : route.Prefix) + rest);
    }

    private static bool IsBelow(string whole, string prefix) =>
        whole.StartsWith(prefix, StringComparison.Ordinal) && (whole.Length == prefix.Length || whole[prefix.Length] == '/') && whole.Length > prefix.Length;

    private static bool IsPrefix(string text)
    {
        var parts = text.Split('/', 2);
        return IsHostAndPort(parts[0]) && (parts.Length == 1 || parts[1].Split('/').All(p => p.Length > 0 && p.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-')));
    }

    private static bool IsHostAndPort(string text) =>
        text.Length > 0 && !text.Any("/@?#= \\".Contains) && Uri.TryCreate($"http://{text}/", UriKind.Absolute, out var address) && address.Host.Length > 0 && address.AbsolutePath == "/";

    /// <param name="Prefix">Empty, or ends in a slash.</param>
    private sealed record Route(string From, string Host, string Prefix, bool Plain);
}
