using System.Text.Json.Serialization;

namespace Unloop.Core.Injection;

[JsonConverter(typeof(KebabEnumConverter<ChangeKind>))]
public enum ChangeKind
{
    Added,
    Removed,
    Changed,
}

/// <summary>One variable or file that goes in here and not there, or otherwise.</summary>
/// <param name="Container">By name; the same name on both sides.</param>
/// <param name="What"><c>variable</c>, <c>file</c> or <c>container</c>.</param>
/// <param name="Before">There, in words that can be shown; null for what is added.</param>
/// <param name="After">Here; null for what is removed.</param>
public sealed record InjectionChange(string Container, string What, string Name, ChangeKind Change, string? Before, string? After);

/// <summary>
/// What differs between two tables. Links to Services and what the runtime sets differ between any two clusters, and are left out; of fields and resources it is compared
/// which they are, for every pod has values of its own; and what is not known on one side is no difference. Pure.
/// </summary>
public static class InjectionDiff
{
    public static IReadOnlyList<InjectionChange> Of(IReadOnlyList<ContainerInjection> before, IReadOnlyList<ContainerInjection> after)
    {
        var names = after.Select(c => c.Container).Union(before.Select(c => c.Container));
        return [.. names.SelectMany(name => OfContainer(name, before.FirstOrDefault(c => c.Container == name), after.FirstOrDefault(c => c.Container == name)))];
    }

    private static IEnumerable<InjectionChange> OfContainer(string name, ContainerInjection? before, ContainerInjection? after)
    {
        if (before is null || after is null)
        {
            return [new(name, "container", name, before is null ? ChangeKind.Added : ChangeKind.Removed, before is null ? null : "there", after is null ? null : "there")];
        }

        var variables = Compare(name, "variable", Variables(before), Variables(after), IsSame, MayBeOf, Words);
        var files = Compare(name, "file", Files(before), Files(after), IsSame, MayBeOf, Words);
        return variables.Concat(files);
    }

    /// <summary>A template does not tell whether a source was there, and not everything can be read everywhere; that alone is no difference.</summary>
    private static bool IsSame(InjectedVariable a, InjectedVariable b)
    {
        if (a.From != b.From || (a.State != b.State && a.State != VariableState.Unknown && b.State != VariableState.Unknown))
        {
            return false;
        }

        var isUnknown = a.Raw is null || b.Raw is null || a.ChangedAt is not null || b.ChangedAt is not null;
        return isUnknown || a.Origin is VariableOrigin.Field or VariableOrigin.Resource || (a.Unknown.SequenceEqual(b.Unknown) ? a.HasSameValue(b) : a.Written == b.Written);
    }

    private static bool IsSame(InjectedFile a, InjectedFile b) =>
        Words(a) == Words(b) || (a.From == b.From && a.Mode == b.Mode && a.Owner == b.Owner && a.SubPath == b.SubPath && (a.State == FileState.Unknown || b.State == FileState.Unknown));

    /// <summary>Of a source whose keys are not known on one side: whatever it brings on the other.</summary>
    private static bool MayBeOf(InjectedVariable one, InjectedVariable other) =>
        one.Origin == other.Origin && one.Source == other.Source && (IsAll(one) || IsAll(other));

    private static bool MayBeOf(InjectedFile one, InjectedFile other) =>
        one.Mount == other.Mount && (one.Mount == MountSpec.Token || (one.Kind == other.Kind && one.Source == other.Source)) && (IsAll(one) || IsAll(other));

    private static bool IsAll(InjectedVariable variable) => variable is { State: VariableState.Unknown, Key: null };

    private static bool IsAll(InjectedFile file) => file is { State: FileState.Unknown, Key: null };

    private static IEnumerable<InjectionChange> Compare<T>(
        string container, string what, Dictionary<string, T> before, Dictionary<string, T> after, Func<T, T, bool> same, Func<T, T, bool> mayBeOf, Func<T, string> words)
        where T : class =>
        from name in before.Keys.Union(after.Keys).Order(StringComparer.Ordinal)
        let old = before.GetValueOrDefault(name)
        let now = after.GetValueOrDefault(name)
        where old is null ? !before.Values.Any(b => mayBeOf(b, now!)) : now is null ? !after.Values.Any(a => mayBeOf(a, old)) : !same(old, now)
        select new InjectionChange(container, what, name, old is null ? ChangeKind.Added : now is null ? ChangeKind.Removed : ChangeKind.Changed, old is null ? null : words(old), now is null ? null : words(now));

    /// <summary>Of each name what the program gets, or else why it gets nothing.</summary>
    private static Dictionary<string, InjectedVariable> Variables(ContainerInjection table) =>
        table.Variables.Where(v => v.Origin is not (VariableOrigin.ServiceLink or VariableOrigin.Runtime) && v.State != VariableState.Overridden)
            .GroupBy(v => IsAll(v) ? $"{v.Name} of {v.Source}" : v.Name).ToDictionary(g => g.Key, g => g.LastOrDefault(v => v.State == VariableState.Set) ?? g.Last());

    private static Dictionary<string, InjectedFile> Files(ContainerInjection table) => table.Files.GroupBy(f => f.Path).ToDictionary(g => g.Key, g => g.Last());

    private static string Words(InjectedVariable variable) =>
        $"{(variable.State == VariableState.Set ? variable.Value is { } value ? $"{value} " : "" : $"{variable.State.ToString().ToLowerInvariant()} ")}({variable.From})";

    private static string Words(InjectedFile file) =>
        file.Mount == MountSpec.Token ? "mounted (service account token)" : $"{(file.State is FileState.Mounted or FileState.Unknown ? $"{file.Mode} {file.Owner}" : file.State.ToString().ToLowerInvariant())} ({file.From}{(file.SubPath ? ", subPath" : "")})";
}
