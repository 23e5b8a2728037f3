using System.Text.Json;
using Unloop.Core.Facts;
using Unloop.Engine.Fixing.Journals;
using Unloop.Evidence.Bundles;
using Unloop.Host.Bundles;
using Unloop.Host.Files;

namespace Unloop.Host.Journals;

#pragma warning disable RS0030 // This is the adapter that the bans on files and folders point to.

/// <summary>
/// A folder with <c>journal.jsonl</c> and what was kept. The journal is held open under a lock, so that two processes never end the same fix; a process that
/// dies gives the lock back.
/// </summary>
internal sealed class FixJournal : IFixJournal
{
    private const string FileName = "journal.jsonl";
    private const string LockName = "lock";

    private readonly FileStream _lock;
    private readonly FileStream _stream;
    private readonly List<JournalEntry> _entries;

    private readonly string _version;

    private FixJournal(string folder, string id, string version, FileStream @lock, FileStream stream, List<JournalEntry> entries) =>
        (Folder, Id, _version, _lock, _stream, _entries) = (folder, id, version, @lock, stream, entries);

    public string Id { get; }

    public string Folder { get; }

    public IReadOnlyList<JournalEntry> Entries => _entries;

    /// <param name="version">Unloop's own, for the bundles.</param>
    /// <param name="prepare">Makes the folder, where it is a new one.</param>
    public static (IFixJournal? Journal, Problem? Problem) In(string folder, string id, string version, Action prepare)
    {
        FileStream? held = null;
#pragma warning disable CA2000 // The journal owns its files, and the caller the journal.
        try
        {
            prepare();
            held = Open(Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileShare.None);
            var entries = ReadEntries(folder);
            if (entries is null)
            {
                held.Dispose();
                return (null, new Problem(ProblemKind.Failed, $"{Path.Combine(folder, FileName)} is damaged: it is not what Unloop wrote; read it, and put things back by hand"));
            }

            var stream = Open(Path.Combine(folder, FileName), FileMode.OpenOrCreate, FileShare.Read);
            CutOff(stream);
            return (new FixJournal(folder, id, version, held, stream, entries), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            held?.Dispose();
            return (null, held is null && File.Exists(Path.Combine(folder, LockName))
                ? new Problem(ProblemKind.Refused, $"Fix {id} is being worked on by another unloop on this machine.")
                : new Problem(ProblemKind.Failed, $"The journal {folder} could not be opened: {e.Message}"));
        }
#pragma warning restore CA2000
    }

    /// <summary>Null when a line before the last cannot be read; the last may have been cut off by a crash.</summary>
    public static List<JournalEntry>? ReadEntries(string folder)
    {
        var path = Path.Combine(folder, FileName);
        var lines = File.Exists(path) ? File.ReadAllText(path).Split('\n') : [];
        var entries = new List<JournalEntry>();
        foreach (var line in lines.SkipLast(1))
        {
            try
            {
                entries.Add(JsonSerializer.Deserialize(line, JournalJson.Default.JournalEntry)!);
            }
            catch (JsonException)
            {
                return null;
            }
        }

        return entries;
    }

    public Problem? Append(JournalEntry entry)
    {
        try
        {
            _stream.Write([.. JsonSerializer.SerializeToUtf8Bytes(entry, JournalJson.Default.JournalEntry), (byte)'\n']);
            _stream.Flush(flushToDisk: true);
            _entries.Add(entry);
            return null;
        }
        catch (IOException e)
        {
            return new Problem(ProblemKind.Failed, $"The journal {Folder} could not be written ({e.Message}); nothing is done that it does not tell.");
        }
    }

    public Problem? Keep(string name, ReadOnlyMemory<byte> content)
    {
        var path = Path.Combine(Folder, name);
        try
        {
            if (File.Exists(path))
            {
                return null;
            }

            using (var stream = Open(path + ".partial", FileMode.Create, FileShare.None))
            {
                stream.Write(content.Span);
                stream.Flush(flushToDisk: true);
            }

            File.Move(path + ".partial", path, overwrite: false);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Problem(ProblemKind.Failed, $"{path} could not be written: {e.Message}");
        }
    }

    public Problem? KeepEvidence(string name, IReadOnlyList<PodEvidence> pods) =>
        pods.Count == 0 ? null : BundleFiles.Write(Path.Combine(Folder, $"{name}.tgz"), BundleWriter.Write(pods, _version));

    public byte[]? Kept(string name)
    {
        var path = Path.Combine(Folder, name);
        return File.Exists(path) ? File.ReadAllBytes(path) : null;
    }

    public void Dispose()
    {
        _stream.Dispose();
        _lock.Dispose();
    }

    private static FileStream Open(string path, FileMode mode, FileShare share) => PrivateFiles.Open(path, mode, FileAccess.ReadWrite, share);

    /// <summary>What stands after the last line end was never finished; the next line must not be joined to it.</summary>
    private static void CutOff(FileStream stream)
    {
        var end = stream.Length;
        while (end > 0)
        {
            stream.Position = end - 1;
            if (stream.ReadByte() == '\n')
            {
                break;
            }

            end--;
        }

        stream.SetLength(end);
        stream.Position = end;
    }
}
