using Unloop.Dockerfile.Checks.Launching;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.Checks.Python;

/// <summary>A Python program that the container starts.</summary>
/// <param name="Launched">The command as written.</param>
/// <param name="Words">Without <c>poetry run</c> and the like.</param>
/// <param name="Runner"><c>poetry</c>, <c>pipenv</c>, <c>uv</c>: it chooses the environment; null without.</param>
internal sealed record PythonStart(LaunchedCommand Launched, IReadOnlyList<string> Words, string? Runner)
{
    private static readonly string[] Servers = ["gunicorn", "uvicorn", "hypercorn"];

    public string Program => Words[0];

    public string ProgramName => Names.WithoutVersion(Names.Base(Program));

    public bool IsPython => ProgramName == "python";

    /// <summary>The file that python is given, as written; null with <c>-m</c> and <c>-c</c>.</summary>
    public string? Script { get; private init; }

    /// <summary>The module after <c>-m</c>.</summary>
    public string? Module { get; private init; }

    /// <summary>The server, run by name or with <c>-m</c>.</summary>
    public string? Server => Servers.FirstOrDefault(s => s == ProgramName || s == Module);

    /// <summary>Arguments of the program, the script or the module.</summary>
    public IReadOnlyList<string> Arguments { get; private init; } = [];

    /// <summary>The last one; null unless it is Python that is started and everything is certain.</summary>
    public static PythonStart? Of(Launch launch)
    {
        var certain = launch.Commands.Where(c => c is { IsCertain: true, Directory: not null }).ToList();
        if (certain.Count == 0 || certain[^1].Words.Any(w => w.StartsWith('\0')))
        {
            return null;
        }

        return Read(certain[^1]);
    }

    /// <summary>Any command before the program may install or set up what it needs.</summary>
    public static bool IsAlone(Launch launch) => launch.Commands.All(c => c.IsLast || c.Program is "cd" or "echo" or "sleep" or "set" or "exec" || HandsOver(launch, c));

    private static bool HandsOver(Launch launch, LaunchedCommand command) => command.Words.Count == 1 && launch.Commands.Count == 2 && command == launch.Commands[0] && !command.InShell;

    private static PythonStart? Read(LaunchedCommand command)
    {
        var words = command.Words;
        var runner = Names.Base(words[0]) is var first && first is "poetry" or "pipenv" or "uv" or "pdm" or "hatch" && words.Count > 2 && words[1] == "run" ? first : null;
        if (runner is not null)
        {
            words = [.. words.Skip(2).SkipWhile(w => w.StartsWith('-'))];
        }

        if (words.Count == 0 || words[0].Length == 0)
        {
            return null;
        }

        var start = new PythonStart(command, words, runner) { Arguments = [.. words.Skip(1)] };
        return !start.IsPython ? KnownPackages.IsConsoleScript(start.ProgramName) ? start : null : start.WithScript();
    }

    private PythonStart? WithScript()
    {
        for (var i = 1; i < Words.Count; i++)
        {
            var word = Words[i];
            if (word == "-m")
            {
                return i + 1 < Words.Count ? this with { Module = Words[i + 1], Arguments = [.. Words.Skip(i + 2)] } : null;
            }

            if (word is "-c" or "-" || Names.HasVariable(word))
            {
                return null;
            }

            if (word is "-W" or "-X")
            {
                i++;
            }
            else if (!word.StartsWith('-'))
            {
                return this with { Script = word, Arguments = [.. Words.Skip(i + 1)] };
            }
        }

        return null;
    }

    /// <summary>The file that is loaded first, with the folder that Python puts at the head of its path.</summary>
    /// <returns>Null where it is not known.</returns>
    public PythonEntry? Entry(Launch launch)
    {
        var directory = Launched.Directory!;
        if (Script is { } script)
        {
            return Paths.Absolute(directory, script) is { } path && launch.State.Files.Find(path) is { IsPresent: true, Kind: EntryKind.File } file
                ? new PythonEntry(script, file, Paths.Folder(file.RealPath ?? path), IsScript: true) : null;
        }

        var target = Server is not null ? ServerTarget.Of(this)?.Module : Module;
        if (target is null || Server is not null && ServerTarget.Of(this)?.Folder(directory) is null)
        {
            return null;
        }

        var root = Server is not null ? ServerTarget.Of(this)!.Folder(directory)! : directory;
        foreach (var ending in new[] { ".py", "/__init__.py" })
        {
            if (Paths.Absolute(root, target.Replace('.', '/') + ending) is { } path && launch.State.Files.Find(path) is { IsPresent: true } file)
            {
                return new PythonEntry(target, file, root, IsScript: false);
            }
        }

        return null;
    }
}

/// <param name="Name">As written: <c>app.py</c>, <c>shop.wsgi</c>.</param>
/// <param name="File">The file.</param>
/// <param name="Root">The first folder of sys.path.</param>
/// <param name="IsScript">Given as a file, not as a module.</param>
internal sealed record PythonEntry(string Name, FileEntry File, string Root, bool IsScript)
{
    public string? Text => File.Text?.Whole;
}
