using Unloop.Core.Facts;
using Unloop.Core.Text;

namespace Unloop.Core.Injection.Troubles;

/// <summary>ConfigMaps, Secrets and keys that are named and not there, and those that were written after the container had started.</summary>
internal static class SourceTroubles
{
    private const int MostNames = 6;

    public static IEnumerable<ConfigTrouble> Of(InjectionCase @case) => [.. Absent(@case), .. Stale(@case)];

    private sealed record Need(string Kind, string Source, string? Key, bool Optional, string Place, bool IsFile);

    private static IEnumerable<ConfigTrouble> Absent(InjectionCase @case)
    {
        var variables = @case.Table.Variables.Where(v => v.State is VariableState.Missing or VariableState.Unset && v.Source is not null)
            .Select(v => new Need(VariableTroubles.Kind(v), v.Source!, v.Key, v.Optional, v.Key is null ? "envFrom" : v.Name, false));
        var files = @case.Table.Files.Where(f => f.State is FileState.Missing or FileState.Unset)
            .Select(f => new Need(f.Kind, f.Source, f.Key, f.Optional, f.Path.EndsWith("/*", StringComparison.Ordinal) ? f.Mount : f.Path, true));
        foreach (var group in variables.Concat(files).GroupBy(n => (n.Kind, n.Source, Whole: IsGone(@case, n), Key: IsGone(@case, n) ? null : n.Key, n.Optional)))
        {
            yield return group.Key.Optional ? Optional(@case, [.. group]) : Required(@case, [.. group]);
        }
    }

    private static bool IsGone(InjectionCase @case, Need need) => @case.Facts.Find(need.Kind, need.Source) is { Presence: Presence.ObjectMissing };

    private static ConfigTrouble Optional(InjectionCase @case, List<Need> needs)
    {
        var (need, what) = (needs[0], Name(@case, needs[0]));
        var gets = need.IsFile ? "there is no such file" : "nothing is set";
        return @case.Trouble("optional-missing", Severity.Note, Places(needs),
            $"{what} is not there. It is optional, so that the container starts all the same: {gets} ({Places(needs)}).",
            "Where the program needs it, set optional: false: a container that does not start says so, one that lacks a value does not.", @case.Edit);
    }

    private static ConfigTrouble Required(InjectionCase @case, List<Need> needs)
    {
        var need = needs[0];
        var found = @case.Facts.Find(need.Kind, need.Source);
        var then = needs.Exists(n => n.IsFile) ? "the pod stays in ContainerCreating" : "the container does not start";
        if (found is { Presence: Presence.ObjectMissing })
        {
            var nearest = found.Nearest.Count > 0 ? $" The nearest there is: {string.Join(", ", found.Nearest.Take(3))}." : "";
            return @case.Trouble("missing-object", Severity.Error, $"{need.Kind} {need.Source}",
                $"{need.Kind} {need.Source} does not exist in namespace {@case.Facts.Namespace}: {then} ({Places(needs)}).{nearest}",
                found.Nearest.Count > 0 ? "Correct the name in the workload, or create the object." : "Create it, in the same release as the workload.", $"kubectl get {need.Kind.ToLowerInvariant()}s -n {@case.Facts.Namespace}");
        }

        var isBinary = !need.IsFile && found!.BinaryKeys.Contains(need.Key!);
        var keys = need.IsFile ? found!.FileKeys : found!.VariableKeys;
        var near = NearestNames.Of(need.Key!, keys) is { Count: > 0 } close ? close : [.. keys.Order(StringComparer.Ordinal).Take(3)];
        var why = isBinary ? $"{need.Kind} {need.Source} has {need.Key} in binaryData, of which no variable can be made" : $"{need.Kind} {need.Source} has no key {need.Key}";
        return @case.Trouble("missing-key", Severity.Error, $"{need.Source}/{need.Key}",
            $"{why}: {then} ({Places(needs)}).{(isBinary || near.Count == 0 ? "" : $" It has {string.Join(", ", near)}.")}",
            isBinary ? "Put text under data, or mount the key as a file." : "Correct the key in the workload, or add it to the object.", $"kubectl describe {need.Kind.ToLowerInvariant()} {need.Source} -n {@case.Facts.Namespace}");
    }

    private static string Name(InjectionCase @case, Need need) => need.Key is null || IsGone(@case, need) ? $"{need.Kind} {need.Source}" : $"Key {need.Key} of {need.Kind} {need.Source}";

    private static string Places(List<Need> needs) => Listed([.. needs.Select(n => n.Place).Distinct()]);

    private static IEnumerable<ConfigTrouble> Stale(InjectionCase @case)
    {
        var variables = @case.Table.Variables.Where(v => v.ChangedAt is not null && v.State is VariableState.Set);
        foreach (var group in variables.GroupBy(v => (Kind: VariableTroubles.Kind(v), v.Source)))
        {
            yield return Old(@case, "stale-variable", group.Key, group.First().ChangedAt!.Value, [.. group.Select(v => v.Name).Distinct()], "Variables are never read again");
        }

        foreach (var group in @case.Table.Files.Where(f => f.SubPath && f.ChangedAt is not null && f.State is FileState.Mounted).GroupBy(f => (f.Kind, f.Source)))
        {
            yield return Old(@case, "stale-file", group.Key, group.First().ChangedAt!.Value, [.. group.Select(f => f.Path)], "Files that are mounted by subPath are never written again");
        }
    }

    /// <summary>A note where it may have been labels alone that were written: the API server stamps all that one writer owns at once.</summary>
    private static ConfigTrouble Old(InjectionCase @case, string rule, (string Kind, string? Source) source, DateTimeOffset changed, IReadOnlyList<string> names, string law)
    {
        var (what, mayBeLabels) = ($"{source.Kind} {source.Source}", @case.Facts.Find(source.Kind, source.Source ?? "") is { MayBeLabels: true });
        return @case.Trouble(rule, mayBeLabels ? Severity.Note : Severity.Warning, what,
            $"{what} was written at {changed.ToUniversalTime():yyyy-MM-dd HH:mm:ss}Z, after the container had started ({@case.Table.StartedAt?.ToUniversalTime():HH:mm:ss}Z){(mayBeLabels ? "; it may have been its labels or annotations alone" : "")}. {law}: {Listed(names)} may have the old value.",
            "Make the pods anew, and let a checksum annotation in the template do that from now on.", @case.Restart);
    }

    private static string Listed(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(MostNames)) + (names.Count > MostNames ? $" and {names.Count - MostNames} more" : "");
}
