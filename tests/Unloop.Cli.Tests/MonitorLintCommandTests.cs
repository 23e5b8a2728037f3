using System.Text;
using System.Text.Json;
using Unloop.Cli.Commands;
using Unloop.Cli.Rendering;
using Unloop.Images.Tests.Fakes;
using Unloop.Tests;

namespace Unloop.Cli.Tests;

public sealed class MonitorLintCommandTests : IDisposable
{
    private const string UsersQuery = "sum:kubernetes.pod.restart.count{*} by {pod_name, cluster_name} > 5";

    private const string Good = """
        resource "datadog_monitor" "crash_loop" {
          name    = "Pod {{pod_name.name}} in {{kube_namespace.name}} is in CrashLoopBackOff"
          type    = "query alert"
          message = "Check the application logs and resource usage. @slack-ops"
          query   = "max(last_10m):default_zero(max:kubernetes_state.container.status_report.count.waiting{reason:crashloopbackoff} by {kube_cluster_name,kube_namespace,pod_name}) >= 1"
        }
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("unloop-");

    public void Dispose() => _folder.Delete(recursive: true);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static Task<Run> Lint(params string[] args) => Run.Unloop(["monitor", "lint", .. args]);

    [Fact]
    public async Task The_users_query_is_told_why_it_would_never_have_worked_and_what_would()
    {
        var run = await Lint("--query", UsersQuery);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Snapshot.Match(run.Out, "monitor-lint.txt");
    }

    [Fact]
    public async Task The_findings_keep_the_contract()
    {
        var file = Write("web.tf", Good.Replace("reason:crashloopbackoff", "reason:CrashLoopBackOff", StringComparison.Ordinal));
        var report = JsonDocument.Parse((await Lint(file, "-o", "json")).Out).RootElement;
        Assert.Equal("unloop.dev/findings/v1", report.GetProperty("schema").GetString());
        var item = Assert.Single(report.GetProperty("items").EnumerateArray());
        Assert.Equal(("reason-never-reported", "error", "CrashLoopBackOff"), (item.GetProperty("id").GetString(), item.GetProperty("severity").GetString(), item.GetProperty("subject").GetString()));
        var at = item.GetProperty("at");
        Assert.EndsWith("/web.tf", at.GetProperty("file").GetString(), StringComparison.Ordinal);
        Assert.Equal(("datadog_monitor.crash_loop", 5), (at.GetProperty("object").GetString(), at.GetProperty("line").GetInt32()));
        var excerpt = item.GetProperty("excerpt").GetString()!;
        Assert.Equal("reason:CrashLoopBackOff", excerpt[(at.GetProperty("column").GetInt32() - 1)..(at.GetProperty("endColumn").GetInt32() - 1)]);
        Assert.StartsWith("query = \"max(last_10m):", item.GetProperty("replacement").GetString(), StringComparison.Ordinal);
        Assert.NotEmpty(item.GetProperty("effect").GetString()!);
    }

    [Fact]
    public async Task Code_scanning_gets_a_rule_for_each_result()
    {
        var log = JsonDocument.Parse((await Lint("--query", UsersQuery, "-o", "sarif")).Out).RootElement;
        var run = Assert.Single(log.GetProperty("runs").EnumerateArray());
        var rules = run.GetProperty("tool").GetProperty("driver").GetProperty("rules");
        Assert.All(run.GetProperty("results").EnumerateArray(), r => Assert.Equal(r.GetProperty("ruleId").GetString(), rules[r.GetProperty("ruleIndex").GetInt32()].GetProperty("id").GetString()));
        Assert.Equal(6, run.GetProperty("results").GetArrayLength());
    }

    [Fact]
    public async Task A_good_monitor_is_one_line()
    {
        var run = await Lint(Write("good.tf", Good), "--exit-code");
        Assert.Equal((0, "1 monitor or rule: nothing found."), (run.ExitCode, Assert.Single(run.Out.TrimEnd().Split('\n'))));
    }

    [Fact]
    public async Task With_exit_code_a_pipeline_learns_that_something_was_found() => Assert.Equal(10, (await Lint("--query", UsersQuery, "--exit-code")).ExitCode);

    [Fact]
    public async Task A_query_that_does_not_parse_is_shown_with_what_is_wrong()
    {
        var run = await Lint("--query", "avg(last_5m):avg:kubernetes.pods.running{*} by kube_namespace < 1");
        Assert.Contains("query:1:48: error: query-does-not-parse", run.Out, StringComparison.Ordinal);
        Assert.Contains("expected '{' and the tags to group by, not 'kube_namespace'.", run.Out.ReplaceLineEndings(" ").Replace("   ", " ", StringComparison.Ordinal).Replace("  ", " ", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_read_is_told_at_once_and_the_rest_is_checked()
    {
        var broken = Write("broken.tf", "resource \"datadog_monitor\" \"a\" {\n  query = \"x\n  name = ]\n}\n");
        var board = Write("board.json", "{\"widgets\": []}");
        var run = await Lint(broken, board, Path.Combine(_folder.FullName, "none.tf"), _folder.FullName, Write("good.tf", Good));
        Assert.Equal(2, run.ExitCode);
        Assert.All((string[])["broken.tf:2:11: ", "broken.tf:3:10: ", "board.json is a dashboard of Datadog", "none.tf does not exist", "is a folder; give the files in it"],
            says => Assert.Contains(says, run.Error, StringComparison.Ordinal));
        Assert.Contains("1 monitor or rule: nothing found.", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Errors_are_part_of_the_machine_readable_report()
    {
        var run = await Lint(Write("board.json", "{\"widgets\": []}"), "-o", "json");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("is a dashboard of Datadog", Assert.Single(JsonDocument.Parse(run.Out).RootElement.GetProperty("errors").EnumerateArray()).GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Standard_input_is_a_file_like_others()
    {
        using var output = new StringWriter();
        var command = MonitorLintCommand.Create(new Terminal(output, output), () => new MemoryStream(Encoding.UTF8.GetBytes(Good.Replace("@slack-ops", "", StringComparison.Ordinal))));
        Assert.Equal(0, await command.Parse(["-"]).InvokeAsync(cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains("standard input:4:14: warning: nobody-reached", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Datadog_is_asked_for_metrics_and_monitors_where_its_keys_are_given()
    {
        await using var datadog = new FakeServer(seen => seen.Path.Split('?')[0] switch
        {
            "/api/v1/metrics" => Reply.Of(200, """{"metrics": ["kubernetes.containers.restarts"]}"""),
            "/api/v1/monitor" when seen.Path.Contains("page=0", StringComparison.Ordinal) => Reply.Of(200, """[{"id": 7, "name": "Load", "type": "metric alert", "query": "avg(last_5m):avg:system.load.1{*} by {host} > 20"}]"""),
            "/api/v1/monitor" => Reply.Of(200, "[]"),
            _ => Reply.Of(404, """{"errors": ["Not found"]}"""),
        });
        var key = Write("key", "0123456789abcdef0123456789abcdef");
        string[] asked = ["--provider", "datadog", "--api-url", datadog.Address, "--api-key-file", key, "--app-key-file", key];

        var run = await Lint(["--query", "avg(last_5m):avg:shop.orders{*} by {region} < 1", .. asked]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("No data of shop.orders has reached this organisation in the last 7 days.", string.Join(' ', run.Out.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.Contains("no-agent-guard", (await Lint([Write("good.tf", Good), .. asked])).Out, StringComparison.Ordinal);
        Assert.All(datadog.Requests, r => Assert.Equal("GET", r.Method));
    }

    [Fact]
    public async Task Without_keys_Datadog_is_not_asked_and_the_provider_tells_the_language_alone()
    {
        var run = await Lint(Write("good.tf", Good), "--provider", "datadog");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal("1 monitor or rule: nothing found.", Assert.Single(run.Out.TrimEnd().Split('\n')));
    }

    [Fact]
    public async Task Keys_that_are_not_there_are_said_and_the_file_is_checked_all_the_same()
    {
        var run = await Lint(Write("good.tf", Good), "--provider", "datadog", "--api-key-file", "/nowhere/api", "--app-key-file", "/nowhere/app");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--api-key-file /nowhere/api does not exist", run.Error, StringComparison.Ordinal);
        Assert.Contains("--app-key-file /nowhere/app does not exist", run.Error, StringComparison.Ordinal);
        Assert.Contains("1 monitor or rule: nothing found.", run.Out, StringComparison.Ordinal);
    }

    private const string Rules = """
        groups:
        - name: pods
          rules:
          - alert: NotReady
            expr: kube_pod_status_ready{condition="false"} == 1
            for: 15m
            labels: {severity: critical}
            annotations: {summary: "{{ $labels.pod }} is not ready."}
        """;

    [Fact]
    public async Task Prometheus_is_asked_for_its_metrics_its_rules_and_how_it_scrapes()
    {
        await using var prometheus = new FakeServer(seen => Uri.UnescapeDataString(seen.Path) switch
        {
            "/api/v1/label/__name__/values" => Reply.Of(200, """{"status": "success", "data": ["kube_pod_info", "kube_pod_status_ready", "up"]}"""),
            "/api/v1/rules" => Reply.Of(200, """{"status": "success", "data": {"groups": [{"name": "a", "file": "a", "rules": [{"name": "Load", "query": "node_load1 > 20", "type": "alerting"}]}]}}"""),
            var path when path.StartsWith("/api/v1/query", StringComparison.Ordinal) => Reply.Of(200, """{"status": "success", "data": {"resultType": "vector", "result": [{"metric": {}, "value": [1, "12"]}]}}"""),
            _ => Reply.Of(404, "404 page not found"),
        });
        var rules = Write("rules.yaml", Rules);

        var run = await Lint(rules, "--provider", "prometheus", "--prometheus-url", prometheus.Address, "-o", "json");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(["exporters-labels", "no-absent-guard"], JsonDocument.Parse(run.Out).RootElement.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()!).Order(StringComparer.Ordinal));
        Assert.All(prometheus.Requests, r => Assert.Equal("GET", r.Method));
        Assert.Contains("1 monitor or rule: nothing found.", (await Lint(rules, "--provider", "prometheus")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Prometheus_that_cannot_be_reached_is_said_and_the_rules_are_checked_all_the_same()
    {
        var run = await Lint(Write("rules.yaml", Rules), "--provider", "prometheus", "--prometheus-url", "http://127.0.0.1:1");
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("http://127.0.0.1:1 cannot be reached", run.Error, StringComparison.Ordinal);
        Assert.Contains("1 monitor or rule: nothing found.", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_shall_be_asked_is_named_with_the_provider()
    {
        var run = await Lint(Write("rules.yaml", Rules), "--prometheus-url", "http://127.0.0.1:1");
        Assert.Contains("--prometheus-url is for --provider prometheus", run.Error, StringComparison.Ordinal);
        Assert.Equal(2, run.ExitCode);
    }

    [Fact]
    public async Task Rules_and_the_Alertmanager_that_routes_them_are_checked_together()
    {
        var routing = Write("alertmanager.yml", "route: {receiver: \"null\"}\nreceivers:\n- name: \"null\"\n");
        Assert.Contains("no-route", (await Lint(Write("rules.yaml", Rules), routing)).Out, StringComparison.Ordinal);
        var alone = await Lint(routing);
        Assert.Equal(2, alone.ExitCode);
        Assert.Contains("give the rules that it routes too", alone.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_input_it_says_what_it_takes() => Assert.Contains("give files, or queries with --query", (await Lint()).Error, StringComparison.Ordinal);

    [Fact]
    public async Task A_mistyped_provider_is_met_with_those_that_there_are()
    {
        var run = await Lint("--query", "up == 0", "--provider", "datadogg");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("'datadog'", run.Error, StringComparison.Ordinal);
    }
}
