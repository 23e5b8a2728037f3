using Unloop.Core.Text;

namespace Unloop.Core.Injection.Troubles;

/// <summary>Variables that do not come, come from elsewhere than it seems, or come from something that does not resolve.</summary>
internal static class VariableTroubles
{
    public static IEnumerable<ConfigTrouble> Of(InjectionCase @case) =>
        [.. Skipped(@case), .. Duplicates(@case), .. Collisions(@case), .. LinksOverImage(@case), .. Unresolved(@case), .. Words(@case), .. SubPaths(@case), .. Fields(@case), .. Unseen(@case)];

    private static IEnumerable<ConfigTrouble> Skipped(InjectionCase @case) =>
        @case.Table.Variables.Where(v => v.State == VariableState.Skipped).GroupBy(v => (v.Origin, v.Source)).Select(group =>
        {
            var names = string.Join(", ", group.Select(v => v.Name).Take(5));
            var first = group.First();
            return @case.Trouble("invalid-name", Severity.Warning, names,
                $"envFrom skips {names} of {Kind(first)} {first.Source}: no name of a variable begins with a digit, and the kubelet leaves it out with no more than an event (InvalidEnvironmentVariableNames).",
                $"Give the keys names of letters, digits and _, or map each under another name: env with valueFrom.{(Kind(first) == "Secret" ? "secretKeyRef" : "configMapKeyRef")}, key {first.Key}.");
        });

    private static IEnumerable<ConfigTrouble> Duplicates(InjectionCase @case) =>
        @case.Spec.Env.GroupBy(e => e.Name).Where(g => g.Count() > 1).Select(group =>
        {
            var winner = @case.Table.Effective(group.Key);
            return @case.Trouble("duplicate", Severity.Warning, group.Key,
                $"env has {group.Key} {group.Count()} times; the program gets the one from {winner?.From ?? "none of them"}.",
                $"Keep one entry of {group.Key}.", @case.Edit);
        });

    /// <summary>One envFrom over another. What env sets stands in the manifest for everybody to see, and is meant.</summary>
    private static IEnumerable<ConfigTrouble> Collisions(InjectionCase @case)
    {
        var variables = @case.Table.Variables;
        for (var i = 0; i < variables.Count; i++)
        {
            if (variables[i] is not { State: VariableState.Overridden } lost || !IsEnvFrom(lost)
                || variables.Skip(i + 1).FirstOrDefault(v => v.Name == lost.Name && v.State is VariableState.Set or VariableState.Overridden) is not { } next
                || !IsEnvFrom(next) || lost.HasSameValue(next))
            {
                continue;
            }

            yield return @case.Trouble("collision", Severity.Warning, lost.Name,
                $"Both {Kind(lost)} {lost.Source} and {Kind(next)} {next.Source} bring {lost.Name}; the later envFrom, {next.Source}, goes before.",
                "Keep the key in one of the two, or give one envFrom a prefix.");
        }
    }

    private static IEnumerable<ConfigTrouble> LinksOverImage(InjectionCase @case) =>
        from lost in @case.Table.Variables
        where lost is { Origin: VariableOrigin.Image, State: VariableState.Overridden }
        let winner = @case.Table.Effective(lost.Name)
        where winner is { Origin: VariableOrigin.ServiceLink } && !lost.HasSameValue(winner)
        select @case.Trouble("service-link", Severity.Warning, lost.Name,
            $"The image sets {lost.Name}, and the link to Service {winner.Source} takes its place with {winner.Value}.",
            "Set enableServiceLinks: false in the pod's spec: Services are found by DNS.", Patch(@case, """{"spec":{"template":{"spec":{"enableServiceLinks":false}}}}"""));

    private static IEnumerable<ConfigTrouble> Unresolved(InjectionCase @case) =>
        from variable in @case.Table.Variables
        where variable.State == VariableState.Set
        from name in variable.Unresolved
        where !@case.Table.MayHave(name)
        select @case.Trouble("unresolved-reference", Severity.Error, variable.Name,
            $"{variable.Name} refers to $({name}), {WhyNot(@case, variable.Name, name)}; the program gets the text $({name}) itself.",
            WhatInstead(@case, variable.Name, name), @case.Edit);

    private static IEnumerable<ConfigTrouble> Words(InjectionCase @case)
    {
        var isScript = ShellScripts.IsIn(@case.CommandLine);

        // Of an image that nobody looked into the entrypoint may be a shell, and what has small letters a command.
        var mayBeScript = @case is { Spec.Command.Count: 0, Image: null };
        foreach (var name in @case.Spec.Command.Concat(@case.Spec.Args).SelectMany(Expansion.NamesIn).Where(VariableNames.IsTakenFromKeys).Distinct())
        {
            var set = @case.Table.Effective(name);
            if (@case.Table.MayHave(name) || set is not (null or { Origin: VariableOrigin.Image or VariableOrigin.Runtime }))
            {
                continue;
            }

            if (!isScript && !(mayBeScript && name.Any(char.IsAsciiLetterLower)))
            {
                yield return @case.Trouble("unresolved-reference", Severity.Error, name,
                    $"The container's command refers to $({name}), {WhyNot(@case, null, name)}; the program gets the text $({name}) itself.",
                    $"Set {name} in env, or write $$({name}) where the text itself is meant.", @case.Edit);
            }
            else if (isScript && MeantInScript(@case, name, set) is { } meant)
            {
                yield return @case.Trouble("unresolved-reference", Severity.Error, name,
                    $"The script in the container's command has $({name}), {WhyNot(@case, null, name)}; Kubernetes leaves it alone, and the shell runs {name} as a command.",
                    $"Write ${meant}: the shell has that variable.", @case.Edit);
            }
        }
    }

