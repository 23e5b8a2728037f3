using System.Globalization;
using Unloop.Alerts.Datadog;
using Unloop.Alerts.Generation.Writing;

namespace Unloop.Alerts.Generation.Targets;

/// <summary>Resources of the Datadog provider. What it sets otherwise than the API, where nothing is said, is said.</summary>
internal sealed class TerraformTarget : AlertTarget
{
    public override string Name => "terraform";

    public override string Writes => "datadog_monitor resources, and the provider's requirement in a file of its own";

    public override IReadOnlyList<string> Mistakes(AlertRequest request) => DatadogNotes.Mistakes(request);

    public override Generated Write(AlertRequest request, IReadOnlyList<Alert> alerts)
    {
        var hcl = new Hcl();
        hcl.Comment(Mark(request));
        foreach (var alert in alerts)
        {
            hcl.Blank();
            hcl.Block($"resource \"datadog_monitor\" \"{Label(request.Scope, alert)}\"", () => Monitor(hcl, alert.Datadog));
        }

        return new(
            [new GeneratedFile($"{request.Scope.Slug}.tf", hcl.ToString()), new GeneratedFile("versions.tf", Versions(request))],
            ["A module says once what providers it requires: leave versions.tf out where yours already requires DataDog/datadog.", .. DatadogNotes.Of(request, alerts)]);
    }

    public override IReadOnlyList<string> Next(string folder, Generated generated) =>
        [$"terraform -chdir={folder} init && terraform -chdir={folder} plan"];

    private static void Monitor(Hcl hcl, DatadogMonitor monitor)
    {
        hcl.Attributes(
            ("name", Hcl.Quote(monitor.Name!)),
            ("type", Hcl.Quote(monitor.Type!)),
            ("query", Hcl.Quote(monitor.Query!)),
            ("priority", Hcl.Quote(monitor.Priority!.Value.ToString(CultureInfo.InvariantCulture))),
            ("tags", Hcl.List(monitor.Tags)));
        hcl.Blank();
        hcl.Heredoc("message", monitor.Message!);
        hcl.Blank();
        var options = monitor.Options;
        hcl.Block("monitor_thresholds", () => hcl.Attributes(("critical", options.Thresholds!.Critical!.Value.ToString(CultureInfo.InvariantCulture))));
        hcl.Blank();
        hcl.Attributes(
            ("include_tags", Truth(options.IncludeTags)),
            ("new_group_delay", options.NewGroupDelay!.Value.ToString(CultureInfo.InvariantCulture)),
            ("notify_by", Hcl.List(options.NotifyBy!)),
            ("on_missing_data", Hcl.Quote(options.OnMissingData!)),
            ("require_full_window", Truth(options.RequireFullWindow)));
    }

    private static string Truth(bool? truth) => truth is true ? "true" : "false";

    /// <summary>Letters, digits and underscores, beginning with a letter.</summary>
    private static string Label(AlertScope scope, Alert alert) => $"unloop_{string.Concat($"{scope.Slug}_{alert.Id}".Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'))}";

    private static string Versions(AlertRequest request)
    {
        var hcl = new Hcl();
        hcl.Comment(Mark(request));
        hcl.Blank();
        hcl.Block("terraform", () => hcl.Block("required_providers", () => hcl.Block("datadog =", () => hcl.Attributes(("source", Hcl.Quote("DataDog/datadog"))))));
        return hcl.ToString();
    }
}
