using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.Modelling.Bases;

/// <summary>
/// The paths of a well-known image, as far as they are known: programs that it has and lacks, other files, and that nothing stands
/// where images of its kind have nothing.
/// </summary>
internal sealed class PathTable
{
    private static readonly HashSet<string> Top =
        ["bin", "boot", "dev", "etc", "home", "lib", "lib32", "lib64", "libx32", "media", "mnt", "opt", "proc", "root", "run", "sbin", "srv", "sys", "tmp", "usr", "var"];

    /// <summary>What the filesystem hierarchy standard and distributions put below /usr.</summary>
    private static readonly HashSet<string> BelowUsr = ["bin", "etc", "games", "include", "lib", "lib32", "lib64", "libexec", "libx32", "local", "sbin", "share", "src", "tmp"];

    private static readonly HashSet<string> ProgramFolders = ["/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin"];

    private static readonly Dictionary<string, string> MergedLinks =
        new(StringComparer.Ordinal) { ["/bin"] = "usr/bin", ["/sbin"] = "usr/sbin", ["/lib"] = "usr/lib", ["/lib64"] = "usr/lib64" };

    /// <summary>Folders that are empty but for what is listed.</summary>
    private readonly HashSet<string> _sparse = ["/home", "/opt", "/srv", "/mnt", "/media", "/usr/src", "/var/www"];

    private readonly Dictionary<string, string> _programs = new(StringComparer.Ordinal);
    private readonly HashSet<string> _lacking = new(StringComparer.Ordinal);
    private readonly Dictionary<string, EntryKind> _present = new(StringComparer.Ordinal);
    private readonly HashSet<string> _absent = new(StringComparer.Ordinal);

    /// <summary>Nothing but what is listed is there: distroless, chiseled.</summary>
    public bool HasNoShell { get; set; }

    /// <summary>/bin, /sbin and /lib are links into /usr.</summary>
    public bool IsMerged { get; set; }

    public PathTable Programs(string folder, string names)
    {
        foreach (var name in names.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            _programs[name] = folder;
            _lacking.Remove(name);
        }

        return this;
    }

    public PathTable Lacks(string names)
    {
        _lacking.UnionWith(names.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(n => !_programs.ContainsKey(n)));
        return this;
    }

    /// <summary>Nothing is known of these any more.</summary>
    public PathTable MayHave(string names)
    {
        _lacking.ExceptWith(names.Split(' '));
        return this;
    }

    public PathTable Files(string paths) => Add(paths, EntryKind.File);

    public PathTable Directories(string paths) => Add(paths, EntryKind.Directory);

    /// <summary>Folders that are there and hold nothing.</summary>
    public PathTable Empty(string paths)
    {
        _sparse.UnionWith(paths.Split(' '));
        return Directories(paths);
    }

    /// <summary>Folders that hold more than is listed.</summary>
    public PathTable Crowded(string paths)
    {
        _sparse.ExceptWith(paths.Split(' '));
        return this;
    }

    public PathTable Without(string paths)
    {
        _absent.UnionWith(paths.Split(' '));
        return this;
    }

    public Existence Find(string path)
    {
        if (path == "/" || _present.ContainsKey(path) || LinkTarget(path) is not null)
        {
            return Existence.Present;
        }

        if (_absent.Any(a => Paths.IsWithin(path, a)))
        {
            return Existence.Absent;
        }

        var parts = Paths.Split(path);
        if (!Top.Contains(parts[0]))
        {
            return _present.ContainsKey("/" + parts[0]) && !InSparse(path) ? Existence.Unknown : Existence.Absent;
        }

        if (parts.Length == 1)
        {
            return parts[0] is "etc" or "usr" or "tmp" or "var" or "dev" or "proc" or "sys" || (!HasNoShell && parts[0] is "bin" or "lib" or "home" or "root" or "run" or "sbin" or "opt")
                ? Existence.Present
                : Existence.Unknown;
        }

        if (parts is ["usr", var below, ..] && !BelowUsr.Contains(below) && !_present.ContainsKey("/usr/" + below))
        {
            return Existence.Absent;
        }

        return Program(path, parts[^1]) ?? (InSparse(path) ? Existence.Absent : Existence.Unknown);
    }

    public EntryKind KindOf(string path) =>
        _present.TryGetValue(path, out var kind) ? kind
        : LinkTarget(path) is not null ? EntryKind.Symlink
        : Paths.Split(path).Length <= 1 ? EntryKind.Directory
        : ProgramFolders.Contains(Paths.Folder(path)) ? EntryKind.File
        : EntryKind.Unknown;

    public string? LinkTarget(string path) => IsMerged ? MergedLinks.GetValueOrDefault(path) : null;

    private Existence? Program(string path, string name)
    {
        var folder = Paths.Folder(path);
        if (!ProgramFolders.Contains(folder))
        {
            return null;
        }

        if (_programs.TryGetValue(name, out var home))
        {
            return home == folder || (IsMerged && Merged(home) == Merged(folder)) ? Existence.Present : Existence.Absent;
        }

        return _lacking.Contains(name) || HasNoShell && name is not "dotnet" ? Existence.Absent : Existence.Unknown;
    }

    private static string Merged(string folder) => folder switch { "/bin" => "/usr/bin", "/sbin" => "/usr/sbin", _ => folder };

    /// <summary>In a folder that is empty but for what is listed, and not in something of it that is listed.</summary>
    private bool InSparse(string path)
    {
        for (var folder = Paths.Folder(path); folder != "/"; folder = Paths.Folder(folder))
        {
            if (_sparse.Contains(folder))
            {
                return true;
            }

            if (_present.ContainsKey(folder))
            {
                return false;
            }
        }

        return false;
    }

    private PathTable Add(string paths, EntryKind kind)
    {
        foreach (var path in paths.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            _present[path] = kind;
            for (var parent = Paths.Folder(path); parent != "/"; parent = Paths.Folder(parent))
            {
                _present.TryAdd(parent, EntryKind.Directory);
            }
        }

        return this;
    }
}
