using System.Globalization;
using System.Text.Json.Nodes;
using Unloop.Core.Facts.Images;
using Unloop.Core.Text;

namespace Unloop.Core.Planning.Remedies;

/// <summary>Lets the container's user at a volume (its group, its mode, its owner) or, for the image's own files, runs it as the user that they belong to.</summary>
internal sealed class VolumeAccess : IRemedy
{
    private const int GroupMayRead = 0x120;

    public IReadOnlyList<Category> Categories { get; } = [Category.FilePermission];

    public IEnumerable<Proposal> Propose(RemedyCase @case)
    {
        var path = @case.Cause.Subject;
        var edit = new TemplateEditor(@case.Workload.Template);
        if (!path.StartsWith('/') || edit.Container(@case.Cause.Container) is not { } container)
        {
            return [];
        }

        var (user, group) = UserOf(@case, edit, container);
        var proposal = TemplateEditor.MountOf(container, path) is not { } mount ? AsOwner(@case, edit, container, path)
            : user is not > 0 || edit.VolumeOf(mount) is not { } of ? null
            : of.Kind switch
            {
                "emptyDir" or "persistentVolumeClaim" or "csi" or "ephemeral" when !mount["readOnly"].IsTrue() => HandOver(@case, edit, mount, user.Value, group) ?? Group(@case, edit, mount, group ?? user.Value),
                "secret" or "configMap" => Readable(edit, of, mount, group ?? user.Value),
                _ => null,
            };
        return proposal is null ? [] : [proposal];
    }

    /// <summary>By the template, else by the image; null where neither gives a number.</summary>
    private static (long? User, long? Group) UserOf(RemedyCase @case, TemplateEditor edit, JsonObject container)
    {
        var own = NumericUser.OfImage(@case);
        return (edit.Security(container, "runAsUser") ?? own?.User, edit.Security(container, "runAsGroup") ?? (edit.Security(container, "runAsUser") is null ? own?.Group : null));
    }

    private static TemplateProposal? Group(RemedyCase @case, TemplateEditor edit, JsonObject mount, long group)
    {
        var security = TemplateEditor.Member(edit.Spec, "securityContext");
        if (security["fsGroup"] is not null)
        {
            return null;
        }

        security["fsGroup"] = group;
        security["fsGroupChangePolicy"] = "OnRootMismatch";
        return edit.Propose($"Set fsGroup: {group}, the group that {@case.Cause.Container} gets, so that the volume at {mount["mountPath"].Text()} is its to write; its user may not write there now.");
    }

    /// <summary>
    /// An init container that sets modes on the volume runs after the kubelet has handed it to the group, and takes that away: its image, as root, then
    /// hands the volume over after it.
    /// </summary>
    private static TemplateProposal? HandOver(RemedyCase @case, TemplateEditor edit, JsonObject mount, long user, long? group)
    {
        var at = mount["mountPath"].Text()!;
        var setter = edit.Spec["initContainers"].Objects().LastOrDefault(i =>
            i["volumeMounts"].Objects().Any(m => m["name"].Text() == mount["name"].Text())
            && TemplateEditor.Words(i["command"]).Concat(TemplateEditor.Words(i["args"])).Any(w => w.Contains("chmod", StringComparison.Ordinal) || w.Contains("chown", StringComparison.Ordinal)));
        var name = $"hand-over-{mount["name"].Text()}";
        if (setter is null || edit.Container(name) is not null || setter["image"].Text() is not { } image)
        {
            return null;
        }

        var owner = string.Create(CultureInfo.InvariantCulture, $"{user}:{group ?? user}");
        TemplateEditor.Items(edit.Spec, "initContainers").Add((JsonNode)new JsonObject
        {
            ["name"] = name,
            ["image"] = image,
            ["command"] = TemplateEditor.List(["chown", owner, at]),
            ["securityContext"] = new JsonObject { ["runAsUser"] = 0, ["runAsNonRoot"] = false },
            ["volumeMounts"] = new JsonArray(new JsonObject { ["name"] = mount["name"]!.DeepClone(), ["mountPath"] = at }),
        });
        return edit.Propose($"Hand {at} to {owner}, whom {@case.Cause.Container} runs as, in an init container that runs as root after {setter["name"].Text()}, which sets the folder's mode and would undo an fsGroup.", Risk.High);
    }

    private static TemplateProposal? Readable(TemplateEditor edit, (JsonObject Volume, string Kind) of, JsonObject mount, long group)
    {
        if (of.Volume[of.Kind] is not JsonObject source || TemplateEditor.Number(source["defaultMode"]) is not { } mode || (mode & 0x4) != 0)
        {
            return null;
        }

        var security = TemplateEditor.Member(edit.Spec, "securityContext");
        if ((mode & 0x20) != 0 && security["fsGroup"] is not null)
        {
            return null;
        }

        source["defaultMode"] = mode | GroupMayRead;
        security["fsGroup"] ??= group;
        return edit.Propose($"Let the group read the files at {mount["mountPath"].Text()} (defaultMode {Convert.ToString(mode | GroupMayRead, 8)}, fsGroup {TemplateEditor.Number(security["fsGroup"])}): they belong to root, and only root may read them now.");
    }

    /// <summary>A file of the image that its owner may use, where the template runs the container as somebody else.</summary>
    private static TemplateProposal? AsOwner(RemedyCase @case, TemplateEditor edit, JsonObject container, string path)
    {
        if (@case.Image?.File(path) is not { Presence: FilePresence.Present, Uid: > 0 and var owner, Gid: var group } || edit.Security(container, "runAsUser") is not { } user || user == owner)
        {
            return null;
        }

        var security = TemplateEditor.Member(container, "securityContext");
        security["runAsUser"] = owner;
        if (group is > 0)
        {
            security["runAsGroup"] = group.Value;
        }

        return edit.Propose($"Run {@case.Cause.Container} as user {owner}, to whom {path} belongs in the image, in place of {user}.");
    }
}
