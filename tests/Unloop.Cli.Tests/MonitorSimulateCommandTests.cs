using System.Text.Json;
using System.Xml.Linq;
using Unloop.Tests;

namespace Unloop.Cli.Tests;

public sealed class MonitorSimulateCommandTests : IDisposable
{
    private const string Asked = "sum:kubernetes.pod.restart.count{*} by {pod_name, cluster_name} > 5";
    private const string Meant = "change(max(last_5m),last_10m):sum:kubernetes.containers.restarts{*} by {kube_cluster_name,kube_namespace,pod_name} > 5";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("unloop-");

    public void Dispose() => _folder.Delete(recursive: true);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static Task<Run> Simulate(params string[] args) => Run.Unloop(["monitor", "simulate", .. args]);

    private static async Task<JsonElement> Report(params string[] args) => JsonDocument.Parse((await Simulate([.. args, "-o", "json"])).Out).RootElement;

    [Fact]
    public async Task A_query_is_drawn_as_it_was_written_and_as_it_was_meant()
    {
        var run = await Simulate("--query", Asked);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Snapshot.Match(run.Out, "monitor-simulate.txt");
    }

    /// <summary>The picture in the README is what the command writes.</summary>
    [Fact]
    public async Task The_picture_shows_why_the_alert_goes_silent()
    {
        var file = Path.Combine(_folder.FullName, "alert.svg");
        var run = await Simulate("--query", Asked, "--svg", file);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var svg = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        Assert.Contains("firing", XDocument.Parse(svg).Root!.Value, StringComparison.Ordinal);
        Snapshot.Match(svg, Path.Combine("..", "..", "docs", "images", "restarts-alert.svg"));
    }

    [Fact]
    public async Task The_report_keeps_the_contract()
    {
        var report = await Report("--query", Meant);
        Assert.Equal("unloop.dev/simulation/v1", report.GetProperty("schema").GetString());
        var scenario = Assert.Single(report.GetProperty("scenarios").EnumerateArray());
        Assert.Equal("crash-at-once", scenario.GetProperty("name").GetString());
        Assert.Equal([0, 10, 30, 70, 150, 310, 610, 910, 1210, 1510], scenario.GetProperty("containers")[0].GetProperty("restarts").EnumerateArray().Select(r => r.GetInt32()).Take(10));
        var alert = scenario.GetProperty("alerts").EnumerateArray().First();
        Assert.Equal(Meant, alert.GetProperty("query").GetString());
        var phases = alert.GetProperty("groups")[0].GetProperty("phases").EnumerateArray().Select(p => (p.GetProperty("state").GetString(), p.GetProperty("from").GetDouble()));
        Assert.Equal([("firing", 360), ("resolved", 900)], phases.TakeLast(2));
    }

