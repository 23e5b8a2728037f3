using System.Globalization;
using Unloop.Core.Facts;
using Unloop.Evidence.Redaction;

namespace Unloop.Evidence.Describe;

/// <summary><c>http-get http://:3000/ delay=0s timeout=1s period=10s #success=1 #failure=3</c></summary>
internal static class ProbeDescription
{
    public static ProbeFact? Read(string? text)
    {
        if (text is null || text.IndexOf(' ', StringComparison.Ordinal) is not (var blank and > 0))
        {
            return null;
        }

        var kind = text[..blank];
        if (kind is not ("http-get" or "tcp-socket" or "exec" or "grpc"))
        {
            return null;
        }

        var figures = text.LastIndexOf(" delay=", StringComparison.Ordinal);
        var target = text[blank..(figures < blank ? text.Length : figures)].Trim();
        var rest = figures < blank ? "" : text[figures..];
        return new ProbeFact
        {
            Kind = kind,
            Target = Redactor.Text(kind == "exec" ? Command(target) : target),
            Port = Port(kind, target),
            InitialDelaySeconds = Figure(rest, "delay=") ?? 0,
            TimeoutSeconds = Figure(rest, "timeout=") ?? 1,
            PeriodSeconds = Figure(rest, "period=") ?? 10,
            SuccessThreshold = Figure(rest, "#success=") ?? 1,
            FailureThreshold = Figure(rest, "#failure=") ?? 3,
        };
    }

    private static string Command(string target) =>
        target is ['[', .., ']'] ? target[1..^1].Trim() : target;

    /// <summary>A number or a port's name, between the last colon of the address and the path.</summary>
    private static string? Port(string kind, string target)
    {
        if (kind == "exec")
        {
            return null;
        }

        var address = target.Split(' ')[0];
        var start = address.IndexOf("://", StringComparison.Ordinal) is var scheme and >= 0 ? scheme + 3 : 0;
        var end = address.IndexOf('/', start) is var path and >= 0 ? path : address.Length;
        var colon = end > start ? address.LastIndexOf(':', end - 1, end - start) : -1;
        return colon >= 0 && colon + 1 < end ? address[(colon + 1)..end] : null;
    }

    private static int? Figure(string text, string name)
    {
        var start = text.IndexOf(name, StringComparison.Ordinal);
        if (start < 0)
        {
            return null;
        }

        var end = start += name.Length;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return int.TryParse(text.AsSpan(start, end - start), NumberStyles.None, CultureInfo.InvariantCulture, out var figure) ? figure : null;
    }
}
