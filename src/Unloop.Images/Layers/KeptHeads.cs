using System.Text;

namespace Unloop.Images.Layers;

/// <summary>
/// Of which files the beginning is kept in the index: what people write (scripts, manifests, settings), not what package managers bring by the ten
/// thousand, except first lines of scripts, which name interpreters.
/// </summary>
internal static class KeptHeads
{
    public const int Text = 4096;
    public const int FirstLine = 256;
    private const int Table = 64 * 1024;

    private static readonly string[] Foreign =
    [
        "/node_modules/", "/site-packages/", "/dist-packages/", "/gems/", "/vendor/bundle/", "/usr/share/", "/usr/include/", "/usr/src/", "/usr/lib/", "/usr/libexec/",
        "/usr/local/include/", "/usr/local/lib/", "/usr/local/share/", "/var/lib/", "/var/cache/", "/lib/", "/root/.cache/", "/.git/", "/.npm/", "/go/pkg/",
    ];

    /// <summary>Files below these folders that say how programs are started.</summary>
    private static readonly string[] Telling = ["os-release", "release", "pyvenv.cfg", ".package-lock.json"];

    /// <summary>Tables of users and the like, which are of use only when whole.</summary>
    private static readonly string[] Tables = ["etc/passwd", "etc/group", "etc/ld.so.conf", "usr/lib/os-release", "etc/os-release",
        "usr/lib/node_modules/npm/package.json", "usr/local/lib/node_modules/npm/package.json"];

    /// <summary>How many bytes to keep of a text or script; 0 for none.</summary>
    public static int Of(ReadOnlySpan<byte> path, bool isScript)
    {
        var name = Encoding.UTF8.GetString(path);
        if (Array.IndexOf(Tables, name) >= 0)
        {
            return Table;
        }

        if (!IsForeign("/" + name) || Array.IndexOf(Telling, name[(name.LastIndexOf('/') + 1)..]) >= 0)
        {
            return Text;
        }

        return isScript ? FirstLine : 0;
    }

    private static bool IsForeign(string path)
    {
        foreach (var folder in Foreign)
        {
            // A folder of the system's counts at the root only; a package manager's anywhere.
            if (folder is ['/', 'u' or 'v' or 'l' or 'r', ..] ? path.StartsWith(folder, StringComparison.Ordinal) : path.Contains(folder, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
