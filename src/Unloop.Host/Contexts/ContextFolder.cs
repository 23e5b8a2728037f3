using Unloop.Core.Facts;
using Unloop.Dockerfile.Ignoring;
using Unloop.Dockerfile.Modelling;
using Unloop.Host.Files;

namespace Unloop.Host.Contexts;

/// <summary>What a build starts from, as it lies on disk.</summary>
/// <param name="Dockerfile">Its bytes.</param>
/// <param name="Name">The Dockerfile's path as a person would write it, with slashes.</param>
/// <param name="Context">Null when the folder could not be read.</param>
/// <param name="Paths">Where its files lie: the Dockerfile's, and the ignore file's, which need not exist.</param>
/// <param name="ContextIsGuessed">Only a Dockerfile was named, and its folder taken for the context.</param>
public sealed record ContextFolder(ReadOnlyMemory<byte> Dockerfile, string Name, BuildContext? Context, ContextPaths Paths, bool ContextIsGuessed)
{
    /// <summary>The folder of the build context.</summary>
    public string Root { get; private init; } = ".";

    private static readonly string[] Names = ["Dockerfile", "dockerfile", "Containerfile"];

    /// <param name="path">The context's folder, or a Dockerfile, whose folder is the context then.</param>
    /// <param name="file">The Dockerfile, from where one is or from the context; null: the usual names.</param>
    /// <returns>The folder, or all reasons why there is none.</returns>
    public static (ContextFolder? Folder, IReadOnlyList<Problem> Problems) Read(string path, string? file = null, ContextLimits? limits = null, CancellationToken cancellationToken = default)
    {
        limits ??= new ContextLimits();
        var isFolder = Directory.Exists(path);
        if (!isFolder && !File.Exists(path))
        {
            return Failed($"{path} does not exist; give the folder of the build context, or a Dockerfile");
        }

        if (!isFolder && file is not null)
        {
            return Failed($"{path} is a file; with --file give the folder of the build context");
        }

        var folder = isFolder ? path : Path.GetDirectoryName(path) is { Length: > 0 } parent ? parent : ".";
        if ((isFolder ? Locate(folder, file) : path) is not { } dockerfile)
        {
            return Failed(file is null ? NoDockerfile(folder) : $"{file} does not exist, neither here nor in {folder}");
        }

        var read = new FileReader().Read(dockerfile, limits.DockerfileBytes);
        if (read.Failure is { } failure)
        {
            return Failed($"{dockerfile} {failure}");
        }

        var paths = new ContextPaths(dockerfile, IgnoreFiles(folder, dockerfile).FirstOrDefault(File.Exists) ?? Path.Combine(folder, ".dockerignore"));
        var (ignore, problems) = Ignore(paths.Ignore);
        var walk = new ContextWalk(folder, ignore, limits, cancellationToken).Read();
        return (new ContextFolder(read.Content, Shown(dockerfile), walk, paths, !isFolder) { Root = folder }, problems);
    }

    /// <summary>From where one is, when it lies below; so pipelines and editors find the file.</summary>
    internal static string Shown(string path)
    {
        var relative = Path.GetRelativePath(".", path);
        return (relative.StartsWith("..", StringComparison.Ordinal) ? path : relative).Replace('\\', '/');
    }

    private static string? Locate(string folder, string? file) => file is null
        ? Names.Select(n => Path.Combine(folder, n)).FirstOrDefault(File.Exists)
        : File.Exists(file) ? file
        : File.Exists(Path.Combine(folder, file)) ? Path.Combine(folder, file)
        : null;

    private static string NoDockerfile(string folder)
    {
        try
        {
            var alike = Directory.EnumerateFiles(folder).Select(Path.GetFileName).OfType<string>()
                .Where(n => n.Contains("dockerfile", StringComparison.OrdinalIgnoreCase) && !n.EndsWith("ignore", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal).Take(3).ToList();
            return alike.Count == 0
                ? $"{folder} has no Dockerfile; name one with --file"
                : $"{folder} has no file called Dockerfile, but {string.Join(", ", alike)}; name one with --file";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{folder} cannot be read: {e.Message}";
        }
    }

    /// <summary>The file beside the Dockerfile that bears its name comes first.</summary>
    private static string[] IgnoreFiles(string folder, string dockerfile) => [$"{dockerfile}.dockerignore", Path.Combine(folder, ".dockerignore")];

    private static (IgnoreFile? Ignore, IReadOnlyList<Problem> Problems) Ignore(string path)
    {
        if (!File.Exists(path))
        {
            return (null, []);
        }

        var read = new FileReader().Read(path, 1 << 20);
        if (read.Failure is { } failure)
        {
            return (null, [new Problem(ProblemKind.BadInput, $"{path} {failure}")]);
        }

        var ignore = IgnoreFile.Parse(System.Text.Encoding.UTF8.GetString(read.Content.Span));
        return (ignore, [.. ignore.Errors.Select(e => new Problem(ProblemKind.BadInput, $"{path.Replace('\\', '/')}:{e.Line}:{e.Column}: {e.Message}"))]);
    }

    private static (ContextFolder?, IReadOnlyList<Problem>) Failed(string message) => (null, [new Problem(ProblemKind.BadInput, message)]);
}
