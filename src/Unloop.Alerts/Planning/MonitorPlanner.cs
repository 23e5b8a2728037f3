using System.Text.Json.Nodes;
using Unloop.Core.Facts;

namespace Unloop.Alerts.Planning;

/// <summary>What stands where, before anything is planned.</summary>
/// <param name="Target">The digits of <see cref="MonitorIdentity.Target"/>.</param>
/// <param name="Existing">All of the target's own, those of the target without its cluster's name, and those of others that may be alike.</param>
public sealed record MonitorScene(string Target, IReadOnlyList<DesiredMonitor> Desired, IReadOnlyList<ExistingMonitor> Existing)
{
    /// <summary>The digits of the target as it was called before its cluster had a name; null: it has none now either.</summary>
    public string? Nameless { get; init; }

    /// <summary>No cause is known now: what an earlier diagnosis has brought stays.</summary>
    public bool KeepsDiagnosed { get; init; }

    /// <summary>The one that is there: of its id, or of the same rule from before the cluster had a name.</summary>
    public ExistingMonitor? Present(DesiredMonitor desired) =>
        Existing.FirstOrDefault(m => m.Id == desired.Id)
        ?? (Nameless is { } nameless ? Existing.FirstOrDefault(m => m.Id == MonitorIdentity.OfNameless(desired.Id, nameless)) : null);
}

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

        var (changes, taken) = (new List<MonitorChange>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var desired in scene.Desired)
        {
            var existing = scene.Present(desired);
            var alike = existing is null ? Alike(scene, desired, taken) : null;
            changes.Add(existing is not null ? Present(desired, existing) : alike is not null ? Adopted(desired, alike) : Created(desired));
            _ = alike is not null && taken.Add(alike.Reference);
        }

        var others = ours.Where(m => scene.Desired.All(d => d.Id != m.Id)).ToList();
        changes.AddRange(scene.KeepsDiagnosed ? others.Select(Kept) : []);
        var unwanted = (scene.KeepsDiagnosed ? [] : others)
            .Select(m => $"'{m.Name}' ({m.Reference}) is of this target, but of no rule that is wanted now; it is left as it is. 'apply --delete' takes all of the target away.");
        return new(changes, [.. Renamed(changes, scene), .. Lost(changes, scene), .. unwanted], []);
    }

    /// <summary>Takes away what bears the marks of Unloop and an id of this target, and nothing else; several with one id are all ours.</summary>
    public static PlannedMonitors Delete(MonitorScene scene)
    {
        var nameless = Nameless(scene).ToList();
        return new([.. Ours(scene).Select(Deleted)], nameless.Count == 0 ? [] : [LeftNameless(nameless)], []);
    }

    private static List<ExistingMonitor> Ours(MonitorScene scene) => [.. scene.Existing.Where(m => m.Id is { } id && MonitorIdentity.IsOf(id, scene.Target))];

    private static IEnumerable<ExistingMonitor> Nameless(MonitorScene scene) =>
        scene.Nameless is { } nameless ? scene.Existing.Where(m => m.Id is { } id && MonitorIdentity.IsOf(id, nameless)) : [];

    private static string LeftNameless(List<ExistingMonitor> monitors) =>
        $"{string.Join(", ", monitors.Select(m => $"'{m.Name}' ({m.Reference})"))}: made before this cluster had a name, and perhaps for other clusters as well; left as they are.";

    private static IEnumerable<string> Renamed(List<MonitorChange> changes, MonitorScene scene)
    {
        if (changes.Count(c => c.PreviousId is not null) is > 0 and var count)
        {
            yield return $"Made before this cluster had a name: {count} of them. They become this cluster's alone; another cluster that shares them needs an apply of its own.";
        }

        if (Nameless(scene).Where(m => changes.All(c => c.Reference != m.Reference)).ToList() is { Count: > 0 } left)
        {
            yield return LeftNameless(left);
        }
    }

    /// <summary>What an object would hold no more, part by part: a field that differs does not say that whole rules go with it.</summary>
    private static IEnumerable<string> Lost(List<MonitorChange> changes, MonitorScene scene) =>
        from change in changes
        where change.Kind is MonitorChangeKind.Update
        let existing = scene.Existing.First(m => m.Reference == change.Reference)
        where !existing.IsAdopted
        let wanted = scene.Desired.Single(d => d.Id == change.Id).Parts
        from part in existing.Parts.Except(wanted)
        where wanted.Any(w => w.Group == part.Group)
        select $"The rule {part.Name} of {existing.Name} would be taken away: it is of no cause that is known now, or somebody else's.";

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
            PreviousId = existing.Id == desired.Id ? null : existing.Id,
            Name = existing.Name,
            Reference = existing.Reference,
            Before = existing.Body,
            After = differences.Count == 0 ? null : desired.Body,
            Differences = differences,
            Inverse = differences.Count == 0 ? "Nothing is changed." : "Its fields are set back to what they were.",
        };
    }

    private static MonitorChange Kept(ExistingMonitor existing) => new()
    {
        Kind = MonitorChangeKind.Keep,
        Id = existing.Id!,
        Name = existing.Name,
        Reference = existing.Reference,
        Before = existing.Body,
        Inverse = "Nothing is changed.",
    };

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
