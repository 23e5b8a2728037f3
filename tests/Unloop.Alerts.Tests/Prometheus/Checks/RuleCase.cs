using Unloop.Alerts.Sources;
using Unloop.Alerts.Prometheus.Checks;
using Unloop.Alerts.Prometheus.Reading;
using Unloop.Alerts.Prometheus.Routing;
using Unloop.Tests;

namespace Unloop.Alerts.Tests.Prometheus.Checks;

/// <summary>
/// A file of rules. Of the folder's check, a <c>bad-</c> file has one finding and nothing else, unless its first lines say so: <c># finds: id, id</c> lists all of them in their
/// order. A <c>good-</c> file is a near-miss, and clean. <c># scrape: 60s</c> sets the interval; <c># metrics: a, b</c>, <c># exported: yes</c> and <c># loaded: up == 0</c> say what the Prometheus
/// answers. What stands below <c># --- alertmanager.yml</c> is Alertmanager's configuration.
/// </summary>
internal sealed record RuleCase(string Path, string Check, string Text, string? Routing)
{
    private const string Mark = "# --- alertmanager.yml\n";

    private static readonly string Folder = Repository.PathTo("tests", "Unloop.Alerts.Tests", "Prometheus", "Checks", "Cases");

    public static IReadOnlyList<RuleCase> All { get; } =
        [.. Directory.EnumerateFiles(Folder, "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(f => Of(f, File.ReadAllText(f).ReplaceLineEndings("\n").Split(Mark)))];

    public string Name => $"{Check}/{System.IO.Path.GetFileName(Path)}";

    public bool IsBad => System.IO.Path.GetFileName(Path).StartsWith("bad-", StringComparison.Ordinal);

    public IReadOnlyList<string> Finds => !IsBad ? [] : Header("finds") is { } listed ? listed.Split(',', StringSplitOptions.TrimEntries) : [Check];

    public RuleCheckOptions Options => new()
    {
        ScrapeInterval = Unloop.Alerts.Prometheus.Expressions.Duration.Parse(Header("scrape")),
        KnownMetrics = Header("metrics")?.Split(',', StringSplitOptions.TrimEntries).ToHashSet(),
        HasExportedLabels = Header("exported") is { } answer ? answer == "yes" : null,
        LoadedRules = Header("loaded") is { } loaded ? [loaded] : null,
        Alertmanagers = Routing is null ? [] : [ReadRouting()],
    };

    public RuleFile Read() => RuleFileReader.Read(Name, Text);

    private static RuleCase Of(string path, string[] parts) => new(path, System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(path)!), parts[0], parts.Length > 1 ? parts[1] : null);

    private AlertmanagerConfiguration ReadRouting()
    {
        var file = new SourceFile("alertmanager.yml", Routing!);
        var (configuration, errors) = AlertmanagerReader.Read(file, SourceReader.Read(file));
        Assert.Empty(errors.Select(e => $"{Name}: {e.Message}"));
        return configuration!;
    }

    private string? Header(string name) =>
        Text.Split('\n').TakeWhile(l => l.StartsWith('#')).Select(l => l[1..].Trim()).FirstOrDefault(l => l.StartsWith(name + ":", StringComparison.Ordinal))?[(name.Length + 1)..].Trim();
}