    [Theory]
    [InlineData("1ms")]
    [InlineData("999ms")]
    public async Task A_group_that_is_evaluated_many_times_a_second_is_refused_with_its_place(string interval)
    {
        var file = Write("rules.yaml", $"groups:\n- name: often\n  interval: {interval}\n  rules:\n  - alert: A\n    expr: kube_pod_info > 0\n");
        var run = await Simulate(file);
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains($"{file}:3:13: the interval of the group 'often' is {interval}, and no less than 1s is played", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0s")]
    [InlineData("0")]
    [InlineData("1m")]
    public async Task An_interval_of_nought_is_the_servers_own(string interval)
    {
        var file = Write("rules.yaml", $"groups:\n- name: a\n  interval: {interval}\n  rules:\n  - alert: A\n    expr: kube_pod_container_status_restarts_total > 5\n    for: 2m\n");
        var phases = (await Report(file)).GetProperty("scenarios")[0].GetProperty("alerts")[0].GetProperty("groups")[0].GetProperty("phases");
        var pending = Assert.Single(phases.EnumerateArray(), p => p.GetProperty("state").GetString() == "pending");
        Assert.Equal(120, pending.GetProperty("to").GetDouble() - pending.GetProperty("from").GetDouble());
    }

    [Fact]
    public async Task A_rule_file_is_played_rule_by_rule()
    {
        var file = Write("rules.yaml", """
            groups:
              - name: crash loops
                rules:
                  - alert: Restarts
                    expr: increase(kube_pod_container_status_restarts_total[10m]) >= 6
                  - record: ignored
                    expr: sum(kube_pod_info)
                  - alert: CrashLooping
                    expr: max_over_time(kube_pod_container_status_waiting_reason{reason="CrashLoopBackOff"}[10m]) >= 1
                    for: 10m
            """);
        var run = await Simulate(file);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("Restarts: alert", run.Out, StringComparison.Ordinal);
        var alerts = (await Report(file)).GetProperty("scenarios")[0].GetProperty("alerts").EnumerateArray().Select(a => (a.GetProperty("name").GetString(), a.GetProperty("statement").GetString()!)).ToList();
        Assert.Equal(["Restarts", "CrashLooping"], alerts.Select(a => a.Item1));
        Assert.Contains("fires 6 min after the first crash, for 4 min", alerts[0].Item2, StringComparison.Ordinal);
        Assert.Contains("fires 11 min after the first crash, and goes on for as long as the pod is broken", alerts[1].Item2, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_monitor_of_a_file_is_played_with_its_options()
    {
        var file = Write("monitor.json", """{"name":"Pod restarts","type":"query alert","query":"QUERY","options":{"thresholds":{"critical":5,"critical_recovery":1}}}""".Replace("QUERY", Meant, StringComparison.Ordinal));
        var alert = (await Report(file, "--for", "1h")).GetProperty("scenarios")[0].GetProperty("alerts")[0];
        Assert.Equal("Pod restarts", alert.GetProperty("name").GetString());
        Assert.Contains("goes on for as long as the pod is broken", alert.GetProperty("statement").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--back-off-max", "60s", "and goes on for as long")]
    [InlineData("--runs-for", "58s", "It never fires")]
    [InlineData("--repaired-after", "4m", "It fires 6 min after the first crash, and resolves 590 s after the pod began to run well again")]
    public async Task The_life_of_the_container_can_be_changed(string flag, string value, string words) =>
        Assert.Contains(words, (await Simulate("--query", Meant, flag, value)).Out.Replace('\n', ' '), StringComparison.Ordinal);

    [Fact]
    public async Task Several_scenarios_are_played_one_after_the_other()
    {
        var scenarios = (await Report("--query", Meant, "--scenario", "crash-after-60s", "--scenario", "slow-leak")).GetProperty("scenarios").EnumerateArray().ToList();
        Assert.Equal(["crash-after-60s", "slow-leak"], scenarios.Select(s => s.GetProperty("name").GetString()));
        Assert.All(scenarios, s => Assert.StartsWith("It never fires", s.GetProperty("alerts")[0].GetProperty("statement").GetString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_could_not_be_played_says_why_and_is_no_success()
    {
        var run = await Simulate("--query", "avg(last_5m):avg:system.cpu.idle{*} < 5");
        Assert.Equal(4, run.ExitCode);
        Assert.Contains("system.cpu.idle is not among the metrics that are simulated", run.Out.Replace('\n', ' '), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("there is no scenario 'crash-at-onc'; did you mean 'crash-at-once'?", "--scenario", "crash-at-onc")]
    [InlineData("--back-off-max is from 1s to 5m, not 10m", "--back-off-max", "10m")]
    [InlineData("'soon' is no duration", "--repaired-after", "soon")]
    [InlineData("--for is from 1m to 1d, not 2d", "--for", "2d")]
    [InlineData("--svg draws one scenario", "--svg", "x.svg", "--scenario", "slow-leak", "--scenario", "recovery")]
    [InlineData("a file with monitors or rules, or --query", "rules.yaml")]
    public async Task Bad_flags_are_all_met_with_what_to_write(string words, params string[] args)
    {
        var run = await Simulate(["--query", Meant, .. args]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("groups:\n  - name: a\n    rules:\n      - alert: A\n", "rules.yaml:4")]
    [InlineData("groups:\n  - name: a\n    rules:\n      - record: a\n        expr: vector(1)\n", "holds no alerting rule")]
    [InlineData("{\"query\": ", "rules.yaml:1")]
    public async Task A_file_that_cannot_be_played_is_met_with_its_place(string text, string words)
    {
        var run = await Simulate(Write("rules.yaml", text));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named()
    {
        var run = await Simulate("nowhere.yaml");
        Assert.Equal((2, "unloop: nowhere.yaml does not exist\n"), (run.ExitCode, run.Error));
    }
}