    /// <summary>In a script <c>$(…)</c> runs a command, and commands have small letters: only what is written like a variable and is nearly one can have been meant as one.</summary>
    private static string? MeantInScript(InjectionCase @case, string name, InjectedVariable? set) =>
        name.Any(char.IsAsciiLetterLower) ? null
            : set is not null ? name
            : NearestNames.OnlyNear(name, @case.Table.Variables.Where(v => v.State == VariableState.Set && VariableNames.IsSeenByShells(v.Name)).Select(v => v.Name));

    private static string WhyNot(InjectionCase @case, string? from, string name) =>
        from == name ? "which is itself: nothing above it sets it, and what the image sets is not looked at"
            : @case.Spec.Env.Any(e => e.Name == name) && from is not null && @case.Table.Effective(name) is not null ? "which stands further down in env, and is not set yet there"
            : @case.Table.Variables.LastOrDefault(v => v.Name == name) switch
            {
                { Origin: VariableOrigin.Image } => "which only the image sets, and Kubernetes looks in env and envFrom alone",
                { Origin: VariableOrigin.Runtime } => "which only the container runtime sets",
                { State: VariableState.Unset } => "whose source is optional and not there",
                { State: VariableState.Skipped } => "which envFrom skips",
                _ => "which nothing sets",
            };

    private static string WhatInstead(InjectionCase @case, string variable, string name) =>
        name == variable ? $"Write the whole value of {name} out in env, or add to it in the image (ENV) or in a shell, which see the one before."
            : @case.Spec.Env.Any(e => e.Name == name) ? $"Move {name} above {variable} in env."
            : NearestNames.OnlyNear(name, @case.Table.Variables.Where(v => v.State == VariableState.Set).Select(v => v.Name)) is { } near ? $"Write $({near}): the nearest name that is set."
            : $"Set {name} above {variable} in env, or write $$({name}) where the text itself is meant.";

    /// <summary>The kubelet starts no container with such a mount. Source: pkg/kubelet/container, ExpandContainerVolumeMounts.</summary>
    private static IEnumerable<ConfigTrouble> SubPaths(InjectionCase @case) =>
        from mount in @case.Spec.Mounts
        where mount.SubPathExpr is not null
        from name in Expansion.NamesIn(mount.SubPathExpr!).Distinct()
        where !@case.Table.MayHave(name) && @case.Table.Effective(name) is null or { Origin: VariableOrigin.Image or VariableOrigin.Runtime }
        select @case.Trouble("unresolved-reference", Severity.Error, mount.Path,
            $"{mount.Path} is mounted from subPathExpr {mount.SubPathExpr}, which refers to $({name}), {WhyNot(@case, null, name)}: the container does not start (CreateContainerConfigError).",
            $"Set {name} in env.", @case.Edit);

    private static IEnumerable<ConfigTrouble> Fields(InjectionCase @case)
    {
        foreach (var variable in @case.Spec.Env)
        {
            if (variable is { Kind: "Field", Key: { } path } && @case.Facts.Pod is not null && path.StartsWith("metadata.", StringComparison.Ordinal) && path.Contains('[', StringComparison.Ordinal)
                && !@case.Facts.Fields.ContainsKey(path))
            {
                yield return @case.Trouble("field-not-set", Severity.Warning, variable.Name,
                    $"{variable.Name} is the pod's {path}, which is not set: the program gets an empty value.", $"Set it in the pod template's metadata, or take {variable.Name} out.", @case.Edit);
            }

            if (variable is { Kind: "Resource", Key: { } resource } && resource.StartsWith("limits.", StringComparison.Ordinal) && Owner(@case, variable.Object) is { } owner && !owner.Resources.Contains(resource))
            {
                yield return @case.Trouble("limit-not-set", Severity.Warning, variable.Name,
                    $"{variable.Name} is {resource} of container {owner.Name}, which has none: the program gets what the whole node can give.", $"Set {resource} for container {owner.Name}.", @case.Edit);
            }
        }
    }

    private static ContainerSpec? Owner(InjectionCase @case, string? name) =>
        string.IsNullOrEmpty(name) ? @case.Spec : @case.Facts.Containers.FirstOrDefault(c => c.Name == name);

    private static IEnumerable<ConfigTrouble> Unseen(InjectionCase @case) =>
        from variable in @case.Table.Variables
        where variable is { State: VariableState.Set, Origin: not (VariableOrigin.Image or VariableOrigin.ServiceLink) } && !VariableNames.IsSeenByShells(variable.Name)
        select @case.Trouble("unseen-by-shells", Severity.Note, variable.Name,
            $"{variable.Name} is handed to the program, but no shell can read it, and the usual ones do not hand it on.", "Name it with letters, digits and _ alone.");

    internal static string Kind(InjectedVariable variable) => variable.Origin is VariableOrigin.EnvFromSecret or VariableOrigin.SecretKey ? "Secret" : "ConfigMap";

    /// <summary>For workloads whose template can be changed in place.</summary>
    internal static string? Patch(InjectionCase @case, string patch) => @case.Restart is null ? null : $"kubectl patch {@case.Workload} -n {@case.Facts.Namespace} --type strategic -p '{patch}'";

    private static bool IsEnvFrom(InjectedVariable variable) => variable.Origin is VariableOrigin.EnvFromConfigMap or VariableOrigin.EnvFromSecret;
}
