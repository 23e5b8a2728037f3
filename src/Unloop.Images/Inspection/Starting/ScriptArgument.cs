namespace Unloop.Images.Inspection.Starting;

/// <summary>The interpreters whose command lines are understood.</summary>
internal enum Interpreter
{
    Node,
    Python,
    Ruby,
    Php,
    Perl,
    Shell,
    Java,
    DotNet,
}

/// <param name="Interpreter">Who is to run it.</param>
/// <param name="Path">As written.</param>
internal sealed record ScriptArgument(Interpreter Interpreter, string Path)
{
    private static readonly Dictionary<string, Interpreter> Names = new(StringComparer.Ordinal)
    {
        ["node"] = Interpreter.Node,
        ["nodejs"] = Interpreter.Node,
        ["python"] = Interpreter.Python,
        ["pypy"] = Interpreter.Python,
        ["ruby"] = Interpreter.Ruby,
        ["php"] = Interpreter.Php,
        ["perl"] = Interpreter.Perl,
        ["sh"] = Interpreter.Shell,
        ["bash"] = Interpreter.Shell,
        ["ash"] = Interpreter.Shell,
        ["dash"] = Interpreter.Shell,
        ["java"] = Interpreter.Java,
        ["dotnet"] = Interpreter.DotNet,
    };

    /// <summary>Options that take nothing, for each interpreter; with one that is not listed here or below, nothing is said.</summary>
    private static readonly Dictionary<Interpreter, string[]> Alone = new()
    {
        [Interpreter.Node] = ["--inspect", "--enable-source-maps", "--trace-warnings", "--no-warnings", "--no-deprecation", "--trace-deprecation", "--expose-gc", "--harmony",
            "--preserve-symlinks", "--experimental-modules", "--abort-on-uncaught-exception", "--throw-deprecation", "--trace-uncaught", "--experimental-strip-types"],
        [Interpreter.Python] = ["-u", "-B", "-O", "-OO", "-E", "-s", "-S", "-I", "-v", "-q", "-b", "-bb", "-d", "-P", "-uB", "-Bu"],
        [Interpreter.Ruby] = ["-w", "-W0", "-W1", "-W2", "-W", "--yjit", "--jit"],
        [Interpreter.Php] = ["-n", "-q"],
        [Interpreter.Perl] = ["-w", "-T", "-W"],
        [Interpreter.Shell] = ["-e", "-x", "-u", "-ex", "-eu", "-eux", "-l", "-v", "-xe", "-ue", "--login"],
        [Interpreter.Java] = [],
        [Interpreter.DotNet] = ["exec"],
    };

    private static readonly Dictionary<Interpreter, string[]> WithValue = new()
    {
        [Interpreter.Node] = ["-r", "--require", "--import", "--loader", "--experimental-loader", "-C", "--conditions"],
        [Interpreter.Python] = ["-X", "-W"],
        [Interpreter.Ruby] = ["-I", "-r"],
        [Interpreter.Php] = ["-d", "-c"],
        [Interpreter.Perl] = ["-I"],
        [Interpreter.Shell] = ["-o", "-eo", "-euo", "-exo", "-euxo"],
        [Interpreter.Java] = [],
        [Interpreter.DotNet] = [],
    };

    /// <summary>By the program's name, without folder and version: <c>/usr/bin/python3.11</c> is Python.</summary>
    public static Interpreter? InterpreterOf(string program)
    {
        var name = program[(program.LastIndexOf('/') + 1)..].TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '.', '-');
        return Names.TryGetValue(name, out var interpreter) ? interpreter : null;
    }

    /// <summary>The file that the command asks an interpreter to run; null where it names none, or what it means is not certain.</summary>
    /// <param name="argv">The interpreter first.</param>
    public static ScriptArgument? Of(IReadOnlyList<string> argv)
    {
        if (argv.Count < 2 || InterpreterOf(argv[0]) is not { } interpreter)
        {
            return null;
        }

        if (interpreter == Interpreter.Java)
        {
            return Jar(argv);
        }

        for (var i = 1; i < argv.Count; i++)
        {
            var word = argv[i];
            if (WithValue[interpreter].Contains(word))
            {
                i++;
            }
            else if (!Alone[interpreter].Contains(word) && !(word.StartsWith("--", StringComparison.Ordinal) && word.Contains('=', StringComparison.Ordinal)))
            {
                return IsPath(interpreter, word) ? new ScriptArgument(interpreter, word) : null;
            }
        }

        return null;
    }

    private static bool IsPath(Interpreter interpreter, string word) =>
        word.Length > 0 && !word.StartsWith('-') && !word.Contains('$', StringComparison.Ordinal) && interpreter switch
        {
            Interpreter.DotNet => word.EndsWith(".dll", StringComparison.OrdinalIgnoreCase),
            Interpreter.Node => word is not ("inspect" or "debug"),
            _ => true,
        };

    private static ScriptArgument? Jar(IReadOnlyList<string> argv)
    {
        for (var i = 1; i + 1 < argv.Count; i++)
        {
            if (argv[i] == "-jar")
            {
                return argv[i + 1].Contains('$', StringComparison.Ordinal) || argv[i + 1].StartsWith('-') ? null : new ScriptArgument(Interpreter.Java, argv[i + 1]);
            }
        }

        return null;
    }
}
