using System.Text.Json.Nodes;
using Unloop.Core.Facts;

namespace Unloop.Alerts.Planning;

/// <summary>What stands where, before anything is planned.</summary>
/// <param name="Target">The digits of <see cref="MonitorIdentity.Target"/>.</param>
/// <param name="Existing">All of the target's own, and those of others that may be alike.</param>
public sealed record MonitorScene(string Target, IReadOnlyList<DesiredMonitor> Desired, IReadOnlyList<ExistingMonitor> Existing);

/// <param name="Changes">Empty where there are problems.</param>
public sealed record PlannedMonitors(IReadOnlyList<MonitorChange> Changes, IReadOnlyList<string> Warnings, IReadOnlyList<Problem> Problems);

/// <summary>From what shall be and what is to the fewest changes between them. Pure.</summary>
public static class MonitorPlanner
{
    public static PlannedMonitors Apply(MonitorScene scene)
    {
        var ours = Ours(scene);
        var problems = Ambiguous(ours).ToList();
        if (problems.Count > 0)
        {
            return new([], [], problems);
        }

        var byId = ours.ToDictionary(m => m.Id!, StringComparer.Ordinal);
        var (changes, taken) = (new List<MonitorChange>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var desired in scene.Desired)
        {
            var alike = byId.ContainsKey(desired.Id) ? null : Alike(scene, desired, taken);
            changes.Add(byId.TryGetValue(desired.Id, out var existing) ? Present(desired, existing) : alike is not null ? Adopted(desired, alike) : Created(desired));
            _ = alike is not null && taken.Add(alike.Reference);
        }

        var unwanted = ours.Where(m => scene.Desired.All(d => d.Id != m.Id))
            .Select(m => $"'{m.Name}' ({m.Reference}) is of this target, but of no rule that is wanted now; it is left as it is. 'apply --delete' takes all of the target away.");
        return new(changes, [.. unwanted], []);
    }

    /// <summary>Takes away what bears the marks of Unloop and an id of this target, and nothing else; several with one id are all ours.</summary>
    public static PlannedMonitors Delete(MonitorScene scene) => new([.. Ours(scene).Select(Deleted)], [], []);

    private static List<ExistingMonitor> Ours(MonitorScene scene) => [.. scene.Existing.Where(m => m.Id is { } id && MonitorIdentity.IsOf(id, scene.Target))];

    private static IEnumerable<Problem> Ambiguous(IEnumerable<ExistingMonitor> ours) =>
        from same in ours.GroupBy(m => m.Id)
        where same.Count() > 1
        select new Problem(ProblemKind.Refused,
            $"{same.Count()} monitors have the id {same.Key}: {string.Join(", ", same.Select(m => $"'{m.Name}' ({m.Reference})"))}. Delete all but one, or take its tag off the others.");

    private static ExistingMonitor? Alike(MonitorScene scene, DesiredMonitor desired, HashSet<string> taken) => desired.Likeness is not { } likeness ? null
        : scene.Existing.Where(m => m.Id is null && m.Likeness == likeness && !taken.Contains(m.Reference)).OrderBy(m => m.Reference.Length).ThenBy(m => m.Reference, StringComparer.Ordinal).FirstOrDefault();

    private static MonitorChange Created(DesiredMonitor desired) => new()
    {
        Kind = MonitorChangeKind.Create,
        Id = desired.Id,
        Name = desired.Name,
        After = desired.Body,
        Inverse = "It is deleted.",
    };

    private static MonitorChange Present(DesiredMonitor desired, ExistingMonitor existing)
    {
        var differences = Differences(desired, existing);
        return new()
        {
            Kind = differences.Count == 0 ? MonitorChangeKind.Keep : MonitorChangeKind.Update,
            Id = desired.Id,
            Name = existing.Name,
            Reference = existing.Reference,
            Before = existing.Body,
            After = differences.Count == 0 ? null : desired.Body,
            Differences = differences,
            Inverse = differences.Count == 0 ? "Nothing is changed." : "Its fields are set back to what they were.",
        };
    }

    private static MonitorChange Adopted(DesiredMonitor desired, ExistingMonitor existing) => new()
    {
        Kind = MonitorChangeKind.Adopt,
        Id = desired.Id,
        Name = existing.Name,
        Reference = existing.Reference,
        Before = existing.Body,
        After = desired.Body,
        Differences = Differences(desired, existing with { IsAdopted = true }),
        Inverse = "'apply --delete' takes the marks off it again and leaves it; the fields that are changed here are set back by hand.",
    };

    private static MonitorChange Deleted(ExistingMonitor existing) => new()
    {
        Kind = existing.IsAdopted ? MonitorChangeKind.Release : MonitorChangeKind.Delete,
        Id = existing.Id!,
        Name = existing.Name,
        Reference = existing.Reference,
        Before = existing.Body,
        Inverse = existing.IsAdopted ? "The next apply adopts it again." : "The next apply makes it anew, without its history.",
    };

    /// <summary>What would have to change for <paramref name="existing"/> to be as it shall be.</summary>
    public static IReadOnlyList<FieldDifference> Differences(DesiredMonitor desired, ExistingMonitor existing)
    {
        var wanted = desired.Normal.DeepClone().AsObject();
        foreach (var left in (existing.IsAdopted ? desired.LeftWhenAdopted : []).Select(f => f.Split('.', 2)))
        {
            _ = left is [var member, var item] ? (wanted[member] as JsonObject)?.Remove(item) : wanted.Remove(left[0]);
        }

        return FieldDifferences.Between(existing.Normal, wanted);
    }
}
