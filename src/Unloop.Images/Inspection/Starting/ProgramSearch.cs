using Unloop.Core.Facts.Images;
using Unloop.Images.Files;
using Unloop.Images.Layers;

namespace Unloop.Images.Inspection.Starting;

/// <summary>What the first word of a command leads to.</summary>
/// <param name="Program">The file, when there is one that could be started.</param>
/// <param name="Trouble">Why it cannot be; null with no program: not known.</param>
internal sealed record ProgramFound(FileFinding? Program, EntrypointTrouble? Trouble = null)
{
    public static ProgramFound Unknown { get; } = new(null, null);
}

/// <summary>Looks a command's first word up as runtimes do (Go's <c>exec.LookPath</c> in the container's root).</summary>
internal static class ProgramSearch
{
    /// <summary>Words that only a shell knows.</summary>
    private static readonly string[] Builtins =
        ["cd", "source", ".", "export", "exec", "set", "unset", "eval", "alias", "ulimit", "umask", "trap", "shift", "if", "for", "while", "&&", "||", "(", "{"];

    public static async Task<ProgramFound> FindAsync(StartContext context, string word, CancellationToken cancellationToken)
    {
        var found = word.Contains('/', StringComparison.Ordinal)
            ? await ByPathAsync(context, word, cancellationToken)
            : await ByNameAsync(context, word, cancellationToken);
        if (found.Trouble?.Kind != EntrypointTroubleKind.ProgramMissing)
        {
            return found;
        }

        if (word.IndexOf(' ', StringComparison.Ordinal) is var blank and > 0 && (await FindAsync(context, word[..blank], cancellationToken)).Program is { } first)
        {
            return new ProgramFound(null, new EntrypointTrouble(EntrypointTroubleKind.OneElementCommand, word,
                $"the command's first element is \"{word}\" as a whole, blanks included; {word[..blank]} alone would be {first.RealPath}"));
        }

        return Array.IndexOf(Builtins, word) >= 0
            ? new ProgramFound(null, new EntrypointTrouble(EntrypointTroubleKind.ShellBuiltin, word, $"{word} is a word of the shell, and no shell is asked to run the command"))
            : found;
    }

    private static async Task<ProgramFound> ByPathAsync(StartContext context, string word, CancellationToken cancellationToken)
    {
        var path = ImagePaths.Clean(ImagePaths.Join(context.WorkingDir, word));
        var file = await context.OpenAsync(word, cancellationToken);
        if (file.IsMissing)
        {
            var elsewhere = await ElsewhereAsync(context, path, cancellationToken);
            return new ProgramFound(null, new EntrypointTrouble(EntrypointTroubleKind.ProgramMissing, path, $"{path} {context.Fate(file)}{elsewhere}"));
        }

        return !file.IsPresent ? ProgramFound.Unknown : await CheckAsync(context, file, cancellationToken);
    }

    private static async Task<ProgramFound> ByNameAsync(StartContext context, string name, CancellationToken cancellationToken)
    {
        var (isKnown, refused) = (true, (ProgramFound?)null);
        foreach (var folder in context.SearchPath.Split(':'))
        {
            var file = await context.OpenAsync(ImagePaths.Join(folder.Length == 0 ? "." : folder, name), cancellationToken);
            isKnown &= file.IsPresent || file.IsMissing;
            if (file.IsFile)
            {
                var found = await CheckAsync(context, file, cancellationToken);
                if (found.Program is not null)
                {
                    return isKnown ? found : ProgramFound.Unknown;
                }

                isKnown &= found.Trouble is not null;
                refused ??= found;
            }
        }

        if (!isKnown || refused is not null)
        {
            return isKnown ? refused! : ProgramFound.Unknown;
        }

        var elsewhere = name.Length == 0 ? "" : await ElsewhereAsync(context, "/" + name, cancellationToken);
        return new ProgramFound(null, new EntrypointTrouble(EntrypointTroubleKind.ProgramMissing, name, $"no folder of PATH ({context.SearchPath}) has {name}{elsewhere}"));
    }

    private static async Task<ProgramFound> CheckAsync(StartContext context, FileFinding file, CancellationToken cancellationToken)
    {
        if (await UnreachableAsync(context, file.RealPath!, cancellationToken) is { } closed)
        {
            return closed.Mode < 0 ? ProgramFound.Unknown : new ProgramFound(null, new EntrypointTrouble(EntrypointTroubleKind.NotReachable, closed.Path,
                $"{closed.Path} has mode {Octal(closed.Mode)} and owner {closed.Uid}:{closed.Gid}, so user {context.User} cannot enter it to get to {file.Path}"));
        }

        if (file.Entry.Kind == EntryKind.Directory)
        {
            return new ProgramFound(null, new EntrypointTrouble(EntrypointTroubleKind.IsDirectory, file.Path, $"{file.Path} is a folder in the image, not a program"));
        }

        return context.User.May(file.Entry, 1) switch
        {
            null when (file.Entry.Mode & 0x49) != 0 => ProgramFound.Unknown,
            true => new ProgramFound(file),
            _ => new ProgramFound(null, new EntrypointTrouble(EntrypointTroubleKind.NotExecutable, file.RealPath!,
                $"{file.RealPath} has mode {Octal(file.Entry.Mode)} and owner {file.Entry.Uid}:{file.Entry.Gid}, and user {context.User} may not execute it")),
        };
    }

    /// <summary>The first folder on the way that the user may not enter; a mode below zero when that cannot be said.</summary>
    private static async Task<(string Path, int Mode, int Uid, int Gid)?> UnreachableAsync(StartContext context, string realPath, CancellationToken cancellationToken)
    {
        if (context.User.Uid is 0 or null)
        {
            return null;
        }

        for (var slash = realPath.IndexOf('/', 1); slash > 0; slash = realPath.IndexOf('/', slash + 1))
        {
            var folder = await context.Files.FindAsync(realPath[..slash], cancellationToken);
            var may = folder.IsPresent ? context.User.May(folder.Entry, 1) : null;
            if (may != true)
            {
                return (folder.Path, may is null ? -1 : folder.Entry.Mode, folder.Entry.Uid, folder.Entry.Gid);
            }
        }

        return null;
    }

    /// <summary>The end of a sentence that says where else a file of that name is. All layers are read by then.</summary>
    public static async Task<string> ElsewhereAsync(StartContext context, string path, CancellationToken cancellationToken)
    {
        var same = await FileSearch.EndingAsync(context.Files, ImagePaths.BaseName(path), 4, cancellationToken);
        var places = same.Where(f => f.IsPresent && f.Path != path && !f.Path.Contains("/node_modules/", StringComparison.Ordinal)).Select(f => f.Path).Take(3).ToArray();
        return places.Length == 0 ? "" : $"; it has {string.Join(", ", places)}";
    }

    public static string Octal(int mode) => Convert.ToString(mode & 0xFFF, 8).PadLeft(4, '0');
}
