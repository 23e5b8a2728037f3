using Unloop.Alerts.Datadog;
using Unloop.Alerts.Linting;
using Unloop.Core.Facts;
using Unloop.Core.Reports;
using Unloop.Tests;

namespace Unloop.Alerts.Tests.Datadog.Checks;

/// <summary>
/// A case: lines <c>metrics: a,b</c>, <c>existing: name | query</c>, <c>setup: whole|none|…</c>, then files, each below <c>--- name</c> (<c>--- query</c> is a query as it is typed),
/// and for bad cases <c>--- expect</c>: rule, place and subject of every finding. <c>UPDATE_SNAPSHOTS=1</c> writes what is expected anew.
/// </summary>
internal sealed record MonitorCase(string Path, IReadOnlyList<LintFile> Files, LintSurroundings Surroundings, string? Expected)
{
    private const string Mark = "--- ";

    private static readonly DatadogSetup Whole = new("datadog", "datadog", 3, 3, "datadog-cluster-agent", true, null, "prod", "7.70.0", true);

    public static string Folder { get; } = Repository.PathTo("tests", "Unloop.Alerts.Tests", "Datadog", "Checks", "Cases");

    public string Rule => System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(Path)!);

    public static IEnumerable<string> Names(string pattern) =>
        Directory.EnumerateFiles(Folder, pattern, SearchOption.AllDirectories).Select(f => System.IO.Path.GetRelativePath(Folder, f).Replace('\\', '/')).Order(StringComparer.Ordinal);

    public static MonitorCase Read(string name)
    {
        var path = System.IO.Path.Combine(Folder, name);
        var files = new List<LintFile>();
        var (metrics, existing, setup) = ((IReadOnlySet<string>?)null, new List<DatadogMonitor>(), (MonitoringSetup?)null);
        var parts = $"\n{File.ReadAllText(path).ReplaceLineEndings("\n")}".Split($"\n{Mark}");
        foreach (var (key, value) in parts[0].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(": ", 2)).Select(l => (l[0], l[1])))
        {
            switch (key)
            {
                case "metrics":
                    metrics = value.Split(',').ToHashSet();
                    break;
                case "existing":
                    existing.Add(new DatadogMonitor { Id = 7 + existing.Count, Name = value.Split(" | ")[0], Query = value.Split(" | ")[1] });
                    break;
                case "setup":
                    setup = Setup(value);
                    break;
                default:
                    Assert.Fail($"{name}: there is no '{key}'");
                    break;
            }
        }

        string? expected = null;
        foreach (var (title, text) in parts.Skip(1).Select(p => p.Split('\n', 2)).Select(p => (p[0], p.Length > 1 ? p[1] : "")))
        {
            expected = title == "expect" ? text : expected;
            files.AddRange(title == "expect" ? [] : [title == "query" ? LintFile.Query(text.TrimEnd('\n')) : new LintFile(title, text)]);
        }

        return new MonitorCase(path, files, new LintSurroundings { KnownMetrics = metrics, ExistingMonitors = existing.Count > 0 ? existing : null, Setup = setup }, expected);
    }

    public void WriteExpected(string expected)
    {
        var text = File.ReadAllText(Path).ReplaceLineEndings("\n");
        var at = text.IndexOf($"{Mark}expect\n", StringComparison.Ordinal);
        File.WriteAllText(Path, $"{(at < 0 ? text : text[..at])}{Mark}expect\n{expected}");
    }

    public static string Line(CheckFinding finding) =>
        $"{finding.Id} {finding.Severity.ToString().ToLowerInvariant()} {(finding.At.File is null ? "" : $"{finding.At.File}:")}{finding.At.Line}:{finding.At.Column}{(finding.Subject is null ? "" : $" {finding.Subject}")}";

    private static MonitoringSetup Setup(string name) => name switch
    {
        "whole" => new MonitoringSetup { Datadog = Whole },
        "none" => new MonitoringSetup(),
        "not-seen" => new MonitoringSetup { Gaps = [new Gap { What = "DaemonSets", Reason = GapReason.Forbidden }] },
        "no-cluster-agent" => new MonitoringSetup { Datadog = Whole with { ClusterAgent = null, HasKubeStateCore = null } },
        "no-kube-state" => new MonitoringSetup { Datadog = Whole with { HasKubeStateCore = false } },
        "no-cluster-name" => new MonitoringSetup { Datadog = Whole with { ClusterName = null } },
        _ => throw new ArgumentException($"there is no setup '{name}'"),
    };
}
