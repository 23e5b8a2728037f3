using Unloop.Dockerfile.Ignoring;
using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.Modelling;

/// <summary>The folder that is sent to the builder, as pure data: what is in it, and what the ignore file keeps out.</summary>
public sealed class BuildContext
{
    private readonly Dictionary<string, ContextFile> _files = new(StringComparer.Ordinal);

    /// <param name="files">In any order. Folders may be left out where a file names them. Names that lead out of the folder are dropped.</param>
    /// <param name="complete">False when the listing was cut short: then what is not listed is unknown, not absent.</param>
    /// <param name="ignore">The ignore file in force (<c>NAME.dockerignore</c> beside the Dockerfile before <c>.dockerignore</c>), or null.</param>
    public BuildContext(IEnumerable<ContextFile> files, bool complete = true, IgnoreFile? ignore = null)
    {
        foreach (var file in files)
        {
            if (Paths.Relative(file.Path) is { Length: > 0 } path)
            {
                _files[path] = file.Path == path ? file : file with { Path = path };
            }
        }

        IsComplete = complete;
        Ignore = ignore;
        Tree = ContextTree.Build(this);
    }

    public bool IsComplete { get; }

    public IgnoreFile? Ignore { get; }

    /// <summary>Everything that is listed, ignored or not.</summary>
    public IReadOnlyCollection<ContextFile> Files => _files.Values;

    /// <summary>What COPY can see of it.</summary>
    internal Node Tree { get; }

    /// <summary>The entry at a path relative to the root, whether it is ignored or not; null when it is not listed.</summary>
    public ContextFile? Find(string path) => Paths.Relative(path) is { } relative ? _files.GetValueOrDefault(relative) : null;

    /// <summary>Listed, or a folder of something that is listed.</summary>
    public Existence Exists(string path)
    {
        if (Find(path) is not null)
        {
            return Existence.Present;
        }

        return Paths.Relative(path) is { } relative && Folders.Contains(relative) ? Existence.Present : IsComplete ? Existence.Absent : Existence.Unknown;
    }

    /// <summary>The ignore file keeps the path away from the builder.</summary>
    public bool IsIgnored(string path) => Ignore is not null && Paths.Relative(path) is { Length: > 0 } relative && Ignore.IsIgnored(relative);

    private HashSet<string> Folders => field ??= [.. _files.Keys.SelectMany(Paths.Parents)];
}
