using System.Globalization;

namespace Unloop.Core.Experiments.Dependencies;

/// <summary>Puts answers into words.</summary>
internal static class DependencyStatements
{
    public static IReadOnlyList<string> Of(DependencyAnswer answer) =>
        [.. new[] { Resolved(answer), Connected(answer), Shaken(answer), Certificate(answer), Named(answer), Dated(answer), Trusted(answer) }.OfType<string>()];

    /// <summary>The first step that failed. A port that was only assumed proves nothing by refusing.</summary>
    public static DependencyTrouble? Trouble(DependencyAnswer answer)
    {
        var target = answer.Target;
        if (answer.Dns == StepOutcome.Failed)
        {
            return new(Category.DnsFailure, target.Host, Resolved(answer)!);
        }

        if (answer.Connection is not (ConnectionOutcome.Unknown or ConnectionOutcome.Connected or ConnectionOutcome.Barred))
        {
            return target.IsPortAssumed ? null : new(Category.DependencyUnreachable, target.Address, Connected(answer)!);
        }

        var wrong = answer is { Tls: StepOutcome.Failed } ? Shaken(answer)
            : answer.Certificate is not { } c ? null
            : c.Dates == StepOutcome.Failed ? Dated(answer)
            : c.Name == StepOutcome.Failed ? Named(answer)
            : c.Chain == StepOutcome.Failed ? Trusted(answer) : null;
        return wrong is null || target.IsPortAssumed && answer.Certificate is null ? null : new(Category.TlsCertificate, target.Address, wrong);
    }

    private static string? Resolved(DependencyAnswer answer)
    {
        var host = answer.Target.Host;
        return answer.Dns switch
        {
            StepOutcome.Passed when answer.Addresses is [var one] && one == host => null,
            StepOutcome.Passed => answer.Addresses.Count == 0 ? $"{host} resolves." : $"{host} resolves to {string.Join(", ", answer.Addresses)}.",
            StepOutcome.Failed => answer.Detail switch
            {
                "timeout" => $"The name {host} does not resolve: no answer within 4 seconds.",
                "again" => $"The name {host} does not resolve: the resolver itself does not answer, or fails.",
                _ => $"The name {host} does not resolve: there is no such name for this pod.",
            },
            _ => $"Whether {host} resolves is not known: the image has nothing that tells, or the time was up.",
        };
    }

    private static string? Connected(DependencyAnswer answer)
    {
        if (answer.Target.Port is not { } port || answer.Dns != StepOutcome.Passed)
        {
            return null;
        }

        var address = answer.Target.Address;
        var leads = answer.Addresses is { Count: > 0 } addresses && addresses[0] != answer.Target.Host ? $"{answer.Target.Host} resolves to {addresses[0]}, and" : $"At {answer.Target.Host}";
        var assumed = answer.Target.IsPortAssumed ? " The port is the usual one of such a service, and only assumed." : "";
        return answer.Connection switch
        {
            ConnectionOutcome.Connected => $"{address} takes connections.",
            ConnectionOutcome.Refused => $"{leads} nothing listens on {port}: connection refused.{assumed}",
            ConnectionOutcome.TimedOut => $"{leads} nothing answers on {port}: the connection timed out, as where a NetworkPolicy or firewall drops it, or no such host is there.{assumed}",
            ConnectionOutcome.Unreachable => $"{leads} there is no way to it from this pod: host or network unreachable.{assumed}",
            ConnectionOutcome.Reset => $"{leads} the connection to {port} was reset.{assumed}",
            ConnectionOutcome.Failed => $"{leads} no connection to {port} could be made.{assumed}",
            ConnectionOutcome.Barred => $"{answer.Target.Host} leads to a cloud's metadata server, which is not contacted.",
            _ => $"Whether {address} takes connections is not known: the image has nothing that tells, or the time was up.",
        };
    }

    private static string? Shaken(DependencyAnswer answer) => !answer.Target.UsesTls || answer.Connection != ConnectionOutcome.Connected ? null : answer.Tls switch
    {
        StepOutcome.Passed => null,
        StepOutcome.Failed => $"The TLS handshake with {answer.Target.Address} fails{(answer.Detail is { Length: > 0 } detail ? $": {detail.TrimEnd('.')}" : "")}.",
        _ => $"The certificate of {answer.Target.Address} is not known: the image has nothing that tells, or the time was up.",
    };

    private static string? Certificate(DependencyAnswer answer) =>
        answer.Certificate is not { } c || (c.Subject ?? c.Names ?? c.Issuer) is null ? null
            : $"{answer.Target.Address} shows a certificate of {c.Subject ?? "no subject"}{(c.Names is null ? "" : $" for {c.Names}")}, issued by {c.Issuer ?? "nobody who is named"}{(c.ValidUntil is { } until ? $", valid until {Day(until)}" : "")}.";

    private static string? Named(DependencyAnswer answer) => answer.Certificate?.Name != StepOutcome.Failed ? null
        : $"The certificate of {answer.Target.Address} is not for {answer.Target.Host}, the name that the program uses{(answer.Certificate.Names is { } names ? $", but for {names}" : answer.Certificate.Subject is { } subject ? $", but for {subject}" : "")}.";

    private static string? Dated(DependencyAnswer answer) => answer.Certificate is not { Dates: StepOutcome.Failed } c ? null
        : c is { ValidFrom: { } from, ValidUntil: { } until } ? $"The certificate of {answer.Target.Address} is valid from {Day(from)} until {Day(until)}, which by the container's clock it is not now."
        : $"The certificate of {answer.Target.Address} has expired or is not valid yet.";

    private static string? Trusted(DependencyAnswer answer) => answer.Certificate?.Chain switch
    {
        StepOutcome.Passed => $"The certificate of {answer.Target.Address} is signed by an authority that {Store(answer)} trusts.",
        StepOutcome.Failed => $"The certificate of {answer.Target.Address} is not signed by an authority that {Store(answer)} trusts{(answer.Certificate.ChainReason is { } reason ? $": {reason}" : "")}.",
        _ => null,
    };

    /// <summary>The list is the language's own where a language asked, and that of the image else.</summary>
    private static string Store(DependencyAnswer answer) => answer.By is { Length: > 0 } by && by != "sh" ? $"{by.Split(' ')[0]} in this image" : "the image";

    private static string Day(DateTimeOffset date) => date.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
