using System.Buffers;
using Unloop.Engine.Imaging;
using Unloop.Host.Files;

namespace Unloop.Host.Caching;

/// <summary>
/// One file for each layer in <c>$XDG_CACHE_HOME/unloop/layers</c> or <c>~/.cache/unloop/layers</c>, for the user's eyes only. A file is written under
/// another name and moved into place, so that two runs never see half of one; beyond the limit those go first that were not used for longest.
/// </summary>
/// <param name="folder">Null: nothing is kept.</param>
/// <param name="limit">Bytes of all files together.</param>
public sealed class LayerCache(string? folder, TimeProvider time, long limit = LayerCache.DefaultLimit) : ILayerCache
{
    public const long DefaultLimit = 512L << 20;

    private const string Ending = ".index";

    /// <summary>What a digest may hold (OCI image-spec, descriptor): nothing of it can climb out of the folder.</summary>
    private static readonly SearchValues<char> DigestCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+=-:");

    private readonly Lock writing = new();

    /// <summary>Where the cache lies, by the user's environment; null when that names no home.</summary>
    public static string? FolderFor(IReadOnlyDictionary<string, string> environment)
    {
        // The XDG specification wants relative paths ignored.
        if (environment.GetValueOrDefault("XDG_CACHE_HOME") is { Length: > 0 } caches && Path.IsPathFullyQualified(caches))
        {
            return Path.Combine(caches, "unloop", "layers");
        }

        var home = environment.GetValueOrDefault("HOME") ?? environment.GetValueOrDefault("USERPROFILE");
        return string.IsNullOrEmpty(home) || !Path.IsPathFullyQualified(home) ? null : Path.Combine(home, ".cache", "unloop", "layers");
    }

    public ReadOnlyMemory<byte>? Read(string digest)
    {
        if (FileFor(digest) is not { } file)
        {
            return null;
        }

        try
        {
            // A link or pipe in its place is none of ours.
            var info = new FileInfo(file);
            if (!info.Exists || info.LinkTarget is not null || info.Attributes.HasFlag(FileAttributes.Device) || info.Length > limit)
            {
                return null;
            }

            var content = File.ReadAllBytes(file);
            File.SetLastWriteTimeUtc(file, time.GetUtcNow().UtcDateTime);
            return content;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Write(string digest, ReadOnlyMemory<byte> content)
    {
        if (FileFor(digest) is not { } file || content.Length > limit)
        {
            return;
        }

        var temporary = $"{file}.{Path.GetRandomFileName()}.partial";
        lock (writing)
        {
            try
            {
                PrivateFiles.MakeFolder(folder!);
                using (var stream = PrivateFiles.Open(temporary, FileMode.CreateNew))
                {
                    stream.Write(content.Span);
                }

                File.SetLastWriteTimeUtc(temporary, time.GetUtcNow().UtcDateTime);
                File.Move(temporary, file, overwrite: true);
                MakeRoom();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
            {
                Remove(temporary);
            }
        }
    }

    private string? FileFor(string digest) =>
        folder is null || digest.Length is 0 or > 200 || digest.AsSpan().ContainsAnyExcept(DigestCharacters) ? null : Path.Combine(folder, digest.Replace(':', '-') + Ending);

    /// <summary>What a run that was killed left half written goes too, after a day.</summary>
    private void MakeRoom()
    {
        var now = time.GetUtcNow().UtcDateTime;
        var files = new DirectoryInfo(folder!).GetFiles();
        foreach (var half in files.Where(f => f.Extension == ".partial" && now - f.LastWriteTimeUtc > TimeSpan.FromDays(1)))
        {
            Remove(half.FullName);
        }

        var size = 0L;
        foreach (var file in files.Where(f => f.Extension == Ending).OrderByDescending(f => f.LastWriteTimeUtc).ThenBy(f => f.Name, StringComparer.Ordinal))
        {
            size += file.Length;
            if (size > limit)
            {
                Remove(file.FullName);
            }
        }
    }

    private static void Remove(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another run may have been faster, or the folder is read-only: the cache stays as it is.
        }
    }
}
