using System.Text.RegularExpressions;

namespace Unloop.Core.Experiments.Dependencies;

/// <summary>In what way a connection fails, as a log tells it and as a try shows it.</summary>
internal enum FailureKind
{
    /// <summary>It is not said which: <c>connection error</c>.</summary>
    Unsaid,
    Name,
    Refused,
    TimedOut,
    Unreachable,
    Reset,
    Tls,
}

/// <summary>Tells kinds of failures apart. Pure.</summary>
internal static partial class FailureKinds
{
    [GeneratedRegex("ENOTFOUND|EAI_AGAIN|NXDOMAIN|no such host|(?:service|host) not known|not resolve|name resolution|unknown ?host|bad address|could not translate|getaddrinfo", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Name { get; }

    [GeneratedRegex(@"x509|certificate|handshake|\b(?:SSL|TLS)", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Tls { get; }

    [GeneratedRegex("ECONNREFUSED|connect[^.]* refused|refused [^.]*connect", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Refused { get; }

    [GeneratedRegex("EHOSTUNREACH|ENETUNREACH|(?:host|network) (?:is )?unreachable|no route to host", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Unreachable { get; }

    [GeneratedRegex("ECONNRESET|reset by peer|connection reset", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Reset { get; }

    [GeneratedRegex("ETIMEDOUT|timed ?out|deadline exceeded|connect[^.]*timeout", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex TimedOut { get; }

    [GeneratedRegex(@"connect\w* (?:error|fail|problem)|(?:cannot|can't|could ?n[o']t|unable to|failed to|error while|no) (?:\w+ )?connect", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Unsaid { get; }

    /// <summary>Null for a line that speaks of no connection that fails.</summary>
    public static FailureKind? Of(string line) =>
        Name.IsMatch(line) ? FailureKind.Name
        : Tls.IsMatch(line) ? FailureKind.Tls
        : Refused.IsMatch(line) ? FailureKind.Refused
        : Unreachable.IsMatch(line) ? FailureKind.Unreachable
        : Reset.IsMatch(line) ? FailureKind.Reset
        : TimedOut.IsMatch(line) ? FailureKind.TimedOut
        : Unsaid.IsMatch(line) ? FailureKind.Unsaid
        : null;

    /// <summary>Whether a failure that a log tells of may be the one that a try showed.</summary>
    public static bool Matches(this FailureKind said, DependencyAnswer answer) => said switch
    {
        FailureKind.Unsaid => true,
        FailureKind.Name => answer.Dns == StepOutcome.Failed,
        FailureKind.Refused => answer.Connection == ConnectionOutcome.Refused,
        FailureKind.TimedOut => answer.Connection == ConnectionOutcome.TimedOut || answer is { Dns: StepOutcome.Failed, Detail: "timeout" },
        FailureKind.Unreachable => answer.Connection == ConnectionOutcome.Unreachable,
        FailureKind.Reset => answer.Connection == ConnectionOutcome.Reset,
        _ => answer.Trouble?.Category == Category.TlsCertificate,
    };

    /// <summary>
    /// Whether what is wrong with a place can be what was said of it: who never came to connect was not stopped by a certificate. In which way no connection comes about may differ from
    /// one moment, and one tool, to the other.
    /// </summary>
    public static bool IsLike(this FailureKind? said, DependencyAnswer answer) =>
        said is null or FailureKind.Unsaid or FailureKind.Reset || (said is FailureKind.Tls) == (answer.Trouble?.Category == Category.TlsCertificate);

    /// <summary>Whether a place is well by now as far as what was said of it goes.</summary>
    public static bool IsOver(this FailureKind? said, DependencyAnswer answer) => answer.IsWell || (answer.Connection == ConnectionOutcome.Connected && !said.IsLike(answer));
}
