using System.Globalization;
using Unloop.Core.Facts;
using Unloop.Core.Outcomes;
using Unloop.Core.Planning;
using Unloop.Engine.Experimenting;
using Unloop.Engine.Fixing.Journals;
using Unloop.Engine.Fixing;
using Unloop.Host.Files;

namespace Unloop.Host.Journals;

#pragma warning disable RS0030 // This is the adapter that the bans on files and folders point to.

/// <summary>One folder for each fix in <c>$XDG_STATE_HOME/unloop/fixes</c> or <c>~/.local/state/unloop/fixes</c>, for the user's eyes only.</summary>
public sealed class FixJournals(string? root, string version) : IFixJournals, IPastFixes
{
    private const int MostOnOneSecond = 100;

    /// <summary>What was tried longer ago than in so many fixes says little.</summary>
    private const int MostPast = 20;

    public (IFixJournal? Journal, Problem? Problem) Start(WorkloadRef workload, DateTimeOffset now)
    {
        if (root is null)
        {
            return (null, new Problem(ProblemKind.BadInput, "There is no place for the journal of a fix: set HOME, or XDG_STATE_HOME, to a full path."));
        }

        var stem = $"{now.UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}{StateFolder.MarkOf(workload)}";
        for (var i = 1; i <= MostOnOneSecond; i++)
        {
            var id = i == 1 ? stem : $"{stem}-{i}";
            var folder = Path.Combine(root, id);
            if (!Directory.Exists(folder))
            {
                return FixJournal.In(folder, id, version, () => PrivateFiles.MakeFolder(folder));
            }
        }

        return (null, new Problem(ProblemKind.Failed, $"{Path.Combine(root, stem)} and its likes are all taken"));
    }

    public (IFixJournal? Journal, Problem? Problem) Open(string? id)
    {
        if (id is null && Unfinished() is { Count: > 0 } unfinished)
        {
            id = unfinished[^1];
        }

        if (id is null)
        {
            return (null, new Problem(ProblemKind.NoMatch, "No fix was left unfinished on this machine."));
        }

        // An id is a name, never a path.
        var all = All();
        return all.Contains(id)
            ? FixJournal.In(Path.Combine(root!, id), id, version, () => { })
            : (null, new Problem(ProblemKind.NoMatch, $"No fix '{id}' was begun on this machine{Core.Text.NearestNames.Suggest(id, all)}"));
    }

    public IReadOnlyList<string> Unfinished() =>
        [.. All().Where(id => FixJournal.ReadEntries(Path.Combine(root!, id)) is { Count: > 0 } entries && new FixState(entries).Ended is null)];

    public IReadOnlyList<string> WithoutAlarm() =>
    [
        .. All().Where(id => Has(id, AlarmWish.Asked) && !Has(id, AlarmWish.Set)
            && new FixState(FixJournal.ReadEntries(Path.Combine(root!, id)) ?? []).Ended is nameof(FixVerdict.Stable) or nameof(FixVerdict.Holding)),
    ];

    private bool Has(string id, string name) => File.Exists(Path.Combine(root!, id, name));

    /// <summary>Read without the lock: a fix that is under way is as its journal tells at this moment.</summary>
    public IReadOnlyList<PastFix> Of(WorkloadRef workload)
    {
        var mark = StateFolder.MarkOf(workload);
        var past = new List<PastFix>();
        foreach (var id in All().Where(i => i.Contains(mark, StringComparison.Ordinal)).TakeLast(MostPast))
        {
            var folder = Path.Combine(root!, id);
            try
            {
                if (FixJournal.ReadEntries(folder) is { Count: > 0 } entries)
                {
                    past.Add(new PastFix(id, entries, name => Path.Combine(folder, name) is var path && File.Exists(path) ? File.ReadAllBytes(path) : null));
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A journal that cannot be read tells nothing; the tests do not depend on it.
            }
        }

        return past;
    }

    private IReadOnlyList<string> All()
    {
        try
        {
            return root is not null && Directory.Exists(root) ? [.. Directory.EnumerateDirectories(root).Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)] : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
