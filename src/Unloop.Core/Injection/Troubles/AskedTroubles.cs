using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;
using Unloop.Core.Text;

namespace Unloop.Core.Injection.Troubles;

/// <summary>What the program asked for in its log, and did not get.</summary>
internal static class AskedTroubles
{
    /// <param name="case">The container.</param>
    /// <param name="others">Of the same pod.</param>
    /// <param name="findings">What the signatures found in its log.</param>
    public static IEnumerable<ConfigTrouble> Of(InjectionCase @case, IReadOnlyList<ContainerInjection> others, IReadOnlyList<Finding> findings)
    {
        var missing = findings.Where(f => f.Category == Category.MissingEnv && IsName(f.Subject)).DistinctBy(f => f.Subject).Select(f => Variable(@case, others, f)).OfType<ConfigTrouble>();
        var files = findings.Where(f => f.Category == Category.MissingFile && PathIn(f.Subject) is not null).DistinctBy(f => PathIn(f.Subject)).Select(f => File(@case, f)).OfType<ConfigTrouble>();
        return [.. missing, .. files, .. Links(@case, findings)];
    }

    private static ConfigTrouble? Variable(InjectionCase @case, IReadOnlyList<ContainerInjection> others, Finding finding)
    {
        var name = finding.Subject;
        if (@case.Table.Effective(name) is { } set)
        {
            return set.Raw is not "" ? null : @case.Trouble("asked-for-variable", Severity.Error, name,
                $"The program asks for {name} ({Quote(finding)}), which {set.From} sets to nothing.", $"Give {name} a value.", @case.Edit);
        }

        var (why, advice) = Why(@case, others, name);
        return @case.Trouble("asked-for-variable", Severity.Error, name, $"The program asks for {name} ({Quote(finding)}), which it does not get: {why}.", advice, @case.Edit);
    }

    private static (string Why, string Advice) Why(InjectionCase @case, IReadOnlyList<ContainerInjection> others, string name)
    {
        var variables = @case.Table.Variables;
        if (variables.LastOrDefault(v => v.Name == name) is { State: VariableState.Unset } unset)
        {
            return ($"{unset.From} is optional and not there", "Create it, and set optional: false: then the container says so itself.");
        }

        if (@case.Spec.EnvFrom.FirstOrDefault(e => e.Prefix.Length > 0 && variables.Any(v => v.State == VariableState.Set && v.Name == e.Prefix + name)) is { } prefixed)
        {
            return ($"it is there as {prefixed.Prefix}{name}, because envFrom of {prefixed.Kind} {prefixed.Name} has the prefix {prefixed.Prefix}", "Take the prefix away, or map the key in env.");
        }

        if (@case.Facts.Objects.FirstOrDefault(o => o.VariableKeys.Contains(name)) is { } holder)
        {
            return ($"{holder} has the key, and nothing makes a variable of it in this container", $"Map it in env, or take the whole {holder} by envFrom.");
        }

        if (others.FirstOrDefault(o => o.Container != @case.Table.Container && o.Effective(name) is not null) is { } neighbour)
        {
            return ($"only container {neighbour.Container} has it", "Variables are each container's own: set it here, too.");
        }

        var set = variables.Where(v => v.State == VariableState.Set && v.Origin != VariableOrigin.ServiceLink).Select(v => v.Name);
        var keys = @case.Facts.Objects.SelectMany(o => o.VariableKeys);
        return NearestNames.Of(name, set.Concat(keys).Where(n => n != name)) is [var nearest, ..]
            ? ($"nothing sets it; the nearest name is {nearest}", $"Set {name} in env, or correct the name {nearest}.")
            : ("nothing sets it", $"Set {name} in env, or add it to a ConfigMap or Secret that envFrom names.");
    }

    private static ConfigTrouble? File(InjectionCase @case, Finding finding)
    {
        var path = PathIn(finding.Subject)!;
        if (@case.Table.Files.Any(f => f.Path == path && f.State == FileState.Mounted))
        {
            return null;
        }

        var mounted = @case.Table.Files.Where(f => f.State == FileState.Mounted).Select(f => f.Path).ToList();
        var name = path[(path.LastIndexOf('/') + 1)..];
        var nearest = mounted.FirstOrDefault(m => m.EndsWith($"/{name}", StringComparison.Ordinal)) ?? NearestNames.OnlyNear(path, mounted);
        var unset = @case.Table.Files.FirstOrDefault(f => f.Path == path && f.State == FileState.Unset);
        var isUnderMount = @case.Table.Mounts.Any(m => path.StartsWith(m.Path.TrimEnd('/') + "/", StringComparison.Ordinal));
        return unset is null && nearest is null && !isUnderMount ? null : @case.Trouble("asked-for-file", Severity.Error, path,
            $"The program opens {path} ({Quote(finding)}), which is not there: {(unset is not null ? $"{unset.From} is optional and missing" : nearest is not null ? $"the nearest that is mounted is {nearest}" : "the volume over its folder does not bring it")}.",
            nearest is not null && unset is null ? "Correct the path in the program's settings, or the key's path in the volume." : "Add the file to what is mounted there.", @case.Edit);
    }

    /// <summary>An error that quotes an address that a service link has: the variable that it stands in is known here.</summary>
    private static IEnumerable<ConfigTrouble> Links(InjectionCase @case, IReadOnlyList<Finding> findings) =>
        from link in @case.Table.Variables
        where link is { Origin: VariableOrigin.ServiceLink, State: VariableState.Set, Raw: not null } && link.Name.EndsWith("_PORT", StringComparison.Ordinal) && link.Raw.Contains("://", StringComparison.Ordinal)
        let proof = findings.Where(f => f.Category is Category.BadEnvValue or Category.AppBug or Category.BadFlag or Category.ConfigSyntax or Category.NetworkConfig)
            .FirstOrDefault(f => f.Proof.Any(p => p.Text.Contains(link.Raw!, StringComparison.Ordinal)))
        where proof is not null
        select @case.Trouble("service-link", Severity.Error, link.Name,
            $"The program takes {link.Name} for its own ({Quote(proof)}): the link to Service {link.Source} sets it to {link.Value}.",
            "Set enableServiceLinks: false in the pod's spec, or set the variable in env.", VariableTroubles.Patch(@case, """{"spec":{"template":{"spec":{"enableServiceLinks":false}}}}"""));

    private static string Quote(Finding finding) => $"'{Sentence.Shorten(finding.Proof[0].Text, 80)}'";

    private static bool IsName(string text) => text.Length > 0 && VariableNames.IsTakenFromKeys(text);

    private static string? PathIn(string subject) => subject.Split(' ', '\'', '"').FirstOrDefault(w => w.StartsWith('/'));
}
