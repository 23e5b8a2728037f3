using System.Text.RegularExpressions;
using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;

namespace Unloop.Core.Experiments.Dependencies;

/// <summary>Places that the program itself names: in what the diagnosis rests on, and in its log.</summary>
internal static partial class LoggedTargets
{
    /// <summary>From the end of a log; what was said long before it was survived.</summary>
    private const int MostLines = 200;

    /// <summary>Of a line; addresses stand near its beginning, and not behind a page of JSON.</summary>
    private const int LongestLine = 2_000;

    private static readonly Category[] Categories =
        [Category.DependencyUnreachable, Category.DnsFailure, Category.TlsCertificate, Category.ApiServerUnreachable];

    [GeneratedRegex(@"refused|ECONN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|unreachable|no route to host|timed? ?out|timeout|no such host|not known|not resolve|resolution|unknown host|UnknownHost|bad address|could not translate|x509|certificate|handshake|SSL|cannot connect|can't connect|could ?n[o']t connect|unable to connect|failed to connect|connect\w* (?:failed|error)|connection to .* failed", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Failing { get; }

    [GeneratedRegex(@"connect|resolv|lookup|dial|waiting for|broker|database|upstream|endpoint", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Connecting { get; }

    /// <summary>The program's own socket, whatever it says about it.</summary>
    [GeneratedRegex(@"listen|\bbind|EADDRINUSE|serving|\bstarted\b|running (?:on|at)|accept(?:ed|ing)|connection from|client ", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex OwnSocket { get; }

    /// <summary>Forms in which host and port stand apart, or a host alone.</summary>
    [GeneratedRegex(@"(?:connection to server at|host=|server at|hostname|host) ?[""'](?<host>[^""']+)[""'](?: \([^)]*\))?,? ?port ?= ?(?<port>\d+)|(?:connection to server at|server at) ""(?<host>[^""]+)""(?: \([^)]*\))?, port (?<port>\d+)|connect(?:ion)? to (?<host>[\w.\-]+)(?: \([^)]*\))?,? port (?<port>\d+)|Connect call failed \('(?<host>[^']+)', (?<port>\d+)", RegexOptions.NonBacktracking)]
    private static partial Regex Apart { get; }

    [GeneratedRegex(@"(?:ENOTFOUND|EAI_AGAIN) (?<host>[\w.\-]+)|lookup (?<host>[\w.\-]+)(?: on \S+)?:|could not translate host name ""(?<host>[^""]+)""|[Cc]ould not resolve(?: host(?:name)?| address| name)?:? ['""]?(?<host>[\w.\-]+)|UnknownHostException: (?<host>[\w.\-]+)|bad address '(?<host>[^']+)'|Unknown MySQL server host '(?<host>[^']+)'|getaddrinfo(?: for)? (?<host>[\w\-]+\.[\w.\-]+)|[Hh]ost not found:? ['""]?(?<host>[\w.\-]+)", RegexOptions.NonBacktracking)]
    private static partial Regex Names { get; }

    /// <summary>The last <c>, not NAME</c> of Go, and the name that Node.js, curl and others wanted.</summary>
    [GeneratedRegex(@"certificate is valid for .*, not (?<host>[\w.:\-]+)|altnames: (?:Host: |IP: )(?<host>[\w.:\-]+)|target host ?name '(?<host>[^']+)'|certificate is not valid for '(?<host>[^']+)'|doesn't match '(?<host>[^']+)'", RegexOptions.NonBacktracking)]
    private static partial Regex CertificateNames { get; }

    /// <param name="causes">First the likeliest.</param>
    public static IEnumerable<DependencyTarget> InCauses(IReadOnlyList<Cause> causes) =>
        causes.Where(c => Categories.Contains(c.Category)).SelectMany(cause =>
        {
            var isTls = cause.Category == Category.TlsCertificate;
            var proof = cause.Proof.Count == 0 ? "the cause that was found" : Where(cause.Proof[0].Source, cause.Proof[0].At);
            var said = cause.Proof.SelectMany(p => InFailure(p.Text)).ToList();
            return AddressesIn(cause).Concat(said).Select(a => Target(a with { UsesTls = a.UsesTls || isTls }, TargetSource.Cause, proof));
        });

    /// <summary>Lines that speak of failures, the last first; then those that speak of connecting.</summary>
    public static IEnumerable<DependencyTarget> InLogs(PodEvidence pod, string container)
    {
        var lines = pod.LogsOf(container).OrderBy(l => l.Instance).SelectMany(l => l.Lines.TakeLast(MostLines).Reverse().Select(line => (Log: l, Line: line with { Text = Beginning(line.Text) }))).ToList();
        var message = pod.Container(container)?.Termination?.Message is { } text
            ? text.Split('\n').Take(MostLines).Select(Beginning).Where(l => Failing.IsMatch(l)).SelectMany(InFailure).Select(a => Target(a, TargetSource.FailureInLog, "termination message"))
            : [];
        return [
            .. lines.Where(l => Failing.IsMatch(l.Line.Text) && !OwnSocket.IsMatch(l.Line.Text)).SelectMany(l => InFailure(l.Line.Text).Select(a => Target(a, TargetSource.FailureInLog, Where(l.Log, l.Line)))),
            .. message,
            .. lines.Where(l => Connecting.IsMatch(l.Line.Text) && !Failing.IsMatch(l.Line.Text) && !OwnSocket.IsMatch(l.Line.Text))
                .SelectMany(l => AddressText.Urls(l.Line.Text).Concat(AddressText.HostsWithPorts(l.Line.Text)).Select(a => Target(a, TargetSource.MentionInLog, Where(l.Log, l.Line)))),
        ];
    }

    /// <summary>Whether a line speaks of a connection that fails, and not of the program's own socket.</summary>
    public static bool IsFailure(string line) => Beginning(line) is var text && Failing.IsMatch(text) && !OwnSocket.IsMatch(text);

    /// <summary>The places that a line which speaks of a failure names.</summary>
    public static IEnumerable<FoundAddress> InFailure(string line)
    {
        var text = AddressText.Plain(Beginning(line));
        IEnumerable<FoundAddress> apart = Apart.Matches(text).Select(m => Found(m.Groups["host"].Value, HostNames.Port(m.Groups["port"].ValueSpan))).OfType<FoundAddress>();
        IEnumerable<FoundAddress> names = Names.Matches(text).Select(m => Found(m.Groups["host"].Value, null)).OfType<FoundAddress>();
        IEnumerable<FoundAddress> certified = CertificateNames.Matches(text).Select(m => Found(m.Groups["host"].Value, null)).OfType<FoundAddress>().Select(a => a with { UsesTls = true });
        // A lookup's line names the DNS server as well: that is not what the program needs.
        var isLookup = names.Any();
        return [.. apart, .. certified, .. AddressText.Urls(text), .. names, .. isLookup ? [] : AddressText.HostsWithPorts(text)];
    }

    /// <summary>A subject is an address, or ends in one (<c>redis cache:6379</c>); one plain word is a host only where a name did not resolve.</summary>
    private static IEnumerable<FoundAddress> AddressesIn(Cause cause)
    {
        var word = cause.Subject.Split(' ')[^1];
        var (host, port) = AddressText.Split(word);
        return AddressText.Urls(word) is { Count: > 0 } urls ? urls
            : Found(host, port) is { } found && (port is not null || cause.Category == Category.DnsFailure || host.Contains('.', StringComparison.Ordinal)) && (cause.Subject == word || port is not null) ? [found] : [];
    }

    private static string Beginning(string line) => line.Length > LongestLine ? line[..LongestLine] : line;

    private static FoundAddress? Found(string host, int? port) =>
        HostNames.Clean(host) is { } clean ? new FoundAddress(clean, port, port is { } p && KnownPorts.IsTls(p)) : null;

    private static DependencyTarget Target(FoundAddress address, TargetSource source, string from) => new(address.Host, address.Port, address.UsesTls, source, from);

    private static string Where(LogWindow log, LogLine line) => Where(log.Instance == LogInstance.Previous ? ProofSource.PreviousLog : ProofSource.CurrentLog, $"line {line.Number}");

    private static string Where(ProofSource source, string at) => source switch
    {
        ProofSource.PreviousLog => $"previous log, {at}",
        ProofSource.CurrentLog => $"log, {at}",
        ProofSource.TerminationMessage => "termination message",
        _ => at,
    };
}
