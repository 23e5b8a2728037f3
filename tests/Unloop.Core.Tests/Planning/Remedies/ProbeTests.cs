using Unloop.Core.Facts;
using Unloop.Core.Planning.Remedies;

namespace Unloop.Core.Tests.Planning.Remedies;

public sealed class ProbeTests
{
    private const string Liveness = "/spec/containers/0/livenessProbe";
    private const string Refused = "dial tcp 10.0.0.9:8081: connect: connection refused";

    private static RemedyCase Killed(string probe, string failure, string ports = "8080", string? log = null, int seconds = 30, string more = "", string name = "liveness") =>
        Sick.Case(Category.ProbeKill, $"{name} probe http://:8081/", $"\"ports\":[{string.Join(',', ports.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(p => $$"""{"containerPort":{{p}}}"""))}],\"{name}Probe\":{{{probe}}}{more}",
            log: log, ended: Some.Crashing(exitCode: 137, seconds: seconds))
            .WithPod(p => p.With(Some.Event("Unhealthy", $"{char.ToUpperInvariant(name[0])}{name[1..]} probe failed: {failure}")));

    [Fact]
    public void The_nearest_declared_port_is_asked() =>
        Assert.Equal([$"{Liveness}/httpGet/port 8080"], Killed("\"httpGet\":{\"path\":\"/\",\"port\":8081}", Refused, "9000,8080").Edits());

    [Fact]
    public void The_port_that_the_log_names_is_asked_before_a_declared_one() =>
        Assert.Equal([$"{Liveness}/httpGet/port 9000"], Killed("\"httpGet\":{\"path\":\"/\",\"port\":8081}", Refused, "9000,8080", log: "Server listening on 0.0.0.0:9000").Edits());

    [Fact]
    public void A_name_that_no_port_has_is_replaced() =>
        Assert.Equal([$"{Liveness}/tcpSocket/port 8080"], Killed("\"tcpSocket\":{\"port\":\"http\"}", "strconv.Atoi: parsing \"http\": invalid syntax").Edits());

    [Fact]
    public void Of_a_program_on_the_loopback_address_no_port_is_asked()
    {
        var @case = Killed("\"httpGet\":{\"path\":\"/\",\"port\":8080}", Refused, log: "listening on 127.0.0.1:8080");

        Assert.Empty(@case.Edits());
        Assert.Contains("loopback", RemedyList.Propose(@case)[0].Statement, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"httpGet\":{\"path\":\"/\",\"port\":8080,\"scheme\":\"HTTPS\"}", "http: server gave HTTP response to HTTPS client", "/httpGet/scheme \"HTTP\"")]
    [InlineData("\"httpGet\":{\"path\":\"/\",\"port\":8080}", "malformed HTTP response \"\\x15\\x03\\x01\"", "/httpGet/scheme \"HTTPS\"")]
    [InlineData("\"httpGet\":{\"path\":\"/\",\"port\":8080}", "HTTP probe failed with statuscode: 404", "/httpGet null\n/spec/containers/0/livenessProbe/tcpSocket {\"port\":8080}")]
    [InlineData("\"grpc\":{\"port\":8080}", "rpc error: code = Unimplemented desc = unknown service grpc.health.v1.Health", "/grpc null\n/spec/containers/0/livenessProbe/tcpSocket {\"port\":8080}")]
    [InlineData("\"exec\":{\"command\":[\"curl\",\"-f\",\"http://localhost:8080/healthz\"]}", "exec: \"curl\": executable file not found in $PATH", "/exec null\n/spec/containers/0/livenessProbe/httpGet {\"path\":\"/healthz\",\"port\":8080}")]
    public void The_failure_says_how_to_ask(string probe, string failure, string edit) => Assert.Equal([Liveness + edit], Killed(probe, failure).Edits());

    [Fact]
    public void The_path_of_a_readiness_probe_that_does_not_fail_is_asked() =>
        Assert.Equal(
            [$"{Liveness}/httpGet/path \"/ready\""],
            Killed("\"httpGet\":{\"path\":\"/alive\",\"port\":8080}", "HTTP probe failed with statuscode: 404", more: ",\"readinessProbe\":{\"httpGet\":{\"path\":\"/ready\",\"port\":8080}}")
                .WithPod(p => p with { Containers = [p.Containers[0] with { Readiness = new ProbeFact { Kind = "http-get", Target = "http://:8080/ready" } }] }).Edits());

    [Fact]
    public void A_start_that_the_log_tells_is_granted_twice() =>
        Assert.Equal(
            ["/spec/containers/0/startupProbe {\"failureThreshold\":18,\"httpGet\":{\"port\":8080},\"periodSeconds\":5}"],
            Killed("\"httpGet\":{\"port\":8080},\"initialDelaySeconds\":5", Refused, log: "Started ShopApplication in 42.3 seconds").Edits());

    [Fact]
    public void A_startup_probe_that_is_there_is_given_more_tries() =>
        Assert.Equal(
            ["/spec/containers/0/startupProbe/failureThreshold 12"],
            Killed("\"tcpSocket\":{\"port\":8080},\"periodSeconds\":10,\"failureThreshold\":2", Refused, name: "startup", seconds: 20).Edits());

    [Fact]
    public void An_old_kubelet_gets_a_longer_delay() =>
        Assert.Equal(
            [$"{Liveness}/initialDelaySeconds 120"],
            Killed("\"httpGet\":{\"port\":8080}", Refused).WithPod(p => p with { Node = new NodeFacts { Name = "n", KubeletVersion = "v1.15.1" } }).Edits());

    [Fact]
    public void A_probe_that_times_out_gets_more_time() =>
        Assert.Equal([$"{Liveness}/timeoutSeconds 6"], Killed("\"httpGet\":{\"port\":8080},\"timeoutSeconds\":2", "context deadline exceeded").Edits());

    [Theory]
    [InlineData("HTTP probe failed with statuscode: 500", 30)]
    [InlineData(Refused, 3600)]
    public void A_program_that_is_broken_or_had_started_gets_no_more_time(string failure, int seconds) =>
        Assert.Empty(Killed("\"httpGet\":{\"port\":8080}", failure, seconds: seconds).Edits());
}
