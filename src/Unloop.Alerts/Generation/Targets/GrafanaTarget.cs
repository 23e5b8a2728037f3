using Unloop.Alerts.Generation.Channels;
using Unloop.Alerts.Generation.Queries;
using Unloop.Alerts.Generation.Writing;
using Unloop.Alerts.Planning;
using YamlDotNet.RepresentationModel;

namespace Unloop.Alerts.Generation.Targets;

/// <summary>Files for <c>provisioning/alerting</c>: the rules, whose query is Prometheus', and where there are channels contact points and the policy that leads to them.</summary>
internal sealed class GrafanaTarget : AlertTarget
{
    public override string Name => "grafana";

    public override string Writes => "alert rules, contact points and policies for Grafana's file provisioning";

    public override Generated Write(AlertRequest request, IReadOnlyList<Alert> alerts)
    {
        var files = new List<GeneratedFile> { new($"{request.Scope.Slug}-rules.yaml", Yaml.Write(Mark(request), Rules(request, alerts))) };
        if (request.Channels.Count > 0)
        {
            files.Add(new("contact-points.yaml", Yaml.Write(Mark(request), ContactPoints(request))));
            files.Add(new("policies.yaml", Yaml.Write($"{Mark(request)}\nA file with policies replaces the whole tree of its organisation: put the route into yours, where there is one.", Policies())));
        }

        return new(files, [.. Notes(request), .. PrometheusNotes.Of(alerts)]);
    }

    public override IReadOnlyList<string> Next(string folder, Generated generated) =>
        [$"cp {folder}/*.yaml /etc/grafana/provisioning/alerting/", "curl -sS -X POST -u \"$GRAFANA_USER\" \"$GRAFANA_URL/api/admin/provisioning/alerting/reload\""];

    private static YamlMappingNode Rules(AlertRequest request, IReadOnlyList<Alert> alerts) => Yaml.Map(
        ("apiVersion", Yaml.Number(1)),
        ("groups", Yaml.List(
        [
            Yaml.Map(
                ("orgId", Yaml.Number(1)),
                ("name", Yaml.Text($"unloop-{request.Scope.Slug}")),
                ("folder", Yaml.Text(request.Settings.GrafanaFolder)),
                ("interval", Yaml.Text("1m")),
                ("rules", Yaml.List(alerts.Select(a => Rule(request, a))))),
        ])));

    private static YamlMappingNode Rule(AlertRequest request, Alert alert) => Yaml.Map(
        ("uid", Yaml.Text($"unloop-{MonitorIdentity.Of(request.Scope, alert.Id)}")),
        ("title", Yaml.Text($"{alert.Words.Name} ({request.Scope.Words})")),
        ("condition", Yaml.Text("B")),
        ("data", Yaml.List(
        [
            Yaml.Map(
                ("refId", Yaml.Text("A")),
                ("relativeTimeRange", Yaml.Map(("from", Yaml.Number(600)), ("to", Yaml.Number(0)))),
                ("datasourceUid", Yaml.Text(request.Settings.DatasourceUid)),
                ("model", Yaml.Map(("refId", Yaml.Text("A")), ("expr", Yaml.Text(alert.Prometheus.Expr)), ("instant", Yaml.Truth(true)), ("range", Yaml.Truth(false))))),
            Yaml.Map(
                ("refId", Yaml.Text("B")),
                ("datasourceUid", Yaml.Text("__expr__")),
                ("model", Yaml.Map(
                    ("refId", Yaml.Text("B")),
                    ("type", Yaml.Text("threshold")),
                    ("expression", Yaml.Text("A")),
                    ("conditions", Yaml.List([Yaml.Map(("evaluator", Yaml.Map(("type", Yaml.Text("gt")), ("params", Yaml.List([Yaml.Number(0)])))))]))))),
        ])),

        // The query gives back only what is wrong: that it gives nothing is the good case.
        ("noDataState", Yaml.Text("OK")),
        ("execErrState", Yaml.Text("Error")),
        ("for", Yaml.Text(alert.Prometheus.For ?? "0s")),
        ("labels", Yaml.Texts(alert.Prometheus.Labels)),
        ("annotations", Yaml.Texts(alert.Prometheus.Annotations.Select(a => KeyValuePair.Create(a.Key, WithoutDollars(a.Value))))));

    private static YamlMappingNode ContactPoints(AlertRequest request) => Yaml.Map(
        ("apiVersion", Yaml.Number(1)),
        ("contactPoints", Yaml.List(
        [
            Yaml.Map(("orgId", Yaml.Number(1)), ("name", Yaml.Text("unloop")), ("receivers", Yaml.List(request.Channels.Select(c => GrafanaChannels.Receiver(c, request.Settings))))),
        ])));

    private static YamlMappingNode Policies() => Yaml.Map(
        ("apiVersion", Yaml.Number(1)),
        ("policies", Yaml.List(
        [
            Yaml.Map(
                ("orgId", Yaml.Number(1)),
                ("receiver", Yaml.Text("grafana-default-email")),
                ("group_by", Yaml.TextList(["grafana_folder", "alertname"])),
                ("routes", Yaml.List(
                [
                    Yaml.Map(
                        ("receiver", Yaml.Text("unloop")),
                        ("object_matchers", Yaml.List([Yaml.TextList(["unloop", "=~", ".+"])])),
                        ("group_by", Yaml.TextList(["alertname", .. PrometheusScope.OwnerLabels])),
                        ("group_wait", Yaml.Text("30s")),
                        ("group_interval", Yaml.Text("5m")),
                        ("repeat_interval", Yaml.Text("4h"))),
                ]))),
        ])));

    /// <summary>Provisioning fills in variables of the environment before any template is read, in some versions with braces only, in others without: nothing is left for either.</summary>
    private static string WithoutDollars(string template) =>
        template.Replace("{{ $labels.", "{{ .Labels.", StringComparison.Ordinal).Replace("$", "{{ \"\\x24\" }}", StringComparison.Ordinal);

    private static IEnumerable<string> Notes(AlertRequest request)
    {
        yield return $"The rules ask the data source with the uid '{request.Settings.DatasourceUid}' (--datasource-uid); a provisioned rule cannot be edited in Grafana, and Grafana Cloud takes no files.";
        if (request.Channels.Any(c => c.Kind is not ChannelKind.Email && !c.IsUrl))
        {
            yield return $"Grafana reads each credential from a file in {GrafanaChannels.Folder(request.Settings)}: {string.Join(", ", request.Channels.Where(c => c.Kind is not ChannelKind.Email && !c.IsUrl).Select(c => c.Slug))}.";
        }

        if (request.Channels.Count > 0)
        {
            yield return "policies.yaml replaces the whole tree of policies: put its route into yours, where there is one.";
        }
    }
}
