using System.Globalization;
using Unloop.Core.Text;

namespace Unloop.Core.Injection.Troubles;

/// <summary>Files that are mounted, and cannot be used as they are.</summary>
internal static class FileTroubles
{
    private const int MostNames = 5;
    private const int OthersRead = 4;
    private const int GroupReads = 32;
    private const int AnyExecutes = 73;

    /// <summary>Decimal numbers that are octal modes to the eye; 0420 and the like are what nobody means.</summary>
    private static readonly int[] LooksOctal = [400, 440, 444, 500];

    public static IEnumerable<ConfigTrouble> Of(InjectionCase @case) =>
        [.. EmptyFolders(@case), .. Hidden(@case), .. Unreadable(@case), .. Modes(@case), .. NotExecutable(@case), .. LineEnds(@case)];

    /// <summary>Of the pod as a whole.</summary>
    public static IEnumerable<ConfigTrouble> OfPod(InjectionFacts facts) =>
        from volume in facts.Volumes
        where volume.Kind is "configMap" or "secret" or "projected" && !facts.Containers.Any(c => c.Mounts.Any(m => m.Volume == volume.Name))
        select new ConfigTrouble
        {
            Rule = "unmounted-volume",
            Severity = Severity.Warning,
            Subject = volume.Name,
            Statement = $"The volume {volume.Name} ({string.Join(", ", volume.Parts.Select(p => $"{p.Kind} {p.Name}"))}) is declared, and no container mounts it: no program sees its files.",
            Advice = [new("Add a volumeMount to the container that needs it, or take the volume out.")],
        };

    private static IEnumerable<ConfigTrouble> EmptyFolders(InjectionCase @case) =>
        from file in @case.Table.Files
        where file.State == FileState.EmptyFolder
        let keys = @case.Facts.Find(file.Kind, file.Source)?.FileKeys ?? []
        let near = NearestNames.Of(file.Key!, keys)
        select @case.Trouble("subpath-not-there", Severity.Error, file.Path,
            $"{file.Path} is mounted from subPath {file.Key}, and {file.Kind} {file.Source} brings no such file: an empty folder stands in its place.{(near.Count > 0 ? $" It brings {string.Join(", ", near)}." : "")}",
            "Correct subPath in the volumeMount, or add the key.", @case.Edit);

    /// <summary>A note: to lay a folder over the image's own is what many mounts are for.</summary>
    private static IEnumerable<ConfigTrouble> Hidden(InjectionCase @case)
    {
        foreach (var mount in @case.Table.Mounts.Where(m => string.IsNullOrEmpty(m.SubPath) && m.Hides is { Count: > 0 }))
        {
            var brought = @case.Table.Files.Where(f => f.Mount == mount.Path).Select(f => f.Path[(mount.Path.TrimEnd('/').Length + 1)..].Split('/')[0]).ToHashSet();
            var gone = mount.Hides!.Where(h => !brought.Contains(h)).ToList();
            if (gone.Count > 0)
            {
                yield return @case.Trouble("hides-image-files", Severity.Note, mount.Path,
                    $"The volume {mount.Volume} mounted at {mount.Path} hides what the image has there: {string.Join(", ", gone.Take(MostNames))}{(gone.Count > MostNames ? $" and {gone.Count - MostNames} more" : "")}.",
                    "Where that is not meant, mount into a folder of its own, or each file with subPath.", @case.Edit);
            }
        }
    }

    private static IEnumerable<ConfigTrouble> Unreadable(InjectionCase @case)
    {
        var (user, group) = Identity(@case);
        if (user is null or 0)
        {
            yield break;
        }

        // Which group a user has by the image's own /etc/passwd nobody knows here: it may be root's, and is where there is no such user.
        var hasGroup = @case.Facts.FsGroup is not null || group is null or 0 || @case.Facts.SupplementalGroups.Contains(0);
        var unreadable = @case.Table.Files.Where(f => f.State is FileState.Mounted or FileState.Unknown && f.Kind is "ConfigMap" or "Secret"
            && (f.Bits & OthersRead) == 0 && !(hasGroup && (f.Bits & GroupReads) != 0));
        foreach (var files in unreadable.GroupBy(f => (f.Mount, f.Mode)))
        {
            yield return @case.Trouble("not-readable", Severity.Error, files.Count() == 1 && files.First().Key is not null ? files.First().Path : files.Key.Mount,
                $"{Listed([.. files.Select(f => f.Path)])} belongs to {files.First().Owner} with mode {files.Key.Mode}, and the container runs as user {user}{(group is null ? "" : $", group {group}")}: it may not read it.",
                "Set securityContext.fsGroup in the pod's spec (the kubelet then gives the files to that group), or a mode such as 0444.", VariableTroubles.Patch(@case, """{"spec":{"template":{"spec":{"securityContext":{"fsGroup":USER}}}}}""".Replace("USER", $"{user}", StringComparison.Ordinal)));
        }
    }

    /// <summary>The user and group that the program runs as, by the spec or else by the image; the group of a user that is given without one is not known.</summary>
    private static (long? User, long? Group) Identity(InjectionCase @case)
    {
        if (@case.Spec.RunAsUser is { } given)
        {
            return (given, @case.Spec.RunAsGroup);
        }

        var words = (@case.Image?.Config.User ?? "").Split(':');
        return (Number(words[0]), @case.Spec.RunAsGroup ?? (words.Length > 1 ? Number(words[1]) : null));

        static long? Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static IEnumerable<ConfigTrouble> Modes(InjectionCase @case)
    {
        foreach (var volume in @case.Facts.Volumes.Where(v => @case.Spec.Mounts.Any(m => m.Volume == v.Name)))
        {
            foreach (var mode in volume.Parts.SelectMany(p => p.Items ?? []).Select(i => i.Mode).Prepend(volume.DefaultMode).OfType<int>().Where(LooksOctal.Contains).Distinct())
            {
                yield return @case.Trouble("decimal-mode", Severity.Warning, volume.Name,
                    $"The volume {volume.Name} has the mode {mode}, which is decimal: 0{Convert.ToString(mode, 8)}. 0{mode} was probably meant.",
                    $"Write 0{mode} in YAML, or {Convert.ToInt32($"{mode}", 8)} in JSON.", @case.Edit);
            }
        }
    }

    private static IEnumerable<ConfigTrouble> NotExecutable(InjectionCase @case) =>
        from file in @case.Table.Files
        where @case.Program == file.Path && file.State == FileState.Mounted && (file.Bits & AnyExecutes) == 0
        select @case.Trouble("not-executable", Severity.Error, file.Path,
            $"The container starts {file.Path}, which is mounted from {file.From} with mode {file.Mode}: it is not executable.", "Set defaultMode: 0555 in the volume.", @case.Edit);

    private static IEnumerable<ConfigTrouble> LineEnds(InjectionCase @case) =>
        from file in @case.Table.Files
        where file is { State: FileState.Mounted, Kind: "ConfigMap", Key: not null }
            && @case.Facts.Find("ConfigMap", file.Source)?.Data.GetValueOrDefault(file.Key) is { } text && ValueForm.HasWindowsLineEnds(text)
        select @case.Trouble("crlf-file", Severity.Warning, file.Path,
            $"{file.Path} ({file.From}) has line ends of Windows (CRLF): a script with them does not start, and many programs take the \\r for part of the value.",
            "Convert the file that the ConfigMap is made from (dos2unix), and make it again.");

    private static string Listed(IReadOnlyList<string> names) => string.Join(", ", names.Take(MostNames)) + (names.Count > MostNames ? $" and {names.Count - MostNames} more" : "");
}
