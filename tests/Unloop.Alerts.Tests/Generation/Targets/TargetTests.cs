using System.Text.Json;
using Unloop.Alerts.Datadog;
using Unloop.Alerts.Generation;
using Unloop.Alerts.Generation.Channels;
using Unloop.Alerts.Generation.Targets;
using Unloop.Tests;
using YamlDotNet.RepresentationModel;

namespace Unloop.Alerts.Tests.Generation.Targets;

public class TargetTests
{
    public static TheoryData<string> Names => [.. TargetList.All.Select(t => t.Name)];

    private static Generated Write(string name, AlertRequest request) => TargetList.All.Single(t => t.Name == name).Write(request, AlertList.Of(request));

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_target_writes_the_reference_as_it_was_reviewed(string name)
    {
        var generated = Write(name, Requests.Reference);
        var files = generated.Files.Select(f => $"=== {f.Path}\n{f.Content}").Append($"=== notes\n{string.Join('\n', generated.Notes)}\n");

        Snapshot.Match(string.Concat(files), $"{name}.snap");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_file_is_known_again_as_one_of_Unloops(string name) => Assert.All(Write(name, Requests.Reference).Files, f => Assert.True(FileMark.IsIn(f.Content), f.Path));

    [Theory]
    [InlineData("# My own rules\ngroups: []\n")]
    [InlineData("{\"name\": \"mine\"}")]
    [InlineData("")]
    public void What_others_have_written_is_not(string content) => Assert.False(FileMark.IsIn(content));

    [Fact]
    public void Yaml_gives_back_every_text_as_it_was()
    {
        var request = Requests.Workload(new KnownCause(Core.Category.MissingModule, Requests.Hostile, [Requests.Hostile], ["yes", "0x1F", "- a: b", "# no comment"]));
        var alerts = AlertList.Of(request);
        var rules = (YamlSequenceNode)Root(Write("prometheus", request).Files[0])["groups"][0]["rules"];
        var resource = YamlIn(Write("datadog-generic-resource", request).Files[0])[0];

        Assert.Equal(alerts.Select(a => a.Prometheus.Expr), rules.Select(r => ((YamlScalarNode)r["expr"]).Value));
        Assert.Equal(alerts.Select(a => a.Prometheus.Annotations["runbook"]), rules.Select(r => ((YamlScalarNode)r["annotations"]["runbook"]).Value));
        var monitor = JsonSerializer.Deserialize(((YamlScalarNode)resource["spec"]["jsonSpec"]).Value!, DatadogJson.Default.DatadogMonitor)!;
        Assert.Equal(alerts[0].Datadog.Message, monitor.Message);
        Assert.Equal(alerts[0].Datadog.Query, monitor.Query);
    }

    [Fact]
    public void Json_gives_back_every_monitor_as_it_was()
    {
        var request = Requests.Workload(new KnownCause(Core.Category.OomLimit, Requests.Hostile, [], []));

        Assert.Equal(
            AlertList.Of(request).Select(a => JsonSerializer.Serialize(a.Datadog, DatadogJson.Default.DatadogMonitor)),
            Write("datadog", request).Files.Select(f => JsonSerializer.Serialize(JsonSerializer.Deserialize(f.Content, DatadogJson.Default.DatadogMonitor)!, DatadogJson.Default.DatadogMonitor)));
    }

    [Fact]
    public void No_rule_is_left_to_a_Prometheus_that_does_not_select_it_without_a_word()
    {
        var request = Requests.Of(new AlertScope(Namespace: "shop"));

        Assert.Contains(Write("prometheus-operator", request).Notes, n => n.Contains("--rule-label", StringComparison.Ordinal));
        Assert.DoesNotContain(Write("prometheus-operator", Requests.Reference).Notes, n => n.Contains("--rule-label", StringComparison.Ordinal));
    }

    [Fact]
    public void All_channels_are_written_where_credentials_are_files()
    {
        var request = Requests.Reference with { Channels = [.. ChannelParser.Parse(["email:a@example.com", "slack:#ops", "pagerduty:P", "opsgenie:O", "teams:T", "webhook:w"]).Channels] };
        var receiver = Root(Write("alertmanager", request).Files[0])["receivers"][1];
        var points = Root(Write("grafana", request).Files[1])["contactPoints"][0]["receivers"];

        Assert.Equal(["name", "email_configs", "slack_configs", "pagerduty_configs", "opsgenie_configs", "msteamsv2_configs", "webhook_configs"], ((YamlMappingNode)receiver).Children.Keys.Select(k => ((YamlScalarNode)k).Value));
        Assert.Equal("/etc/alertmanager/secrets/slack-ops", ((YamlScalarNode)receiver["slack_configs"][0]["api_url_file"]).Value);
        Assert.All(((YamlMappingNode)receiver).Children.Values.OfType<YamlSequenceNode>(), c => Assert.Equal("true", ((YamlScalarNode)c[0]["send_resolved"]).Value));
        Assert.Equal("$__file{/etc/grafana/secrets/teams-t}", ((YamlScalarNode)points[4]["settings"]["url"]).Value);
    }

    [Fact]
    public void A_name_of_an_object_is_one_that_the_API_server_takes()
    {
        foreach (var scope in Requests.Scopes)
        {
            var name = ((YamlScalarNode)Root(Write("prometheus-operator", Requests.Of(scope)).Files[0])["metadata"]["name"]).Value!;
            Assert.Matches("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$", name);
        }
    }

    private static YamlNode Root(GeneratedFile file) => YamlIn(file)[0];

    private static List<YamlNode> YamlIn(GeneratedFile file)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(file.Content));
        return [.. stream.Documents.Select(d => d.RootNode)];
    }
}
