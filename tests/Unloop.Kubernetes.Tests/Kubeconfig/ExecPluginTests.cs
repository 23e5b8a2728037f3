using System.Text.Json.Nodes;
using Unloop.Core.Facts;
using Unloop.Engine;
using Unloop.Engine.Machine;
using Unloop.Kubernetes.Tests.Fakes;
using static Unloop.Kubernetes.Tests.Fakes.Objects;

namespace Unloop.Kubernetes.Tests.Kubeconfig;

public sealed class ExecPluginTests
{
    [Fact]
    public async Task A_plugin_is_run_once_for_all_requests_and_gets_its_arguments_one_by_one()
    {
        var processes = new FakeProcesses(Gives("""{"token":"abc"}"""));
        await using var api = await StartAsync();

        var batch = await CollectAsync(api, processes, """{"apiVersion":"client.authentication.k8s.io/v1","command":"login","args":["a b","c"],"env":[{"name":"X","value":"y"}],"interactiveMode":"Never"}""");

        Assert.Empty(batch.Problems);
        var command = Assert.Single(processes.Commands);
        Assert.Equal("login", command.Program);
        Assert.Equal(["a b", "c"], command.Arguments);
        Assert.Contains(new("X", "y"), command.Environment);
        Assert.False(command.Interactive);
        Assert.True(api.Requests.Count > 5);
        Assert.All(api.Requests, r => Assert.Equal("Bearer abc", r.Headers["Authorization"][0]));
    }

    [Fact]
    public async Task A_plugin_learns_of_the_cluster_only_when_the_kubeconfig_says_so()
    {
        foreach (var provide in new[] { true, false })
        {
            var processes = new FakeProcesses(Gives("""{"token":"abc"}""")) { InputIsTerminal = true };
            await using var api = await StartAsync();

            _ = await CollectAsync(api, processes, $$$"""{"apiVersion":"client.authentication.k8s.io/v1","command":"login","interactiveMode":"IfAvailable","provideClusterInfo":{{{(provide ? "true" : "false")}}}}""",
                ""","extensions":[{"name":"client.authentication.k8s.io/exec","extension":{"audience":"x"}}]""");

            var info = JsonNode.Parse(processes.Commands[0].Environment.Single(e => e.Key == "KUBERNETES_EXEC_INFO").Value)!;
            Assert.Equal(("ExecCredential", "client.authentication.k8s.io/v1", true), ((string?)info["kind"], (string?)info["apiVersion"], (bool)info["spec"]!["interactive"]!));
            Assert.Equal(provide ? api.Address : null, (string?)info["spec"]!["cluster"]?["server"]);
            Assert.Equal(provide ? "x" : null, (string?)info["spec"]!["cluster"]?["config"]?["audience"]);
        }
    }

    [Fact]
    public async Task A_relative_program_belongs_to_the_kubeconfigs_folder()
    {
        var processes = new FakeProcesses(Gives("""{"token":"abc"}"""));
        await using var api = await StartAsync();

        _ = await CollectAsync(api, processes, """{"apiVersion":"client.authentication.k8s.io/v1beta1","command":"./bin/login"}""");

        Assert.Equal("/home/me/.kube/bin/login", processes.Commands[0].Program);
    }

    [Fact]
    public async Task A_credential_that_expires_or_is_refused_is_renewed()
    {
        var processes = new FakeProcesses(Gives("""{"token":"old","expirationTimestamp":"2026-05-01T12:00:05Z"}"""), Gives("""{"token":"stale"}"""), Gives("""{"token":"new"}"""));
        await using var api = await StartAsync();
        api.Fault(r => r.Headers["Authorization"][0] == "Bearer stale", c => FakeApi.StatusAsync(c, 401, "Unauthorized", "Unauthorized"));

        var batch = await CollectAsync(api, processes, """{"apiVersion":"client.authentication.k8s.io/v1beta1","command":"login"}""");

        Assert.Empty(batch.Problems);
        Assert.Equal(3, processes.Commands.Count);
        Assert.Equal("Bearer new", api.Requests.Last().Headers["Authorization"][0]);
    }

