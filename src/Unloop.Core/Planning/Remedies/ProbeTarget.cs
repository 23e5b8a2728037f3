using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Unloop.Core.Text;

namespace Unloop.Core.Planning.Remedies;

/// <summary>Asks where the program answers: another port, scheme, path or kind of probe, where the failure says which of them is wrong.</summary>
internal sealed partial class ProbeTarget : IRemedy
{
    /// <summary>Answers of a program that is alive and does not serve that path to strangers.</summary>
    private static readonly string[] Alive = ["401", "403", "404", "405"];

    public IReadOnlyList<Category> Categories { get; } = [Category.ProbeKill, Category.NotReady];

    public IEnumerable<Proposal> Propose(RemedyCase @case)
    {
        if (ProbeCase.Of(@case) is not { } probe)
        {
            return [];
        }

        return ((probe.IsRefused || probe is { Handler: not null, Port: null } ? Port(@case, probe) : null)
            ?? Scheme(probe) ?? Path(@case, probe) ?? Grpc(probe) ?? Exec(probe)) is { } proposal ? [proposal] : [];
    }

    private static Proposal? Port(RemedyCase @case, ProbeCase probe)
    {
        if (probe.Handler is not { } handler)
        {
            return null;
        }

        var asked = handler["port"]?.DeepClone();
        var says = ProbeCase.Listening(@case);
        if (says is { OnlyLocal: true })
        {
            return new PersonProposal
            {
                Statement = $"{@case.Cause.Container} listens on the loopback address alone, where no probe and no Service reaches it: let it listen on 0.0.0.0:{says.Value.Port}.",
            };
        }

        var nearest = probe.Declared.OrderBy(p => Math.Abs(p - (probe.Port ?? p))).ThenBy(p => p).Select(p => (int?)p).FirstOrDefault();
        var isDeclared = probe.Port is { } port && (probe.Declared.Contains(port) || probe.Declared.Count == 0);
        var right = says?.Port ?? (isDeclared ? null : nearest);
        if (right is null || right == probe.Port)
        {
            return null;
        }

        foreach (var same in probe.HandlersOfSamePort(asked).ToList())
        {
            same["port"] = right.Value;
        }

        var why = says is not null ? "the program says that it listens there" : "the container declares that port and not the other";
        return probe.Edit.Propose($"Point the {probe.Title} of {@case.Cause.Container} at port {right} in place of {asked?.ToJsonString().Trim('"')}: {why}.");
    }

    private static TemplateProposal? Scheme(ProbeCase probe)
    {
        if (probe.Probe["httpGet"] is not JsonObject http)
        {
            return null;
        }

        if (probe.Failure.Contains("server gave HTTP response to HTTPS client", StringComparison.Ordinal))
        {
            http["scheme"] = "HTTP";
            return probe.Edit.Propose($"Let the {probe.Title} ask by HTTP: the program answers in plain HTTP where the probe speaks TLS.");
        }

        // The first byte of a TLS alert.
        if (probe.Failure.Contains("malformed HTTP response \"\\x15\\x03", StringComparison.Ordinal) || probe.Failure.Contains("HTTP request to an HTTPS server", StringComparison.Ordinal))
        {
            http["scheme"] = "HTTPS";
            return probe.Edit.Propose($"Let the {probe.Title} ask by HTTPS: the program answers with TLS; the kubelet does not check the certificate.");
        }

        return null;
    }

    private static TemplateProposal? Path(RemedyCase @case, ProbeCase probe)
    {
        if (probe.Probe["httpGet"] is not JsonObject http || StatusCode().Match(probe.Failure) is not { Success: true } status || !Alive.Contains(status.Groups["code"].Value, StringComparer.Ordinal))
        {
            return null;
        }

        var code = status.Groups["code"].Value;
        var readiness = probe.Name == "readinessProbe" ? null : probe.Container["readinessProbe"]?["httpGet"];
        if (readiness is not null && readiness["path"].Text() is { } path && path != http["path"].Text() && @case.Container?.Readiness is not null
            && !@case.Pod.Events.Any(e => e.Reason == "Unhealthy" && e.Message.StartsWith("Readiness", StringComparison.Ordinal)))
        {
            http["path"] = path;
            http["port"] = readiness["port"]?.DeepClone();
            return probe.Edit.Propose($"Let the {probe.Title} ask {path}, as the readiness probe does without failing: the path that it asks now is answered with {code}.");
        }

        if (probe.Name == "readinessProbe")
        {
            return null;
        }

        probe.Replace("tcpSocket", new JsonObject { ["port"] = http["port"]?.DeepClone() });
        return probe.Edit.Propose($"Let the {probe.Title} only open a connection: the program answers, with {code}, so it is alive, and nothing in the evidence names a path that answers 200.");
    }

    private static TemplateProposal? Grpc(ProbeCase probe)
    {
        var lacksHealth = probe.Probe["grpc"] is not null && (probe.Failure.Contains("unimplemented", StringComparison.OrdinalIgnoreCase) || probe.Failure.Contains("unknown service", StringComparison.Ordinal));

        // An HTTP/2 settings frame where an HTTP/1 answer was to come.
        var speaksGrpc = probe.Probe["httpGet"] is not null && probe.Failure.Contains("malformed HTTP response \"\\x00\\x00", StringComparison.Ordinal);
        if ((!lacksHealth && !speaksGrpc) || probe.Handler?["port"]?.DeepClone() is not { } port)
        {
            return null;
        }

        probe.Replace("tcpSocket", new JsonObject { ["port"] = port });
        return probe.Edit.Propose(lacksHealth
            ? $"Let the {probe.Title} only open a connection: the program serves gRPC without the service grpc.health.v1.Health that the probe asks."
            : $"Let the {probe.Title} only open a connection: the program answers in HTTP/2, as gRPC does, which an HTTP probe cannot read.");
    }

    private static TemplateProposal? Exec(ProbeCase probe)
    {
        var command = string.Join(' ', TemplateEditor.Words(probe.Probe["exec"]?["command"]));
        if (command.Length == 0 || !(probe.Failure.Contains("executable file not found", StringComparison.Ordinal) || probe.Failure.Contains("no such file or directory", StringComparison.Ordinal)
                || probe.Failure.Contains("command not found", StringComparison.Ordinal)))
        {
            return null;
        }

        if (Url().Match(command) is { Success: true } url && int.TryParse(url.Groups["port"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            var http = new JsonObject { ["path"] = url.Groups["path"].Value is { Length: > 0 } path ? path : "/", ["port"] = port };
            if (url.Groups["tls"].Success)
            {
                http["scheme"] = "HTTPS";
            }

            probe.Replace("httpGet", http);
            return probe.Edit.Propose($"Let the kubelet ask port {port} itself (httpGet): the image does not have the program that the {probe.Title} runs.");
        }

        if (probe.Declared is not [var only])
        {
            return null;
        }

        probe.Replace("tcpSocket", new JsonObject { ["port"] = only });
        return probe.Edit.Propose($"Let the {probe.Title} open a connection to port {only}, the one that the container declares: the image does not have the program that the probe runs.");
    }

    [GeneratedRegex("statuscode: (?<code>[0-9]{3})", RegexOptions.NonBacktracking)]
    private static partial Regex StatusCode();

    [GeneratedRegex("http(?<tls>s)?://(localhost|127\\.0\\.0\\.1|0\\.0\\.0\\.0|\\[::1\\]):(?<port>[0-9]{2,5})(?<path>/[A-Za-z0-9_./-]*)?", RegexOptions.NonBacktracking)]
    private static partial Regex Url();
}
