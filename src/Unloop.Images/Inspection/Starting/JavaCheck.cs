using System.Globalization;
using System.Text;
using Unloop.Core.Facts.Images;
using Unloop.Images.Files;

namespace Unloop.Images.Inspection.Starting;

/// <summary>A Java archive against the Java that is to run it.</summary>
internal static class JavaCheck
{
    /// <summary>Class files of Java 8 have version 52, and each release adds one (JVMS, table 4.1-A).</summary>
    private const int VersionOffset = 44;

    public static async Task CheckAsync(StartContext context, FileFinding archive, FileFinding java, List<EntrypointTrouble> troubles, CancellationToken cancellationToken)
    {
        if (archive.Entry.Detail?.Jar is not { IsReadable: true } jar)
        {
            return;
        }

        var path = archive.RealPath ?? archive.Path;
        if (jar.MainClass is null)
        {
            troubles.Add(new EntrypointTrouble(EntrypointTroubleKind.NoMainClass, path, $"the manifest of {path} names no Main-Class"));
        }
        else if (jar.ClassVersion > VersionOffset && await ReleaseAsync(context, java, cancellationToken) is { } release && jar.ClassVersion > release + VersionOffset)
        {
            troubles.Add(new EntrypointTrouble(EntrypointTroubleKind.RuntimeTooOld, $"Java {jar.ClassVersion - VersionOffset}",
                $"{jar.StartClass ?? jar.MainClass} in {path} is compiled for Java {jar.ClassVersion - VersionOffset} (class file version {jar.ClassVersion}), and the image has Java {release}"));
        }
    }

    /// <summary>By the file <c>release</c> beside the folder of the program: <c>JAVA_VERSION="17.0.9"</c>, or <c>"1.8.0_392"</c>.</summary>
    private static async Task<int?> ReleaseAsync(StartContext context, FileFinding java, CancellationToken cancellationToken)
    {
        var home = ImagePaths.Parent(ImagePaths.Parent(java.RealPath ?? ""));
        foreach (var folder in (string[])[home, ImagePaths.Parent(home)])
        {
            var file = await context.Files.ResolveAsync(ImagePaths.Join(folder, "release"), cancellationToken);
            var text = Encoding.UTF8.GetString((file.Entry.Detail?.Head ?? default).Span);
            foreach (var line in text.Split('\n'))
            {
                if (line.StartsWith("JAVA_VERSION=", StringComparison.Ordinal))
                {
                    var parts = line["JAVA_VERSION=".Length..].Trim('"', '\r').Split('.', '_', '-', '+');
                    return int.TryParse(parts is ["1", var old, ..] ? old : parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var release) ? release : null;
                }
            }
        }

        return null;
    }
}
