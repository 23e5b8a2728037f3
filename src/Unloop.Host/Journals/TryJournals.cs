using System.Text.Json;
using Unloop.Core.Experiments;
using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Core.Reports;
using Unloop.Engine.Experimenting;
using Unloop.Host.Files;

namespace Unloop.Host.Journals;

#pragma warning disable RS0030 // This is the adapter that the bans on files and folders point to.

/// <summary>One file for each run of tests, written anew with every answer, so that also a run that was killed is there as far as it came.</summary>
/// <param name="root">Null: there is no place for them.</param>
public sealed class TryJournals(string? root) : ITryJournals
{
    /// <summary>What was tested longer ago than in so many runs holds no more.</summary>
    private const int MostKept = 100;
    private const int MostRead = 20;
    private const int LargestFile = 1 << 20;

    public IReadOnlyList<PastTry> Of(WorkloadRef workload)
    {
        var end = StateFolder.MarkOf(workload) + ".json";
        return [.. All().Where(f => f.EndsWith(end, StringComparison.Ordinal)).TakeLast(MostRead).Select(Read).OfType<PastTry>()];
    }

    public Problem? Keep(PastTry past)
    {
        if (root is null)
        {
            return new(ProblemKind.Failed, "The answers could not be written down, for there is no place for journals: set HOME, or XDG_STATE_HOME, to a full path. The next run makes these tests again.");
        }

        try
        {
            PrivateFiles.MakeFolder(root);
            var path = Path.Combine(root, $"{past.Id}{StateFolder.MarkOf(past.Workload)}.json");
            Write(path + ".partial", past);
            File.Move(path + ".partial", path, overwrite: true);
            foreach (var old in All().SkipLast(MostKept))
            {
                File.Delete(old);
            }

            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(ProblemKind.Failed, $"The answers could not be written to {root}: {e.Message}. The next run makes these tests again.");
        }
    }

    private static void Write(string path, PastTry past)
    {
        using var stream = PrivateFiles.Open(path, FileMode.Create, share: FileShare.None);
        JsonSerializer.Serialize(stream, past, CoreJson.Default.PastTry);
        stream.Flush(flushToDisk: true);
    }

    private static PastTry? Read(string path)
    {
        try
        {
            return new FileInfo(path).Length > LargestFile ? null : JsonSerializer.Deserialize(File.ReadAllBytes(path), CoreJson.Default.PastTry);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or NotSupportedException)
        {
            // A journal that cannot be read tells nothing: its tests are made again.
            return null;
        }
    }

    /// <summary>Oldest first: a run's id begins with its time.</summary>
    private IReadOnlyList<string> All()
    {
        try
        {
            return root is not null && Directory.Exists(root) ? [.. Directory.EnumerateFiles(root, "*.json").Order(StringComparer.Ordinal)] : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
