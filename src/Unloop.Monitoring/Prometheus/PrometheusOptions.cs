using System.Net.Http.Headers;
using System.Text;
using Unloop.Core.Facts;
using Unloop.Core.Text;
using Unloop.Engine.Machine;

namespace Unloop.Monitoring.Prometheus;

/// <summary>How one Prometheus is reached.</summary>
public sealed record PrometheusOptions
{
    private const int LongestFile = 64 << 10;

    /// <summary>Ends in a slash; may have a path (<c>--web.external-url</c>).</summary>
    public required Uri Address { get; init; }

    /// <summary>Never shown.</summary>
    internal AuthenticationHeaderValue? Authorization { get; init; }

    /// <summary>The machine's own authorities; null: whom the runtime finds.</summary>
    public IMachineRoots? Roots { get; init; }

    /// <summary>Follows <c>unloop/</c> in the <c>User-Agent</c>.</summary>
    public string Version { get; init; } = "dev";

    /// <summary>How long one answer may take, whole.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <param name="url">Of <c>--prometheus-url</c>.</param>
    /// <param name="tokenFile">A file with a bearer token.</param>
    /// <param name="basicFile">A file with <c>user:password</c>.</param>
    public static (PrometheusOptions? Options, IReadOnlyList<Problem> Problems) Read(string url, string? tokenFile, string? basicFile, IFileReader files)
    {
        var problems = new List<Problem>();
        var address = ReadAddress(url, problems);
        if (tokenFile is not null && basicFile is not null)
        {
            problems.Add(Wrong("A token and a password for Prometheus are given; only one of the two can be sent."));
        }

        var token = Credential("--prometheus-token-file", tokenFile, files, problems);
        var basic = Credential("--prometheus-password-file", basicFile, files, problems);
        if (basic is not null && !basic.Contains(':', StringComparison.Ordinal))
        {
            problems.Add(Wrong($"--prometheus-password-file {Discreet.FileName(basicFile!)}: user:password is expected, and there is no colon."));
        }

        if (address is not null && (token ?? basic) is not null && address.Scheme == Uri.UriSchemeHttp && !Transport.IsThisMachine(address))
        {
            problems.Add(Wrong($"--prometheus-url {Discreet.Address(url)}: with a token or password only https, or http to 127.0.0.1; it would be readable on the way."));
        }

        var header = token is not null ? new AuthenticationHeaderValue("Bearer", token)
            : basic is not null ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(basic)))
            : null;
        return problems.Count > 0 ? (null, problems) : (new() { Address = address!, Authorization = header }, []);
    }

    private static Uri? ReadAddress(string url, List<Problem> problems)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
        {
            problems.Add(Wrong("--prometheus-url: an address such as http://127.0.0.1:9090 is expected."));
            return null;
        }

        if (address.UserInfo.Length > 0)
        {
            problems.Add(Wrong($"--prometheus-url {Discreet.Address(url)}: a password in an address is seen by everybody on this machine; put user:password into a file."));
            return null;
        }

        if (address.Query.Length > 0 || address.Fragment.Length > 0)
        {
            problems.Add(Wrong($"--prometheus-url {Discreet.Address(url)}: the address alone is expected, without a query."));
            return null;
        }

        return new(address.AbsoluteUri.TrimEnd('/') + "/");
    }

    private static string? Credential(string flag, string? path, IFileReader files, List<Problem> problems)
    {
        if (path is null)
        {
            return null;
        }

        var read = files.Read(path, LongestFile);
        var text = read.Failure is null ? Encoding.UTF8.GetString(read.Content.Span).Trim() : "";
        var failure = read.Failure ?? (text.Length == 0 ? "is empty" : text.Any(char.IsControl) ? "holds more than one line" : null);
        if (failure is not null)
        {
            problems.Add(Wrong(Discreet.Unread(flag, path, failure)));
        }

        return failure is null ? text : null;
    }

    private static Problem Wrong(string message) => new(ProblemKind.BadInput, message);
}
