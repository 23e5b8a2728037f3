namespace Unloop.Dockerfile.Modelling.Files;

/// <summary>How execve's caller finds a program.</summary>
internal static class ProgramSearch
{
    /// <summary>
    /// The first file in PATH; unknown as soon as a folder before it may have one. A name with a slash is a path. In the answer for
    /// "absent" <see cref="FileEntry.Path"/> is the name itself.
    /// </summary>
    public static FileEntry Find(StageState state, string name)
    {
        if (name.Contains('/', StringComparison.Ordinal))
        {
            return state.Resolve(name) is { } path ? state.Files.Find(path) : new FileEntry { Path = name };
        }

        if (state.SearchPath is not { } folders || name.Length == 0)
        {
            return new FileEntry { Path = name };
        }

        foreach (var folder in folders)
        {
            if (state.Resolve(Paths.Join(folder, name)) is not { } path)
            {
                return new FileEntry { Path = name };
            }

            var entry = state.Files.Find(path);
            if (entry is { IsPresent: true, Kind: not EntryKind.Directory } || entry.Existence == Existence.Unknown)
            {
                return entry;
            }
        }

        return new FileEntry { Path = name, Existence = Existence.Absent };
    }
}
