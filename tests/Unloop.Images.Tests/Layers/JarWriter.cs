using System.IO.Compression;
using System.Text;

namespace Unloop.Images.Tests.Layers;

internal static class JarWriter
{
    public static byte[] Write(string manifest, byte classVersion, string classPath = "a/B.class")
    {
        using var jar = new MemoryStream();
        using (var zip = new ZipArchive(jar, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "META-INF/MANIFEST.MF", Encoding.UTF8.GetBytes("Manifest-Version: 1.0\n" + manifest));
            Add(zip, "other.txt", new byte[5000]);
            Add(zip, classPath, [0xCA, 0xFE, 0xBA, 0xBE, 0, 0, 0, classVersion, 1, 2, 3]);
        }

        return jar.ToArray();
    }

    private static void Add(ZipArchive zip, string name, byte[] content)
    {
        using var stream = zip.CreateEntry(name).Open();
        stream.Write(content);
    }
}
