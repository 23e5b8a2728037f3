using Unloop.Core.Facts;
using Unloop.Core.Planning;

namespace Unloop.Engine.Fixing.Journals;

/// <summary>The journals of all fixes that were begun on this machine, for whoever must end one. Implemented by <c>Unloop.Host</c>.</summary>
public interface IFixJournals
{
    /// <summary>A new journal; its id tells when and for what.</summary>
    (IFixJournal? Journal, Problem? Problem) Start(WorkloadRef workload, DateTimeOffset now);

    /// <param name="id">Null: the newest that has not ended.</param>
    (IFixJournal? Journal, Problem? Problem) Open(string? id);

    /// <summary>Ids of the fixes that have not ended, oldest first.</summary>
    IReadOnlyList<string> Unfinished();

    /// <summary>Ids of the fixes that hold and were asked for an alarm that is not set, oldest first.</summary>
    IReadOnlyList<string> WithoutAlarm();
}

/// <summary>
/// What one fix has done, in a folder that only its user may read. Everything is on disk when a member returns; a line that was cut off by a crash is as if
/// it had not been written.
/// </summary>
public interface IFixJournal : IDisposable
{
    /// <summary><c>20260501-120000-deployment-web-4f2a</c>.</summary>
    string Id { get; }

    /// <summary>For people: where it lies.</summary>
    string Folder { get; }

    IReadOnlyList<JournalEntry> Entries { get; }

    /// <summary>Null when it is on disk; else the step that it announces must not be begun.</summary>
    Problem? Append(JournalEntry entry);

    /// <summary>Keeps a file of the fix under a name; what is kept is never written over.</summary>
    Problem? Keep(string name, ReadOnlyMemory<byte> content);

    /// <summary>Keeps evidence as a bundle that <c>unloop diagnose --from</c> reads.</summary>
    Problem? KeepEvidence(string name, IReadOnlyList<PodEvidence> pods);

    /// <summary>Null when nothing was kept under this name.</summary>
    byte[]? Kept(string name);
}
