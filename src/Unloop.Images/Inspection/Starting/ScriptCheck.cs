using Unloop.Core.Facts.Images;
using Unloop.Images.Files;
using Unloop.Images.Layers;

namespace Unloop.Images.Inspection.Starting;

/// <summary>Whether an interpreter finds the file that it is given, may read it, and can make something of it.</summary>
internal static class ScriptCheck
{
    /// <returns>The file as far as it is known; null where nothing can be said of it.</returns>
    public static async Task<FileFinding?> CheckAsync(
        StartContext context, ScriptArgument script, FileFinding interpreter, List<EntrypointTrouble> troubles, CancellationToken cancellationToken)
    {
        var file = await FindAsync(context, script, cancellationToken);
        if (file.IsMissing)
        {
            var path = ImagePaths.Clean(ImagePaths.Join(context.WorkingDir, script.Path));
            var elsewhere = await ProgramSearch.ElsewhereAsync(context, path, cancellationToken);
            troubles.Add(new EntrypointTrouble(EntrypointTroubleKind.ScriptMissing, path,
                $"{ImagePaths.BaseName(interpreter.Path)} is given {script.Path}, and {path} {context.Fate(file)}{elsewhere}"));
            return file;
        }

        if (!file.IsFile)
        {
            return file.IsPresent ? file : null;
        }

        await ContentAsync(context, script, file, interpreter, troubles, cancellationToken);
        return file;
    }

    private static async Task ContentAsync(
        StartContext context, ScriptArgument script, FileFinding file, FileFinding interpreter, List<EntrypointTrouble> troubles, CancellationToken cancellationToken)
    {
        var path = file.RealPath ?? file.Path;
        if (context.User.May(file.Entry, 4) == false)
        {
            troubles.Add(new EntrypointTrouble(EntrypointTroubleKind.NotReadable, path,
                $"{path} has mode {ProgramSearch.Octal(file.Entry.Mode)} and owner {file.Entry.Uid}:{file.Entry.Gid}, and user {context.User} may not read it"));
        }

        if (file.Entry.Format == FileFormat.LfsPointer)
        {
            troubles.Add(new EntrypointTrouble(EntrypointTroubleKind.ForeignFormat, path, $"{path} is a pointer of Git LFS, not the file itself"));
        }
        else if (script.Interpreter == Interpreter.Shell && HasCarriageReturn(file))
        {
            troubles.Add(new EntrypointTrouble(EntrypointTroubleKind.CarriageReturn, path,
                $"the lines of {path} end as on Windows (CR LF), and the shell takes each carriage return for part of its line"));
        }
        else if (script.Interpreter == Interpreter.Java)
        {
            await JavaCheck.CheckAsync(context, file, interpreter, troubles, cancellationToken);
        }
        else if (script.Interpreter == Interpreter.DotNet)
        {
            await DotNetCheck.CheckAsync(context, file, interpreter, troubles, cancellationToken);
        }
    }

    /// <summary>Under the names that the interpreter tries.</summary>
    private static async Task<FileFinding> FindAsync(StartContext context, ScriptArgument script, CancellationToken cancellationToken)
    {
        var first = await context.OpenAsync(script.Path, cancellationToken);
        string[] endings = script.Interpreter == Interpreter.Node ? [".js", ".json", ".node", ".cjs", ".mjs"] : [];
        foreach (var ending in first.IsMissing ? endings : [])
        {
            if (await context.OpenAsync(script.Path + ending, cancellationToken) is { IsMissing: false } other)
            {
                return other;
            }
        }

        // A shell looks a plain name up in PATH too.
        if (first.IsMissing && script.Interpreter == Interpreter.Shell && !script.Path.Contains('/', StringComparison.Ordinal))
        {
            foreach (var folder in context.SearchPath.Split(':', StringSplitOptions.RemoveEmptyEntries))
            {
                if (await context.OpenAsync(ImagePaths.Join(folder, script.Path), cancellationToken) is { IsMissing: false } other)
                {
                    return other;
                }
            }
        }

        return first;
    }

    private static bool HasCarriageReturn(FileFinding file)
    {
        var head = (file.Entry.Detail?.Head ?? default).Span;
        var end = head.IndexOf((byte)'\n');
        return end > 0 && head[end - 1] == '\r';
    }
}
