using Unloop.Engine.Machine;

namespace Unloop.Host.Files;

#pragma warning disable RS0030 // This is the adapter that the ban on System.IO.File points to.

/// <summary>Reads whole, small files: configuration, certificates, tokens.</summary>
public sealed class FileReader : IFileReader
{
    public FileRead Read(string path, int limit)
    {
        try
        {
            using var stream = File.OpenRead(path);
            using var content = new MemoryStream();
            var buffer = new byte[16 * 1024];
            int read;
            while ((read = stream.Read(buffer)) > 0)
            {
                if (content.Length + read > limit)
                {
                    return FileRead.Failed($"is longer than {limit} bytes");
                }

                content.Write(buffer, 0, read);
            }

            return FileRead.Of(content.ToArray());
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return FileRead.NotThere;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return FileRead.Failed($"cannot be read ({e.Message.TrimEnd('.')})");
        }
    }
}
