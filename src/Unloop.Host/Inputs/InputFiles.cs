using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using Unloop.Core.Facts;
using Unloop.Evidence.Offline;

namespace Unloop.Host.Inputs;

/// <summary>Opens what <c>--from</c> names: a folder, an archive, a file, a pipe, or <c>-</c>.</summary>
public static class InputFiles
{
    public static InputSet Open(string path, Func<Stream> standardInput, InputLimits? limits = null)
    {
        limits ??= new InputLimits();
        try
        {
            if (path == "-")
            {
                using var input = standardInput();
                return Once(input, "standard input", limits);
            }

            if (Directory.Exists(path))
            {
                return new FolderReader(path, limits).Read();
            }

            return File.Exists(path)
                ? Single(path, limits)
                : Failed($"{path} does not exist; --from takes a folder, a .tgz, a file, or - for standard input");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException or InvalidDataException)
        {
            return Failed($"{path} cannot be read: {e.Message}");
        }
    }

    /// <summary>A file is read from where it lies; an archive and a pipe are copied first.</summary>
    private static InputSet Single(string path, InputLimits limits)
    {
        using var stream = File.OpenRead(path);
        var name = Path.GetFileName(path);
        if (!stream.CanSeek || Archive.IsGzip(stream) || Archive.IsTar(stream))
        {
            return Once(stream, name, limits);
        }

        return new InputSet([new InputFile(name, stream.Length, () => File.OpenRead(path))], []);
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The set that is returned owns the spool.")]
    private static InputSet Once(Stream stream, string name, InputLimits limits)
    {
        var spool = new Spool(limits.UnpackedBytes);
        try
        {
            return Archive.Read(stream, name, spool, limits);
        }
        catch
        {
            spool.Dispose();
            throw;
        }
    }

    internal static InputSet Failed(string message) => new([], [new Problem(ProblemKind.BadInput, message)]);

    internal static Stream Gunzip(string path) => new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
}
