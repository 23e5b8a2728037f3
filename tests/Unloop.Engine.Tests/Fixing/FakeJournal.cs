using Unloop.Core.Facts;
using Unloop.Engine.Fixing.Journals;

namespace Unloop.Engine.Tests.Fixing;

/// <summary>The journal of a world: it outlives the process, which can be killed before and after each line.</summary>
internal sealed class FakeJournal(FakeWorld world) : IFixJournal
{
    private readonly Dictionary<string, byte[]> _kept = [];
    private readonly List<JournalEntry> _entries = [];

    public string Id => "20260501-120000-deployment-web";

    public string Folder => "/state/" + Id;

    public IReadOnlyList<JournalEntry> Entries => _entries;

    public IReadOnlyDictionary<string, byte[]> Files => _kept;

    /// <summary>Names of the evidence, and how many steps had been undone when it was kept.</summary>
    public List<(string Name, int Undone)> Evidence { get; } = [];

    /// <summary>So many more lines and files find room on the disk.</summary>
    public int Room { get; set; } = int.MaxValue;

    private Problem? Full() => Room-- > 0 ? null : new Problem(ProblemKind.Failed, "The disk is full.");

    public void Swap(string name, byte[] content) => _kept[name] = content;

    public Problem? Append(JournalEntry entry) => world.Step<Problem?>(() =>
    {
        if (Full() is { } full)
        {
            return full;
        }

        _entries.Add(entry);
        return null;
    }).GetAwaiter().GetResult();

    public Problem? Keep(string name, ReadOnlyMemory<byte> content) => world.Step<Problem?>(() =>
    {
        if (Full() is { } full)
        {
            return full;
        }

        _ = _kept.TryAdd(name, content.ToArray());
        return null;
    }).GetAwaiter().GetResult();

    public Problem? KeepEvidence(string name, IReadOnlyList<PodEvidence> pods) => world.Step<Problem?>(() =>
    {
        Evidence.Add((name, _entries.Count(e => e.Event is JournalEvent.Undoing)));
        return null;
    }).GetAwaiter().GetResult();

    public byte[]? Kept(string name) => _kept.GetValueOrDefault(name);

    public void Dispose()
    {
    }
}
