using System.Text;
using Unloop.Core.Facts.Images;
using Unloop.Images.Files;
using Unloop.Images.Layers;

namespace Unloop.Images.Inspection.Starting;

/// <summary>Whether the kernel can execute a file: its format, the interpreter that it names, its machine, its loader and libraries.</summary>
internal static class ProgramCheck
{
    /// <summary>The kernel follows interpreters that are scripts themselves, but not for ever (BINPRM: five).</summary>
    private const int MostInterpreters = 5;

    public static async Task CheckAsync(StartContext context, FileFinding program, List<EntrypointTrouble> troubles, CancellationToken cancellationToken)
    {
        for (var depth = 0; depth < MostInterpreters; depth++)
        {
            if (Format(context, program) is { } trouble)
            {
                troubles.Add(trouble);
                return;
            }

            if (program.Entry.Format == FileFormat.Elf)
            {
                await LibraryClosure.CheckAsync(context, program, troubles, cancellationToken);
                return;
            }

            if (program.Entry.Format != FileFormat.Script || await InterpreterAsync(context, program, troubles, cancellationToken) is not { } interpreter)
            {
                return;
            }

            program = interpreter;
        }
    }

    private static EntrypointTrouble? Format(StartContext context, FileFinding program)
    {
        var path = program.RealPath ?? program.Path;
        return program.Entry.Format switch
        {
            FileFormat.Empty => new(EntrypointTroubleKind.EmptyFile, path, $"{path} has no content, 0 bytes"),
            FileFormat.MarkedScript => new(EntrypointTroubleKind.ByteOrderMark, path, $"{path} begins with a byte order mark (EF BB BF) and only then with #!"),
            FileFormat.Text => new(EntrypointTroubleKind.NoShebang, path, $"{path} is text that begins with \"{FirstLine(program, 60)}\", not with #!"),
            FileFormat.LfsPointer => new(EntrypointTroubleKind.ForeignFormat, path, $"{path} is a pointer of Git LFS, not the file itself"),
            FileFormat.Windows => new(EntrypointTroubleKind.ForeignFormat, path, $"{path} is a program for Windows"),
            FileFormat.Mac => new(EntrypointTroubleKind.ForeignFormat, path, $"{path} is a program for macOS"),
            FileFormat.Zip => new(EntrypointTroubleKind.ForeignFormat, path, $"{path} is a zip archive, which the kernel cannot execute"),
            FileFormat.Elf when program.Entry.Detail?.Elf is { } elf && !Runs(context.Architecture, elf) => new(EntrypointTroubleKind.WrongArchitecture, path,
                $"{path} is built for {elf.Architecture ?? $"machine 0x{elf.Machine:X}"}, and it is to run on {context.Architecture}"),
            _ => null,
        };
    }

    /// <summary>Machines run their 32-bit forebears' programs too; what is not known is taken to run.</summary>
    private static bool Runs(string? machine, ElfFacts elf) =>
        machine is null || elf.Architecture is not { } built || built == machine || (machine, built) is ("amd64", "386") or ("arm64", "arm") or ("s390x", "s390") or ("mips64le", "mipsle") or ("mips64", "mips");

    private static async Task<FileFinding?> InterpreterAsync(StartContext context, FileFinding script, List<EntrypointTrouble> troubles, CancellationToken cancellationToken)
    {
        var path = script.RealPath ?? script.Path;
        var line = FirstLine(script, KeptHeads.FirstLine);
        if (line.Length < 3 || !IsWhole(script))
        {
            return null;
        }

        if (line.EndsWith('\r'))
        {
            troubles.Add(new EntrypointTrouble(EntrypointTroubleKind.CarriageReturn, path,
                $"the first line of {path} is \"{line.TrimEnd('\r')}\\r\\n\": it ends as on Windows, so the carriage return belongs to the interpreter's name"));
            return null;
        }

        var words = line[2..].Trim().Split([' ', '\t'], 2, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0 || !words[0].StartsWith('/'))
        {
            return null;
        }

        var interpreter = await context.Files.ResolveAsync(words[0], cancellationToken);
        if (interpreter.IsMissing)
        {
            troubles.Add(new EntrypointTrouble(EntrypointTroubleKind.InterpreterMissing, words[0], $"{path} begins with \"{line}\", and {words[0]} {context.Fate(interpreter)}"));
            return null;
        }

        if (ImagePaths.BaseName(words[0]) == "env" && words.Length == 2)
        {
            return await ByEnvAsync(context, path, line, words[1], troubles, cancellationToken);
        }

        return interpreter.IsFile ? interpreter : null;
    }

    /// <summary><c>#!/usr/bin/env NAME</c>: what follows is one word, unless -S splits it.</summary>
    private static async Task<FileFinding?> ByEnvAsync(StartContext context, string path, string line, string rest, List<EntrypointTrouble> troubles, CancellationToken cancellationToken)
    {
        var name = rest.StartsWith("-S", StringComparison.Ordinal) ? rest[2..].Trim().Split(' ')[0] : rest.Trim();
        if (name.Length == 0 || name.StartsWith('-') || name.Contains('=', StringComparison.Ordinal))
        {
            return null;
        }

        var found = await ProgramSearch.FindAsync(context, name, cancellationToken);
        if (found.Trouble is { Kind: EntrypointTroubleKind.ProgramMissing or EntrypointTroubleKind.OneElementCommand } missing)
        {
            troubles.Add(new EntrypointTrouble(EntrypointTroubleKind.InterpreterMissing, name, $"{path} begins with \"{line}\", and {missing.Statement}"));
        }

        return found.Program;
    }

    /// <summary>A first line that is longer than what was kept says nothing.</summary>
    private static bool IsWhole(FileFinding script) =>
        script.Entry.Detail is { } detail && (detail.Head.Span.Contains((byte)'\n') || detail.Head.Length == script.Entry.Size);

    private static string FirstLine(FileFinding file, int most)
    {
        var head = (file.Entry.Detail?.Head ?? default).Span;
        head = head[..Math.Min(head.Length, most)];
        return Encoding.UTF8.GetString(head.IndexOf((byte)'\n') is var end and >= 0 ? head[..end] : head);
    }
}
