using Unloop.Engine.Machine;

namespace Unloop.Host.Files;

/// <summary>Folders below the system's own for temporary files.</summary>
public sealed class TemporaryFolders : ITemporaryFolders
{
    public FolderMaking Make()
    {
        try
        {
#pragma warning disable CA2000 // The caller owns it.
            return new(new TemporaryFolder(Directory.CreateTempSubdirectory("unloop-").FullName));
#pragma warning restore CA2000
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(null, $"cannot be made ({e.Message.TrimEnd('.')})");
        }
    }

    private sealed class TemporaryFolder(string path) : ITemporaryFolder
    {
        public string Path => path;

        public string? Take(string file, string name)
        {
            try
            {
                File.Copy(file, System.IO.Path.Combine(path, name), overwrite: true);
                return null;
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                return "does not exist";
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
            {
                return $"cannot be copied ({e.Message.TrimEnd('.')})";
            }
        }

        public void Dispose()
        {
            try
            {
                Directory.Delete(path, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It lies where the system tidies up.
            }
        }
    }
}
