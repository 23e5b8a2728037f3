using Unloop.Alerts.Generation.Channels;
using Unloop.Alerts.Generation.Queries;
using Unloop.Alerts.Generation.Writing;
using YamlDotNet.RepresentationModel;

namespace Unloop.Alerts.Generation.Targets;

/// <summary>Receivers and routes for what the rules raise. A whole file, so that it can be checked; where there is one already, its parts go into that.</summary>
internal sealed class AlertmanagerTarget : AlertTarget
{
    private const string Nobody = "unloop-nobody";
    private const string Team = "unloop";

    public override string Name => "alertmanager";

    public override string Writes => "an Alertmanager configuration with receivers and routes for --notify";

    public override IReadOnlyList<string> Mistakes(AlertRequest request)
    {
        var mails = request.Channels.Any(c => c.Kind is ChannelKind.Email);
        return
        [
            .. request.Channels.Count == 0 ? ["alertmanager writes receivers and routes: say for whom, with --notify"] : Array.Empty<string>(),
            .. mails && (request.Settings.SmtpSmarthost is null || request.Settings.SmtpFrom is null) ? ["e-mail needs a server: give --smtp-smarthost HOST:PORT and --smtp-from ADDRESS"] : Array.Empty<string>(),
            .. request.Channels.Select(c => AlertmanagerChannels.Mistake(c, request.Settings)).OfType<string>(),
        ];
    }

    public override Generated Write(AlertRequest request, IReadOnlyList<Alert> alerts)
    {
        var settings = request.Settings;
        var mails = request.Channels.Any(c => c.Kind is ChannelKind.Email);
        var config = Yaml.Map(
            ("global", mails ? Yaml.Map(("smtp_smarthost", Yaml.Text(settings.SmtpSmarthost!)), ("smtp_from", Yaml.Text(settings.SmtpFrom!))) : null),
            ("route", Yaml.Map(
                ("receiver", Yaml.Text(Nobody)),
                ("routes", Yaml.List([Route(request.Scope)])))),
            ("inhibit_rules", Yaml.List(Inhibitions())),
            ("receivers", Yaml.List([Yaml.Map(("name", Yaml.Text(Nobody))), Receiver(request)])));
        return new([new GeneratedFile("alertmanager.yml", Yaml.Write(Mark(request), config))], [.. Notes(request)]);
    }

    public override IReadOnlyList<string> Next(string folder, Generated generated) => [$"amtool check-config {folder}/alertmanager.yml"];

    /// <summary>One notification for a workload, whatever number of pods fails.</summary>
    private static YamlMappingNode Route(AlertScope scope) => Yaml.Map(
        ("receiver", Yaml.Text(Team)),
        ("matchers", Yaml.TextList(
        [
            "unloop=~\".+\"",
            .. scope.Namespace is { } space ? [$"namespace=\"{space}\""] : Array.Empty<string>(),
            .. scope.IsWorkload ? [$"owner_kind=\"{scope.Kind}\"", $"owner_name=\"{scope.Name}\""] : Array.Empty<string>(),
        ])),
        ("group_by", Yaml.TextList(["alertname", .. PrometheusScope.OwnerLabels])),
        ("group_wait", Yaml.Text("30s")),
        ("group_interval", Yaml.Text("5m")),
        ("repeat_interval", Yaml.Text("4h")));

    /// <summary>Who knows that a pod is in the loop need not hear how often it restarts.</summary>
    private static IEnumerable<YamlNode> Inhibitions() =>
    [
        Yaml.Map(
            ("source_matchers", Yaml.TextList(["unloop=\"state\""])),
            ("target_matchers", Yaml.TextList(["unloop=~\"burst|slow-burn\""])),
            ("equal", Yaml.TextList(["namespace", "pod", "uid"]))),
    ];

    private static YamlMappingNode Receiver(AlertRequest request)
    {
        var kinds = request.Channels.GroupBy(c => AlertmanagerChannels.Section(c.Kind));
        return Yaml.Map(
        [
            ("name", Yaml.Text(Team)),
            .. kinds.Select(k => (k.Key, (YamlNode?)Yaml.List(k.Select(c => AlertmanagerChannels.Config(c, request.Settings))))),
        ]);
    }

    private static IEnumerable<string> Notes(AlertRequest request)
    {
        yield return $"Alertmanager reads each credential from a file in {AlertmanagerChannels.Folder(request.Settings)}: {string.Join(", ", request.Channels.Select(AlertmanagerChannels.SecretFile).OfType<string>().Distinct().DefaultIfEmpty("none is needed"))}.";
        yield return "Where there is a configuration already, put the route before its others, and receivers and inhibit_rules to its own.";
    }
}
