using Unloop.Alerts.Prometheus.Checks;
using Unloop.Alerts.Prometheus.Reading;
using Unloop.Tests;

namespace Unloop.Alerts.Tests.Prometheus.Checks;

/// <summary>
/// A file of rules. Of the folder's check, a <c>bad-</c> file has one finding and nothing else, unless its first lines say so: <c># finds: id, id</c> lists all of them in their
/// order. A <c>good-</c> file is a near-miss, and clean. <c># scrape: 60s</c> sets the interval.
/// </summary>
internal sealed record RuleCase(string Path, string Check, string Text)
{
    private static readonly string Folder = Repository.PathTo("tests", "Unloop.Alerts.Tests", "Prometheus", "Checks", "Cases");

    public static IReadOnlyList<RuleCase> All { get; } =
        [.. Directory.EnumerateFiles(Folder, "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(f => new RuleCase(f, System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(f)!), File.ReadAllText(f)))];

    public string Name => $"{Check}/{System.IO.Path.GetFileName(Path)}";

    public bool IsBad => System.IO.Path.GetFileName(Path).StartsWith("bad-", StringComparison.Ordinal);

    public IReadOnlyList<string> Finds => !IsBad ? [] : Header("finds") is { } listed ? listed.Split(',', StringSplitOptions.TrimEntries) : [Check];

    public RuleCheckOptions Options => new() { ScrapeInterval = Unloop.Alerts.Prometheus.Expressions.Duration.Parse(Header("scrape")) };

    public RuleFile Read() => RuleFileReader.Read(Name, Text);

    private string? Header(string name) =>
        Text.Split('\n').TakeWhile(l => l.StartsWith('#')).Select(l => l[1..].Trim()).FirstOrDefault(l => l.StartsWith(name + ":", StringComparison.Ordinal))?[(name.Length + 1)..].Trim();
}
