using System.Text.Json.Nodes;
using Unloop.Core.Facts.Images;
using Unloop.Core.Text;

namespace Unloop.Core.Planning.Remedies;

/// <summary>An empty volume where a program writes and its root file system is read-only.</summary>
internal sealed class WritableFolder : IRemedy
{
    /// <summary>Folders in which programs keep what they write: a file in one of them may have the whole folder.</summary>
    private static readonly string[] Scratch = ["/tmp", "/run", "/var/run", "/var/tmp", "/var/cache", "/var/log", "/var/lib"];

    /// <summary>Folders that hold what the image brings; an empty volume there would hide it.</summary>
    private static readonly string[] Kept = ["", "/", "/app", "/bin", "/boot", "/dev", "/etc", "/lib", "/lib64", "/opt", "/proc", "/root", "/sbin", "/sys", "/usr", "/var", "/var/lib", "/home"];

    private static readonly string[] DirectoryWords = ["mkdir", "makedirs", "director"];

    public IReadOnlyList<Category> Categories { get; } = [Category.ReadOnlyFilesystem];

    public IEnumerable<Proposal> Propose(RemedyCase @case)
    {
        var edit = new TemplateEditor(@case.Workload.Template);
        var path = @case.Cause.Subject.TrimEnd('/');
        if (!path.StartsWith('/') || path.Contains("..", StringComparison.Ordinal) || path.Contains(' ', StringComparison.Ordinal) || edit.Container(@case.Cause.Container) is not { } container)
        {
            yield break;
        }

        if (TemplateEditor.MountOf(container, path) is { } mount)
        {
            // A ConfigMap or Secret is never writable, and what else is mounted read-only is meant to be.
            if (mount["readOnly"].IsTrue() && edit.VolumeOf(mount) is { Kind: "emptyDir" })
            {
                mount.Remove("readOnly");
                yield return edit.Propose($"Let {@case.Cause.Container} write to its volume at {mount["mountPath"].Text()}: it is an emptyDir, which nobody else fills, and is mounted read-only.");
            }

            yield break;
        }

        var folder = Folder(@case, path);
        if (!(container["securityContext"]?["readOnlyRootFilesystem"]).IsTrue() || Kept.Contains(folder) || Kept.Contains(folder.TrimEnd('/')) || HoldsFiles(@case, folder))
        {
            yield break;
        }

        edit.Mount(container, folder, $"writable{folder}", new JsonObject { ["emptyDir"] = new JsonObject() });
        yield return edit.Propose($"Mount an emptyDir at {folder}, where {@case.Cause.Container} writes ({path}): its root file system is read-only (readOnlyRootFilesystem) and stays so.");
    }

    /// <summary>The folder to make writable: the path itself where it is a directory, else the one that holds it.</summary>
    private static string Folder(RemedyCase @case, string path)
    {
        var parent = path.LastIndexOf('/') is > 0 and var slash ? path[..slash] : "";
        var name = path[(path.LastIndexOf('/') + 1)..];
        if (@case.Image?.File(path) is { Presence: FilePresence.Present, Kind: { } kind })
        {
            return kind == FileKind.Directory ? path : parent;
        }

        var isDirectory = @case.Words.Any(l => l.Contains(path, StringComparison.Ordinal) && Array.Exists(DirectoryWords, w => l.Contains(w, StringComparison.OrdinalIgnoreCase)));
        var isFile = name.IndexOf('.', StringComparison.Ordinal) > 0 || Array.Exists(Scratch, s => parent == s || parent.StartsWith(s + "/", StringComparison.Ordinal));
        return !isDirectory && isFile ? parent : path;
    }

    private static bool HoldsFiles(RemedyCase @case, string folder) => @case.Image?.File(folder) is { Entries.Count: > 0 } && !Scratch.Take(4).Contains(folder);
}
