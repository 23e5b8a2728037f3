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

    public Problem? Append(JournalEntry entry) => world.Step<Problem?>(() =>
    {
        _entries.Add(entry);
        return null;
    }).GetAwaiter().GetResult();

    public Problem? Keep(string name, ReadOnlyMemory<byte> content) => world.Step<Problem?>(() =>
    {
        _ = _kept.TryAdd(name, content.ToArray());
        return null;
    }).GetAwaiter().GetResult();

    public Problem? KeepEvidence(string name, IReadOnlyList<PodEvidence> pods) => null;

    public byte[]? Kept(string name) => _kept.GetValueOrDefault(name);

    public void Dispose()
    {
    }
}
