using Unloop.Core.Facts;
using Unloop.Engine.Machine;

namespace Unloop.Host.Files;

#pragma warning disable RS0030 // This is the adapter that the ban on System.IO.File points to.

/// <summary>Replaces files whole: beside them first, on disk, and then moved into place.</summary>
public sealed class FileEditor : IFileEditor
{
    private const int Longest = 16 << 20;

    public (byte[]? Content, Problem? Problem) Read(string path)
    {
        var read = new FileReader().Read(path, Longest);
        return read.Failure is null ? (read.Content.ToArray(), null)
            : read.Missing ? (null, null)
            : (null, new Problem(ProblemKind.Failed, $"{path} {read.Failure}"));
    }

    public Problem? Replace(string path, byte[]? content)
    {
        string? temporary = null;
        try
        {
            if (content is null)
            {
                File.Delete(path);
                return null;
            }

            // Through a link its target is written: a link stays one.
            var target = File.Exists(path) ? new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path : path;
            temporary = $"{target}.{Path.GetRandomFileName()}.partial";
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            if (File.Exists(target) && !OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(temporary, File.GetUnixFileMode(target));
            }

            File.Move(temporary, target, overwrite: true);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Remove(temporary);
            return new Problem(ProblemKind.Failed, $"{path} could not be written: {e.Message}");
        }
    }

    private static void Remove(string? temporary)
    {
        try
        {
            if (temporary is not null)
            {
                File.Delete(temporary);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is marked as partial by its name; the problem that is reported is the one that matters.
        }
    }
}
