namespace Unloop.Dockerfile.Tests.Modelling;

/// <summary>A file system as plain as can be, to compare the model with. Every operation says whether it worked.</summary>
internal sealed class NaiveFiles
{
    private readonly Dictionary<string, bool> _directories = new(StringComparer.Ordinal) { ["/"] = true };

    public IEnumerable<string> All => _directories.Keys;

    public bool Has(string path) => _directories.ContainsKey(path);

    public bool IsDirectory(string path) => _directories.GetValueOrDefault(path);

    public bool IsFile(string path) => Has(path) && !IsDirectory(path);

    public bool MakeDirectories(string path)
    {
        foreach (var folder in Up(path).Reverse().Append(path))
        {
            if (IsFile(folder))
            {
                return false;
            }

            _directories[folder] = true;
        }

        return true;
    }

    public bool Write(string path)
    {
        if (IsDirectory(path) || !IsDirectory(Parent(path)))
        {
            return false;
        }

        _directories[path] = false;
        return true;
    }

    public void Remove(string path)
    {
        foreach (var key in _directories.Keys.Where(k => k == path || k.StartsWith(path + "/", StringComparison.Ordinal)).ToList())
        {
            _directories.Remove(key);
        }
    }

    /// <summary>cp, cp -r and mv.</summary>
    public bool Transfer(string source, string target, bool recursive, bool moves, bool contents)
    {
        if (!Has(source) || (IsDirectory(source) && !recursive) || source == "/")
        {
            return false;
        }

        var to = IsDirectory(target) && !contents ? Join(target, source[(source.LastIndexOf('/') + 1)..]) : target;
        if (to == source || to.StartsWith(source + "/", StringComparison.Ordinal) || (moves && Has(to) && IsDirectory(source)))
        {
            return false;
        }

        return Place(this, source, to) && Gone(source, moves);
    }

    /// <summary>COPY of one source.</summary>
    public bool Copy(NaiveFiles context, string source, string target, bool asDirectory)
    {
        if (!context.Has(source))
        {
            return false;
        }

        if (context.IsFile(source))
        {
            var to = asDirectory || IsDirectory(target) ? Join(target, source[(source.LastIndexOf('/') + 1)..]) : target;
            return MakeDirectories(Parent(to)) && Write(to);
        }

        return MakeDirectories(target) && context.Children(source).All(child => Place(context, child, Join(target, child[(child.LastIndexOf('/') + 1)..])));
    }

    public static string Parent(string path) => path.LastIndexOf('/') is var slash and > 0 ? path[..slash] : "/";

    public static string Join(string folder, string name) => folder == "/" ? "/" + name : folder + "/" + name;

    private bool Gone(string source, bool moves)
    {
        if (moves)
        {
            Remove(source);
        }

        return true;
    }

    private bool Place(NaiveFiles from, string source, string to)
    {
        if (from.IsFile(source))
        {
            return Write(to);
        }

        if (IsFile(to) || (!Has(to) && !IsDirectory(Parent(to))))
        {
            return false;
        }

        var children = from.Children(source);
        _directories[to] = true;
        return children.TrueForAll(child => Place(from, child, Join(to, child[(child.LastIndexOf('/') + 1)..])));
    }

    private List<string> Children(string folder) => _directories.Keys.Where(k => k != "/" && Parent(k) == folder).ToList();

    private static IEnumerable<string> Up(string path)
    {
        for (var folder = Parent(path); folder != "/"; folder = Parent(folder))
        {
            yield return folder;
        }
    }
}
