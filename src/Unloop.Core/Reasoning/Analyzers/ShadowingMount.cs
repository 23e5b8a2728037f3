using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;
using Unloop.Core.Signatures;

namespace Unloop.Core.Reasoning.Analyzers;

/// <summary>
/// A volume over a folder of the image hides what the image has there. Seen from outside: a file or module below the mount is missing that
/// such a volume could never have held, or the program itself is gone from the folder that it was installed in.
/// </summary>
internal sealed class ShadowingMount : IAnalyzer
{
    /// <summary>Where images keep their programs: a volume over one of these is rarely meant.</summary>
    private static readonly string[] ProgramFolders =
        ["/app", "/usr/src/app", "/usr/src", "/srv", "/code", "/workspace", "/work", "/opt", "/usr/local/bin", "/usr/bin", "/bin", "/usr/share/nginx/html", "/var/www/html", "/home/app", "/home/node", "/application", "/src"];

    private static readonly Category[] Absences =
        [Category.MissingFile, Category.MissingModule, Category.CommandNotFound, Category.NotExecutable];

    /// <summary>The .NET host's code for "no such application".</summary>
    private const int DotnetFoundNothing = 145;

    public string Id => "shadowing-mount";

    public IEnumerable<Insight> Look(ContainerCase @case)
    {
        foreach (var finding in @case.Seen.Where(f => Absences.Contains(f.Category)))
        {
            if (PathIn(@case, finding) is { } path && Conditions.MountOf(@case.Container, path) is { SubPath: null } mount && Hides(@case, mount, path))
            {
                yield return Shadow(@case, mount, $"{path} is missing", finding.Proof[0], finding.Category);
            }
        }

        if (@case.Container.Termination is { ExitCode: DotnetFoundNothing } && @case.Container.Mounts.FirstOrDefault(m => m.SubPath is null && IsProgramFolder(@case, m.Path)) is { } over)
        {
            yield return Shadow(@case, over, "the .NET host finds no application there (exit code 145)",
                new(ProofSource.ContainerStatus, "lastState.terminated.exitCode", $"exit code {DotnetFoundNothing}"), Category.MissingFile);
        }
    }

    private static string? PathIn(ContainerCase @case, Finding finding)
    {
        var word = finding.Subject.Split(' ', '\'', '"').FirstOrDefault(w => w.StartsWith('/'));
        if (word is not null || finding.Subject.Contains(' ', StringComparison.Ordinal))
        {
            return word;
        }

        // A relative path is meant from the working directory.
        var folder = @case.Container.WorkingDir ?? WorkdirOf(@case.Pod);
        return folder is not null && finding.Category != Category.MissingModule ? $"{folder.TrimEnd('/')}/{finding.Subject.TrimStart('.', '/')}" : null;
    }

    private static bool Hides(ContainerCase @case, MountFact mount, string path)
    {
        var rest = path[mount.Path.TrimEnd('/').Length..].Trim('/');
        return VolumeOf(@case.Pod, mount)?.Kind switch
        {
            // Without items, ConfigMaps and Secrets hold no folders: a nested file can only have been the image's.
            "configMap" or "secret" => rest.Contains('/', StringComparison.Ordinal) || IsProgramFolder(@case, mount.Path),
            "hostPath" => false,
            _ => IsProgramFolder(@case, mount.Path),
        };
    }

    private static bool IsProgramFolder(ContainerCase @case, string path)
    {
        var folder = path.TrimEnd('/');
        return ProgramFolders.Contains(folder, StringComparer.Ordinal) || folder == @case.Container.WorkingDir?.TrimEnd('/') || folder == WorkdirOf(@case.Pod)
            || folder.EndsWith("/node_modules", StringComparison.Ordinal) || folder.EndsWith("/site-packages", StringComparison.Ordinal);
    }

    private static string? WorkdirOf(PodEvidence pod) =>
        pod.Dockerfiles.SelectMany(d => d.Text.Split('\n'))
            .LastOrDefault(l => l.StartsWith("WORKDIR ", StringComparison.OrdinalIgnoreCase))?[8..].Trim().TrimEnd('/');

    private static VolumeFact? VolumeOf(PodEvidence pod, MountFact mount) => pod.Pod.Volumes.FirstOrDefault(v => v.Name == mount.Volume);

    private Finding Shadow(ContainerCase @case, MountFact mount, string symptom, Proof proof, Category explained)
    {
        var volume = VolumeOf(@case.Pod, mount);
        var what = volume is null ? $"the volume {mount.Volume}" : $"{volume.Kind} {volume.Source ?? volume.Name}";
        return new Finding
        {
            Rule = Id,
            Category = Category.MountShadowsFiles,
            Subject = mount.Path,
            Statement = $"The mount of {what} over {mount.Path} hides what the image has in that folder: {symptom}.",
            Confidence = Confidence.Likely,
            Weight = Weight.Root,
            Proof = [proof],
            Supersedes = [explained.Token()],
            Chain = [new("The program starts and misses its files", proof), new($"The folder {mount.Path} comes from a volume, not from the image", new(ProofSource.PodSpec, $"containers[{@case.Container.Name}].volumeMounts[{mount.Path}]", $"{mount.Path} from {what}"))],
            Solution =
            [
                new($"Mount single files with subPath, or mount the volume beside {mount.Path} and point the program there."),
                new("See what the folder holds without the mount.") { Command = $"kubectl debug -n {@case.Pod.Subject.Namespace ?? "default"} {@case.Pod.Subject.Pod} -it --image={@case.Container.Image ?? "IMAGE"} -- ls -la {mount.Path}" },
            ],
            Prevention = [new("Keep configuration and data in folders of their own, apart from the program's.")],
        };
    }
}
