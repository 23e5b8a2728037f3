using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Checks.Launching;

/// <summary>A file that a launched command names: the program itself, when it is a path, or the file that an interpreter is given.</summary>
/// <param name="Command">The command that names it.</param>
/// <param name="Name">As written: <c>dist/main.js</c>.</param>
/// <param name="Entry">What is known of it.</param>
/// <param name="Interpreter">Null when the file itself is executed.</param>
/// <param name="Candidates">Absolute paths, one of which must be there: Node tries <c>main</c>, <c>main.js</c>, ….</param>
internal sealed record StartedFile(LaunchedCommand Command, string Name, FileEntry Entry, string? Interpreter, IReadOnlyList<string> Candidates)
{
    /// <summary>The instruction that names it; null for the base image's.</summary>
    public Instruction? SetBy => Command.SetterOf(Name);

    private static readonly Dictionary<string, string[]> FlagsWithValue = new()
    {
        ["node"] = ["-r", "--require", "--import", "--loader", "--experimental-loader", "--env-file", "-C", "--conditions"],
        ["python"] = ["-W", "-X"],
        ["ruby"] = ["-r", "-I", "-C"],
        ["php"] = ["-d", "-c", "-z"],
        ["perl"] = [],
        ["sh"] = ["-o"],
    };

    /// <summary>Flags after which there is no file.</summary>
    private static readonly string[] NoFile = ["-m", "-c", "-e", "-p", "-r", "-S", "-s", "-t", "--eval", "--print", "--run", "--test", "-V", "-v", "--version", "-h", "--help", "-i"];

    /// <summary>All that the launch names and whose path is known.</summary>
    public static IEnumerable<StartedFile> Of(Launch launch)
    {
        foreach (var command in launch.Commands.Where(c => c.IsCertain))
        {
            if (command.Program.Contains('/', StringComparison.Ordinal) && !Names.HasVariable(command.Program))
            {
                if (Find(launch, command, command.Program, null) is { } program)
                {
                    yield return program;
                }
            }

            if (Argument(command) is { } name && !Names.HasVariable(name) && Find(launch, command, name, command.ProgramName) is { } file)
            {
                yield return file;
            }
        }
    }

    private static StartedFile? Find(Launch launch, LaunchedCommand command, string name, string? interpreter)
    {
        var state = command.In(launch.State);
        if (state.Resolve(name) is not { } path)
        {
            return null;
        }

        IReadOnlyList<string> candidates = interpreter == "node"
            ? [path, $"{path}.js", $"{path}.json", $"{path}.node", $"{path}/index.js", $"{path}/package.json"]
            : interpreter is "python" or "deno" or "bun" ? [path, $"{path}.ts", $"{path}.js", $"{path}/__main__.py", $"{path}/index.ts"]
            : [path];
        var found = candidates.Select(state.FindProgram).ToList();
        var entry = found.FirstOrDefault(f => f.IsPresent && f.Kind != EntryKind.Directory)
            ?? found.FirstOrDefault(f => f.Existence == Existence.Unknown)
            ?? found[0];
        return new StartedFile(command, name, entry, interpreter, candidates);
    }

    private static string? Argument(LaunchedCommand command)
    {
        var words = command.Words.Skip(1).ToList();
        return command.ProgramName switch
        {
            "java" => words.IndexOf("-jar") is var jar and >= 0 && jar + 1 < words.Count && words[jar + 1].EndsWith(".jar", StringComparison.Ordinal) ? words[jar + 1] : null,
            "dotnet" => words.FirstOrDefault() is { } first && first.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? first : null,
            "bun" or "deno" => words is ["run", var file] && Names.Base(file).Contains('.', StringComparison.Ordinal) ? file : null,
            "tsx" or "ts-node" => words.FirstOrDefault() is { } first && first.EndsWith(".ts", StringComparison.Ordinal) ? first : null,
            var name when Names.IsShell(name) => FirstFile(words, "sh"),
            var name when FlagsWithValue.ContainsKey(name) => FirstFile(words, name),
            _ => null,
        };
    }

    private static string? FirstFile(List<string> words, string interpreter)
    {
        for (var i = 0; i < words.Count; i++)
        {
            if (!words[i].StartsWith('-'))
            {
                return words[i] is "inspect" or "debug" ? null : words[i];
            }

            if (FlagsWithValue[interpreter].Contains(words[i]))
            {
                i++;
            }
            else if (NoFile.Contains(words[i]) || (Names.IsShell(interpreter) && words[i].Contains('c', StringComparison.Ordinal) && !words[i].StartsWith("--", StringComparison.Ordinal)))
            {
                return null;
            }
        }

        return null;
    }
}
