using Unloop.Core.Facts;
using Unloop.Evidence.Api;
using Unloop.Evidence.Redaction;

namespace Unloop.Evidence.Mapping;

/// <summary>Probes and lifecycle hooks, written as <c>kubectl describe</c> writes their targets.</summary>
public static class ProbeMapper
{
    public static ProbeFact? Map(Probe? probe)
    {
        if (probe is null || Target(probe) is not var (kind, target, port))
        {
            return null;
        }

        return new ProbeFact
        {
            Kind = kind,
            Target = target,
            Port = port,
            InitialDelaySeconds = AtLeast(0, probe.InitialDelaySeconds, 0),
            TimeoutSeconds = AtLeast(1, probe.TimeoutSeconds, 1),
            PeriodSeconds = AtLeast(1, probe.PeriodSeconds, 10),
            SuccessThreshold = AtLeast(1, probe.SuccessThreshold, 1),
            FailureThreshold = AtLeast(1, probe.FailureThreshold, 3),
        };
    }

    public static string? Handler(LifecycleHandler? handler) => handler switch
    {
        { Exec: { } exec } => "exec " + CommandLine(exec),
        { HttpGet: { } http } => "http-get " + Url(http),
        { TcpSocket: { } tcp } => $"tcp-socket {tcp.Host}:{tcp.Port}",
        { Sleep.Seconds: { } seconds } => $"sleep {seconds}s",
        _ => null,
    };

    private static (string Kind, string Target, string? Port)? Target(Probe probe) => probe switch
    {
        { HttpGet: { } http } => ("http-get", Url(http), http.Port),
        { TcpSocket: { } tcp } => ("tcp-socket", $"{tcp.Host}:{tcp.Port}", tcp.Port),
        { Grpc: { } grpc } => ("grpc", $":{grpc.Port} {grpc.Service}".TrimEnd(), grpc.Port),
        { Exec: { } exec } => ("exec", CommandLine(exec), null),
        _ => null,
    };

    private static string Url(HttpGetAction http)
    {
        var scheme = http.Scheme?.ToLowerInvariant() ?? "http";
        var path = http.Path is { Length: > 0 } given ? (given[0] == '/' ? given : "/" + given) : "/";
        return Redactor.Text($"{scheme}://{http.Host}:{http.Port}{path}");
    }

    private static string CommandLine(ExecAction exec) =>
        string.Join(' ', Redactor.Arguments([.. (exec.Command ?? []).Select(w => w ?? "")]));

    /// <summary>Zero and nonsense mean the default, as they do to the API server.</summary>
    private static int AtLeast(int minimum, int? value, int fallback) => value is { } given && given >= minimum ? given : fallback;
}
