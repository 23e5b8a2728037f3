using System.CommandLine;
using System.Globalization;
using Unloop.Alerts.Generation;

namespace Unloop.Cli.Commands;

/// <summary>What single targets of <c>monitor generate</c> need to know.</summary>
internal sealed class TargetFlags
{
    private readonly Option<string?> _manifestNamespace = new("--manifest-namespace") { Description = "Where the manifests of the operators go", HelpName = "NAME" };
    private readonly Option<string[]> _ruleLabels = new("--rule-label") { Description = "A label that the cluster's Prometheus selects PrometheusRules by, as in release=kube-prometheus-stack; may be repeated", HelpName = "KEY=VALUE" };
    private readonly Option<string?> _secrets = new("--secrets-dir") { Description = "Where Alertmanager or Grafana finds one file for each credential", HelpName = "DIR" };
    private readonly Option<string?> _alertmanager = new("--alertmanager-version") { Description = "Write for this Alertmanager; by default for 0.28 and newer", HelpName = "VERSION" };
    private readonly Option<string?> _smarthost = new("--smtp-smarthost") { Description = "The mail server for Alertmanager", HelpName = "HOST:PORT" };
    private readonly Option<string?> _from = new("--smtp-from") { Description = "The sender of Alertmanager's mails", HelpName = "ADDRESS" };
    private readonly Option<string> _datasource = new("--datasource-uid") { Description = "The uid of Grafana's Prometheus data source", HelpName = "UID", DefaultValueFactory = _ => "prometheus" };
    private readonly Option<string> _folder = new("--grafana-folder") { Description = "The folder of Grafana for the rules", HelpName = "NAME", DefaultValueFactory = _ => "Unloop" };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_manifestNamespace, _ruleLabels, _secrets, _alertmanager, _smarthost, _from, _datasource, _folder])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            foreach (var label in (result.GetValue(_ruleLabels) ?? []).Where(l => l.IndexOf('=', StringComparison.Ordinal) < 1))
            {
                result.AddError($"--rule-label is KEY=VALUE, not '{label}'");
            }

            if (result.GetValue(_alertmanager) is { } version && !Version.TryParse(version.TrimStart('v'), out _))
            {
                result.AddError($"--alertmanager-version is a version such as 0.25, not '{version}'");
            }

            if (result.GetValue(_smarthost) is { } host && host.Split(':') is not [{ Length: > 0 }, var port] | !ushort.TryParse(host[(host.LastIndexOf(':') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                result.AddError($"--smtp-smarthost is HOST:PORT, not '{host}'");
            }
        });
    }

    public TargetSettings Settings(ParseResult parsed) => new()
    {
        ManifestNamespace = parsed.GetValue(_manifestNamespace),
        RuleLabels = parsed.GetValue(_ruleLabels) is { Length: > 0 } labels ? labels.Select(l => l.Split('=', 2)).GroupBy(l => l[0]).ToDictionary(g => g.Key, g => g.Last()[1]) : null,
        SecretsFolder = parsed.GetValue(_secrets),
        AlertmanagerVersion = parsed.GetValue(_alertmanager) is { } version ? Version.Parse(version.TrimStart('v')) : new TargetSettings().AlertmanagerVersion,
        SmtpSmarthost = parsed.GetValue(_smarthost),
        SmtpFrom = parsed.GetValue(_from),
        DatasourceUid = parsed.GetRequiredValue(_datasource),
        GrafanaFolder = parsed.GetRequiredValue(_folder),
    };
}