    [Fact]
    public async Task A_plugin_may_give_a_client_certificate()
    {
        var certificate = Certificates.Create(out var key);
        var processes = new FakeProcesses(Gives($$$"""{"clientCertificateData":{{{JsonValue.Create(certificate).ToJsonString()}}},"clientKeyData":{{{JsonValue.Create(key).ToJsonString()}}}}"""));
        await using var api = await StartAsync();

        Assert.Empty((await CollectAsync(api, processes, """{"apiVersion":"client.authentication.k8s.io/v1beta1","command":"login"}""")).Problems);
        Assert.DoesNotContain("Authorization", api.Requests.First().Headers.Keys);
    }

    public static TheoryData<ProcessResult, string> Failures { get; } = new()
    {
        { new() { End = ProcessEnd.NotFound }, "is not installed: Get it from the shelf" },
        { new() { End = ProcessEnd.TimedOut }, "did not answer within 120 seconds" },
        { new() { End = ProcessEnd.TooMuchOutput }, "wrote far more than a credential" },
        { new() { End = ProcessEnd.NotStarted, ErrorTail = "Permission denied" }, "could not be started: Permission denied" },
        { new() { End = ProcessEnd.Exited, ExitCode = 3, ErrorTail = "session\nexpired" }, "ended with exit code 3: session expired" },
        { new() { End = ProcessEnd.Exited, Output = "Hello" }, "did not write an ExecCredential as JSON" },
        { new() { End = ProcessEnd.Exited, Output = """{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1"}""" }, "where ExecCredential of client.authentication.k8s.io/v1beta1 was expected" },
        { Gives("{}"), "wrote neither a token nor a client certificate" },
        { Gives("""{"token":"a\nb"}"""), "wrote a token that cannot be sent" },
        { Gives("""{"clientCertificateData":"x","clientKeyData":"y"}"""), "do not make a pair" },
    };

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public async Task A_plugin_that_fails_is_one_problem_with_the_reason_and_is_not_run_again(ProcessResult result, string words)
    {
        var processes = new FakeProcesses(result);
        await using var api = await StartAsync();

        var batch = await CollectAsync(api, processes, """{"apiVersion":"client.authentication.k8s.io/v1beta1","command":"login","installHint":"Get it from the shelf"}""");

        var problem = Assert.Single(batch.Problems);
        Assert.Equal(ProblemKind.Unauthorised, problem.Kind);
        Assert.StartsWith("The credential plugin login of user 'me' ", problem.Message, StringComparison.Ordinal);
        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
        Assert.Single(processes.Commands);
        Assert.Empty(api.Requests);
    }

    [Fact]
    public async Task A_plugin_that_must_ask_a_person_is_not_run_without_one()
    {
        var processes = new FakeProcesses(Gives("{}"));
        await using var api = await StartAsync();

        var batch = await CollectAsync(api, processes, """{"apiVersion":"client.authentication.k8s.io/v1","command":"login","interactiveMode":"Always"}""");

        Assert.Contains("standard input is not a terminal", Assert.Single(batch.Problems).Message, StringComparison.Ordinal);
        Assert.Empty(processes.Commands);
    }

    [Fact]
    public async Task Impersonation_and_a_token_reach_the_server()
    {
        await using var api = await StartAsync();
        using var source = TestCluster.Connect(TestCluster.Config(api.Address, """{"token":"t","as":"ops","as-groups":["a","b"]}""")).Source!;

        _ = await source.CollectAsync(new TargetQuery(), TestContext.Current.CancellationToken);

        Assert.All(api.Requests, r => Assert.Equal(("Bearer t", "ops", "a,b"), (r.Headers["Authorization"][0], r.Headers["Impersonate-User"][0], string.Join(',', r.Headers["Impersonate-Group"]).Replace(" ", "", StringComparison.Ordinal))));
    }

    private static ProcessResult Gives(string status) => new()
    {
        End = ProcessEnd.Exited,
        Output = $$$"""{"kind":"ExecCredential","apiVersion":"APIVERSION","status":{{{status}}}}""",
    };

    private static async Task<FakeApi> StartAsync()
    {
        var api = await FakeApi.StartAsync();
        api.Put(Pods, Pod("web-1", Looping()));
        return api;
    }

    private static async Task<EvidenceBatch> CollectAsync(FakeApi api, FakeProcesses processes, string exec, string cluster = "")
    {
        processes.ApiVersion = (string)JsonNode.Parse(exec)!["apiVersion"]!;
        using var source = TestCluster.Connect(TestCluster.Config(api.Address, $$$"""{"exec":{{{exec}}}}""", cluster), processes: processes).Source!;
        return await source.CollectAsync(new TargetQuery(), TestContext.Current.CancellationToken);
    }
}
