using System.Text.RegularExpressions;
using Unloop.Core.Facts;
using Unloop.Core.Injection;

namespace Unloop.Core.Experiments.Dependencies;

/// <summary>Places that a program is told of: by its variables and its arguments. What a Secret holds is never among what is looked at.</summary>
internal static partial class ConfiguredTargets
{
    private const int MostVariables = 2_000;

    private static readonly string[] HostEnds = ["_HOST", "_HOSTNAME", "_SERVER", "_ADDR", "_ADDRESS", "_ENDPOINT", "HOST"];

    /// <summary>Names of the program's own addresses, of images and versions, and of what is spoken to by datagrams.</summary>
    [GeneratedRegex("LISTEN|BIND|PUBLIC|EXTERNAL|CALLBACK|REDIRECT|ORIGIN|CORS|ALLOWED|NO_PROXY|(?:^|_)(?:APP|BASE|SITE|ROOT|SELF|HOME)_UR[LI]|IMAGE|VERSION|STATSD|DD_AGENT|SYSLOG|GELF|COLLECTD|JAEGER_AGENT|DOCKER_|GOPROXY|REGISTRY", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex OwnOrOther { get; }

    [GeneratedRegex("PASS|SECRET|TOKEN|CREDENTIAL|(?:^|_)(?:KEY|PWD|AUTH)(?:$|_)|API_?KEY", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex SecretName { get; }

    /// <summary>Connection strings of ADO.NET and libpq.</summary>
    [GeneratedRegex(@"(?:^|[;\s])(?:host|server|data source|hostname|address|addr)\s*=\s*(?:tcp:)?(?<host>[A-Za-z0-9.\-]+)(?:\s*[,:]\s*(?<port>\d+))?", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Settings { get; }

    [GeneratedRegex(@"(?:^|[;\s])port\s*=\s*(?<port>\d+)", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex PortSetting { get; }

    /// <summary>Go's drivers: <c>user:password@tcp(db:3306)/shop</c>.</summary>
    [GeneratedRegex(@"tcp\((?<address>[A-Za-z0-9.:\-\[\]]+)\)", RegexOptions.NonBacktracking)]
    private static partial Regex Network { get; }

    /// <param name="injection">Everything that goes into the container, where that was read; without, what the spec and the image say themselves.</param>
    public static IEnumerable<DependencyTarget> InEnvironment(PodEvidence pod, ContainerFacts container, ContainerInjection? injection)
    {
        var variables = (injection is null ? FromSpec(pod, container) : FromInjection(injection)).Take(MostVariables)
            .GroupBy(v => v.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last().Value, StringComparer.Ordinal);
        var hasProxy = variables.Any(v => v.Value is { Length: > 0 } && IsProxy(v.Key));
        return variables.Where(v => v.Value is { Length: > 0 } && !OwnOrOther.IsMatch(v.Key) && !SecretName.IsMatch(v.Key))
            .SelectMany(v => InVariable(v.Key, v.Value!, variables).Where(a => !hasProxy || IsProxy(v.Key) || !GoesThroughProxy(a)).Select(a => a with { KnownFrom = $"environment variable {v.Key}" }));
    }

    /// <summary>What goes through a proxy need not be reachable without; the proxy must.</summary>
    private static bool GoesThroughProxy(DependencyTarget target) => target.Port is 80 or 443 && !HostNames.IsNear(target.Host);

    private static bool IsProxy(string name) => name.EndsWith("_PROXY", StringComparison.OrdinalIgnoreCase) && !name.Equals("NO_PROXY", StringComparison.OrdinalIgnoreCase);

    public static IEnumerable<DependencyTarget> InArguments(ContainerFacts container)
    {
        var words = (container.Command ?? []).Concat(container.Args ?? []).Take(MostVariables).ToList();
        for (var i = 0; i < words.Count; i++)
        {
            var equals = words[i].IndexOf('=', StringComparison.Ordinal);
            var flag = words[i].StartsWith('-') ? (equals > 0 ? words[i][..equals] : words[i]) : i > 0 && words[i - 1].StartsWith('-') ? words[i - 1] : "";
            if (OwnOrOther.IsMatch(flag) || SecretName.IsMatch(flag.Replace('-', '_')))
            {
                continue;
            }

            var value = equals > 0 && words[i].StartsWith('-') ? words[i][(equals + 1)..] : words[i];
            foreach (var found in AddressText.Urls(value) is { Count: > 0 } urls ? urls : AddressText.List(value))
            {
                yield return new(found.Host, found.Port, found.UsesTls, TargetSource.Arguments, flag.Length > 0 ? $"argument {flag}" : "command line");
            }
        }
    }

    /// <summary>The name as a Secret's or not known stands there with null, so that it hides the image's of the same name.</summary>
    private static IEnumerable<(string Name, string? Value)> FromSpec(PodEvidence pod, ContainerFacts container) =>
        (pod.ImageOf(container.Name)?.Config.Env ?? []).Select(e => e.Split('=', 2)).Where(e => e.Length == 2).Select(e => (e[0], (string?)e[1]))
            .Concat(container.Env.Where(e => !e.FromAll).Select(e => (e.Name, e.SourceKind is null ? e.Value : null)));

    private static IEnumerable<(string Name, string? Value)> FromInjection(ContainerInjection injection) =>
        injection.Variables.Where(v => v.State == VariableState.Set && v.Origin is not (VariableOrigin.ServiceLink or VariableOrigin.Runtime))
            .Select(v => (v.Name, v.Origin is VariableOrigin.SecretKey or VariableOrigin.EnvFromSecret or VariableOrigin.File ? null : v.Value));

    private static IEnumerable<DependencyTarget> InVariable(string name, string value, Dictionary<string, string?> variables)
    {
        if (value.Contains("$(", StringComparison.Ordinal) || value.Contains("${", StringComparison.Ordinal))
        {
            return [];
        }

        IReadOnlyList<FoundAddress> found = AddressText.Urls(value) is { Count: > 0 } urls ? urls
            : Network.Matches(AddressText.Plain(value)) is { Count: > 0 } networks ? [.. networks.SelectMany(m => AddressText.List(m.Groups["address"].Value))]
            : AddressText.List(value);
        return found.Count > 0 ? found.Select(a => new DependencyTarget(a.Host, a.Port, a.UsesTls, TargetSource.Environment, ""))
            : InSettings(value) is { } setting ? [setting]
            : InPair(name, value, variables) is { } pair ? [pair] : [];
    }

    private static DependencyTarget? InSettings(string value)
    {
        var plain = AddressText.Plain(value);
        return plain.Contains('=', StringComparison.Ordinal) && Settings.Match(plain) is { Success: true } match && HostNames.Clean(match.Groups["host"].ValueSpan) is { } host
            ? new(host, HostNames.Port(match.Groups["port"].ValueSpan) ?? HostNames.Port(PortSetting.Match(plain).Groups["port"].ValueSpan), false, TargetSource.Environment, "")
            : null;
    }

    /// <summary><c>DB_HOST</c> with <c>DB_PORT</c>, <c>PGHOST</c> with <c>PGPORT</c>. HOST alone is where a server itself listens.</summary>
    private static DependencyTarget? InPair(string name, string value, Dictionary<string, string?> variables)
    {
        var end = HostEnds.FirstOrDefault(e => name.Length > e.Length && name.EndsWith(e, StringComparison.OrdinalIgnoreCase));
        if (end is null || HostNames.Clean(value) is not { } host)
        {
            return null;
        }

        var stem = name[..^end.Length];
        var written = variables.GetValueOrDefault(end == "HOST" ? $"{stem}PORT" : $"{stem}_PORT");
        if (written is not null)
        {
            return HostNames.Port(written.Trim()) is { } port ? new(host, port, KnownPorts.IsTls(port), TargetSource.Environment, "") : new(host, null, false, TargetSource.Environment, "");
        }

        var usual = KnownPorts.ByName(stem);
        return new(host, usual, false, TargetSource.Environment, "") { IsPortAssumed = usual is not null };
    }
}
