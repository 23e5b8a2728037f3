using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;
using Unloop.Core.Injection;

namespace Unloop.Core.Reports;

/// <summary>What goes into a workload's containers, for a terminal: what is wrong first, each with the next command, and then the table. Pure.</summary>
public static class ConfigText
{
    private const int LabelWidth = 12;
    private const int LongestName = 36;
    private const int LongestValue = 44;
    private const int MostRows = 60;

    /// <param name="verbose">Also every variable of service links, and every row however many.</param>
    public static IReadOnlyList<StyledLine> Write(ConfigReport report, int width = 80, bool verbose = false)
    {
        var text = new LineWriter(width, LabelWidth);
        text.Line(new Span(ConfigWords.Title(report), Tone.Strong), new Span(ConfigWords.Count(report.Troubles), report.Troubles.Any(t => t.Severity == Severity.Error) ? Tone.Bad : Tone.Strong));
        foreach (var trouble in report.Troubles)
        {
            Trouble(text, trouble);
        }

        foreach (var container in report.Containers)
        {
            Container(text, container, verbose);
        }

        Advice(text, report.Advice);
        if (report.Gaps.Count > 0)
        {
            text.Empty();
            text.Line(new Span("Not seen", Tone.Heading));
        }

        foreach (var gap in report.Gaps)
        {
            text.Wrapped("  - ", [new Span(ReportWords.Gap(gap), Tone.Dim)]);
        }

        return text.Lines;
    }

    private static void Trouble(LineWriter text, ConfigTrouble trouble)
    {
        text.Empty();
        text.Line(
            new Span($"{ConfigWords.Word(trouble.Severity),-8}", trouble.Severity == Severity.Error ? Tone.Bad : Tone.Strong),
            new Span(trouble.Subject, Tone.Strong), new Span($"  {trouble.Rule}{(trouble.Container is { } name ? $", container {name}" : "")}", Tone.Dim));
        text.Wrapped("  ", [new Span(trouble.Statement)]);
        text.Advice(trouble.Advice);
    }

    private static void Container(LineWriter text, ContainerInjection container, bool verbose)
    {
        text.Empty();
        text.Line(new Span($"Into {ConfigWords.Container(container)}", Tone.Heading));
        var rows = ConfigWords.Rows(container, verbose);
        foreach (var row in rows.Take(verbose ? int.MaxValue : MostRows))
        {
            var isSet = row.State == VariableState.Set;
            text.Line(
                new Span($"  {Cut(row.Name, LongestName),-LongestName} ", isSet ? Tone.Plain : Tone.Dim),
                new Span($"{Cut(isSet ? ConfigWords.Value(row) : ConfigWords.State(row), LongestValue),-LongestValue} ", isSet ? Tone.Plain : row.State is VariableState.Missing ? Tone.Bad : Tone.Dim),
                new Span(row.From, Tone.Dim));
        }

        if (!verbose && rows.Count > MostRows)
        {
            text.Line(new Span($"  … and {rows.Count - MostRows} more; -v or -o json shows all", Tone.Dim));
        }

        if (!verbose && ConfigWords.Links(container) is { } links)
        {
            text.Line(new Span($"  {links}", Tone.Dim));
        }

        foreach (var file in container.Files.Take(verbose ? int.MaxValue : MostRows))
        {
            text.Line(
                new Span($"  {file.Path}", file.State == FileState.Mounted ? Tone.Plain : Tone.Dim),
                new Span($"  {(file.State == FileState.Mounted ? $"{file.Mode} {file.Owner}" : ConfigWords.State(file))}  {file.From}{(file.SubPath ? "  (subPath)" : "")}", file.State is FileState.Missing or FileState.EmptyFolder ? Tone.Bad : Tone.Dim));
        }

        foreach (var mount in container.Mounts.Where(m => !container.Files.Any(f => f.Mount == m.Path)))
        {
            text.Line(new Span($"  {mount.Path}"), new Span($"  {mount.Kind} {mount.Volume}{(mount.ReadOnly ? ", read only" : "")}", Tone.Dim));
        }
    }

    private static void Advice(LineWriter text, IReadOnlyList<ConfigAdvice> advice)
    {
        if (advice.Count > 0)
        {
            text.Empty();
            text.Line(new Span("So that it stays right", Tone.Heading));
        }

        text.Advice([.. advice.Select(a => new Advice(a.Text) { Command = a.Command, Diff = a.Manifest })]);
    }

    private static string Cut(string text, int length) => text.Length <= length ? text : string.Concat(text.AsSpan(0, length - 1), "…");
}

/// <summary>The words that every format uses for the same thing.</summary>
internal static class ConfigWords
{
    public static string Title(ConfigReport report) => $"{report.Workload} in {report.Namespace}{(report.Pod is { } pod ? $" (pod {pod})" : " (template; no pods)")}: ";

    public static string Count(IReadOnlyList<ConfigTrouble> troubles) => troubles.Count == 0 ? "nothing is wrong with what goes in" : string.Join(", ",
        troubles.GroupBy(t => t.Severity).OrderByDescending(g => g.Key).Select(g => $"{g.Count()} {Word(g.Key).ToLowerInvariant()}{(g.Count() == 1 ? "" : "s")}"));

    public static string Word(Severity severity) => severity.ToString().ToUpperInvariant();

    public static string Container(ContainerInjection container) =>
        $"{container.Container}{(container.Type == ContainerType.Init ? " (init container)" : "")}{(container.StartedAt is { } at ? $", started {at.ToUniversalTime():yyyy-MM-dd HH:mm:ss}Z" : "")}";

    /// <summary>By name, what is set first of each; links only on request.</summary>
    public static IReadOnlyList<InjectedVariable> Rows(ContainerInjection container, bool links) =>
        [.. container.Variables.Where(v => links || v.Origin is not (VariableOrigin.ServiceLink or VariableOrigin.Runtime))
            .OrderBy(v => v.Name, StringComparer.Ordinal).ThenByDescending(v => v.State == VariableState.Set)];

    public static string? Links(ContainerInjection container)
    {
        var links = container.Variables.Where(v => v is { Origin: VariableOrigin.ServiceLink, State: VariableState.Set }).ToList();
        return links.Count == 0 ? null : $"{links.Count} variables of links to the Services {string.Join(", ", links.Select(l => l.Source).Distinct().Take(10))}";
    }

    public static string Value(InjectedVariable variable) => variable.Value switch
    {
        null when variable.ChangedAt is not null => "(written since the start: not known)",
        "" => "(empty)",
        { } value => value,
        _ => variable.Origin is VariableOrigin.EnvFromSecret or VariableOrigin.SecretKey ? "(a Secret's value)" : "(not known)",
    };

    public static string State(InjectedVariable variable) => variable.State switch
    {
        VariableState.Overridden => $"overridden by {variable.OverriddenBy}",
        VariableState.Unset => "not set: optional, and not there",
        VariableState.Missing => "MISSING",
        VariableState.Skipped => "skipped: no name of a variable",
        VariableState.Unknown => "not looked at",
        _ => "set",
    };

    public static string State(InjectedFile file) => file.State switch
    {
        FileState.Unset => "not there: optional",
        FileState.Missing => "MISSING",
        FileState.EmptyFolder => "AN EMPTY FOLDER",
        FileState.Unknown => $"{file.Mode} {file.Owner}, not looked at",
        _ => "mounted",
    };
}
