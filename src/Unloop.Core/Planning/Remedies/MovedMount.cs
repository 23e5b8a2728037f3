using System.Text.Json.Nodes;
using Unloop.Core.Text;

namespace Unloop.Core.Planning.Remedies;

/// <summary>A mount that hides the image's files goes below the folder or brings its files singly; a file over a directory goes into it.</summary>
internal sealed class MovedMount : IRemedy
{
    public IReadOnlyList<Category> Categories { get; } = [Category.MountShadowsFiles, Category.MountFailure];

    public IEnumerable<Proposal> Propose(RemedyCase @case)
    {
        var edit = new TemplateEditor(@case.Workload.Template);
        var path = @case.Cause.Subject.TrimEnd('/');
        if (edit.Container(@case.Cause.Container) is not { } container
            || container["volumeMounts"].Objects().FirstOrDefault(m => m["mountPath"].Text()?.TrimEnd('/') == path) is not { } mount)
        {
            yield break;
        }

        if (@case.Cause.Category == Category.MountFailure)
        {
            if (IntoDirectory(edit, mount, path) is { } into)
            {
                yield return into;
            }
        }
        else if (mount["subPath"] is null && edit.VolumeOf(mount) is { } of)
        {
            if ((of.Kind is "configMap" or "secret" ? Singly(edit, container, mount, of.Volume[of.Kind]?["items"], path) : Below(edit, container, mount, path)) is { } moved)
            {
                yield return moved;
            }
        }
    }

    /// <summary>The runtime says that one side is a file and the other a directory: the file goes into the directory.</summary>
    private static TemplateProposal? IntoDirectory(TemplateEditor edit, JsonObject mount, string path)
    {
        if (mount["subPath"].Text() is not { Length: > 0 } file || !file.Contains('.', StringComparison.Ordinal) || path.Split('/')[^1].Contains('.', StringComparison.Ordinal))
        {
            return null;
        }

        var target = $"{path}/{file[(file.LastIndexOf('/') + 1)..]}";
        mount["mountPath"] = target;
        return edit.Propose($"Mount {file} at {target}: {path} is a directory in the image, and a file cannot be mounted over it.");
    }

    private static TemplateProposal? Below(TemplateEditor edit, JsonObject container, JsonObject mount, string path)
    {
        var target = $"{path}/{mount["name"].Text()}";
        if (path.Length == 0 || container["volumeMounts"].Objects().Any(m => m["mountPath"].Text() == target))
        {
            return null;
        }

        mount["mountPath"] = target;
        return edit.Propose($"Mount the volume {mount["name"].Text()} at {target} in place of {path}, so that the image's own files there are seen again; the program must look for its data there.");
    }

    /// <summary>Only the files that the volume is told to bring: without <c>items</c>, nothing here says which they are.</summary>
    private static TemplateProposal? Singly(TemplateEditor edit, JsonObject container, JsonObject mount, JsonNode? items, string path)
    {
        var files = items.Objects().Select(i => i["path"].Text()).OfType<string>().ToList();
        if (files.Count == 0)
        {
            return null;
        }

        var mounts = (JsonArray)container["volumeMounts"]!;
        mounts.Remove(mount);
        foreach (var file in files)
        {
            var single = mount.DeepClone().AsObject();
            single["mountPath"] = $"{path}/{file}";
            single["subPath"] = file;
            mounts.Add((JsonNode)single);
        }

        return edit.Propose($"Mount {string.Join(", ", files)} singly (subPath) in {path}, so that the image's other files there are seen again; single files do not follow changes of their object.");
    }
}
