using System.Globalization;
using System.Text;
using Unloop.Images.Files;
using Unloop.Images.Layers;

namespace Unloop.Images.Inspection.Starting;

/// <summary>Who the program runs as, by the pod's security context and the image's USER, looked up in the image's own tables.</summary>
internal sealed record ContainerUser
{
    /// <summary>Null: not known, so that nothing follows from permissions.</summary>
    public int? Uid { get; init; }
    public IReadOnlyList<int> Groups { get; init; } = [];
    public string? Name { get; init; }

    /// <summary>The user or group that is named and that the image's tables do not have.</summary>
    public string? Missing { get; init; }

    public override string ToString() => Uid is null ? Name ?? "?" : Name is null ? Uid.Value.ToString(CultureInfo.InvariantCulture) : $"{Uid} ({Name})";

    /// <summary>Whether the user may do what the bits (4 read, 2 write, 1 execute or enter) stand for; null when groups that the pod may add would decide.</summary>
    public bool? May(in LayerEntry entry, int bits)
    {
        if (Uid is 0)
        {
            // Root needs no permission but for running a file, where one of the three must be there.
            return (bits & 1) == 0 || entry.Kind == EntryKind.Directory || (entry.Mode & 0x49) != 0;
        }

        if (Uid is null)
        {
            return null;
        }

        var (owner, group, other) = ((entry.Mode >> 6) & bits, (entry.Mode >> 3) & bits, entry.Mode & bits);
        return entry.Uid == Uid ? owner == bits
            : Groups.Contains(entry.Gid) ? group == bits
            : other == bits ? true : group == bits ? null : false;
    }

    public static async Task<ContainerUser> OfAsync(LayeredFiles files, string? imageUser, long? runAsUser, long? runAsGroup, CancellationToken cancellationToken)
    {
        var written = runAsUser?.ToString(CultureInfo.InvariantCulture) ?? (string.IsNullOrWhiteSpace(imageUser) ? "0" : imageUser.Trim());
        var colon = written.IndexOf(':', StringComparison.Ordinal);
        var (user, group) = colon < 0 ? (written, null) : (written[..colon], written[(colon + 1)..]);
        user = user.Length == 0 ? "0" : user;
        group = runAsGroup?.ToString(CultureInfo.InvariantCulture) ?? group;

        // Root needs no table, and the tables of a base image are far down.
        if (user is "0" or "root" && group is null)
        {
            return new ContainerUser { Uid = 0, Groups = [0], Name = "root" };
        }

        var users = await TableAsync(files, "/etc/passwd", cancellationToken);
        var isNumber = int.TryParse(user, NumberStyles.None, CultureInfo.InvariantCulture, out var uid);
        var row = users?.Find(r => r.Length > 3 && (r[0] == user || (isNumber && r[2] == user)));
        if (!isNumber && row is null)
        {
            return new ContainerUser { Name = user, Missing = users is null ? null : $"user {user}" };
        }

        uid = row is not null && int.TryParse(row[2], NumberStyles.None, CultureInfo.InvariantCulture, out var own) ? own : uid;
        var primary = row is not null && int.TryParse(row[3], NumberStyles.None, CultureInfo.InvariantCulture, out var gid) ? gid : 0;
        var name = row?[0] ?? (isNumber ? null : user);
        var groups = users is null || (group is not null && !IsNumber(group)) || name is not null ? await TableAsync(files, "/etc/group", cancellationToken) : [];
        return WithGroups(new ContainerUser { Uid = uid, Name = name }, primary, group, groups);
    }

    private static ContainerUser WithGroups(ContainerUser user, int primary, string? group, List<string[]>? table)
    {
        if (group is not null)
        {
            var row = table?.Find(r => r.Length > 2 && (r[0] == group || r[2] == group));
            if (row is null && !IsNumber(group))
            {
                return user with { Missing = table is null ? null : $"group {group}" };
            }

            _ = int.TryParse(row?[2] ?? group, NumberStyles.None, CultureInfo.InvariantCulture, out primary);
        }

        var member = (table ?? []).Where(r => r.Length > 3 && user.Name is not null && r[3].Split(',').Contains(user.Name))
            .Select(r => int.TryParse(r[2], NumberStyles.None, CultureInfo.InvariantCulture, out var gid) ? gid : primary);
        return user with { Groups = [.. member.Prepend(primary).Distinct()] };
    }

    /// <summary>Null when it is not known what the table holds; empty when there is none.</summary>
    private static async Task<List<string[]>?> TableAsync(LayeredFiles files, string path, CancellationToken cancellationToken)
    {
        var file = await files.ResolveAsync(path, cancellationToken);
        if (file.IsMissing)
        {
            return [];
        }

        var head = file.Entry.Detail?.Head ?? default;
        return !file.IsFile || (file.Entry.Size != head.Length && file.Entry.Size > 0) ? null
            : [.. Encoding.UTF8.GetString(head.Span).Split('\n').Select(l => l.TrimEnd('\r').Split(':'))];
    }

    private static bool IsNumber(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
