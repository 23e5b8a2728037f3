using Unloop.Dockerfile.Checks.Launching;
using Unloop.Dockerfile.Checks.Variables;
using Unloop.Dockerfile.Modelling;

namespace Unloop.Dockerfile.Checks.Forms;

internal sealed class ExecFormOneString : IRule
{
    public RuleDescription About { get; } = new(
        "exec-form-one-string", Severity.Error, "program and arguments stand in one string of the JSON array",
        "exec: \"node server.js\": executable file not found in $PATH",
        "Give each word a string of its own: [\"node\", \"server.js\"].");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        var launch = Launch.Of(model);
        if (launch?.Start is { IsOpen: false, Entrypoint: { Form: CommandForm.Exec, Words: [var interpreter] }, Cmd: { Form: CommandForm.Exec, Words: [var only], SetBy: { } cmd } }
            && Names.WithoutVersion(Names.Base(interpreter)) is "node" or "python" or "ruby" or "php" or "java" && only.Contains(' ', StringComparison.Ordinal) && only[0] != '-')
        {
            yield return About.At(cmd, only, $"\"{only}\" is one string, so that {interpreter} looks for a file of that whole name.", $"Error: Cannot find module '{launch.State.Resolve(only) ?? only}'",
                $"Give each word a string of its own: [{string.Join(", ", only.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(w => $"\"{w}\""))}].");
        }

        foreach (var command in launch?.Commands.Where(c => !c.InShell && c.SetBy is not null && c.Program.Contains(' ', StringComparison.Ordinal)) ?? [])
        {
            var words = command.Program.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 1 && !launch!.State.FindProgram(command.Program).IsPresent)
            {
                yield return About.At(command.SetBy!, command.Program, $"\"{command.Program}\" is one string, so that a program of that whole name is looked for.",
                    // Node's own entrypoint script gives to node what is no program.
                    launch.Start.Entrypoint is { SetBy: null } && launch.Stage.Base.Traits.Runtime?.Name == "node" ? $"Error: Cannot find module '{launch.State.Resolve(command.Program)}'"
                    : $"exec: \"{command.Program}\": {(command.Program.Contains('/', StringComparison.Ordinal) ? "no such file or directory" : "executable file not found in $PATH")}",
                    $"Give each word a string of its own: [{string.Join(", ", words.Select(w => $"\"{w}\""))}].");
            }
        }
    }
}

/// <summary>What is not valid JSON silently becomes the shell form, and the shell looks for a program called <c>[node,</c>.</summary>
internal sealed class CommandNotJson : IRule
{
    public RuleDescription About { get; } = new(
        "command-not-json", Severity.Error, "the command is meant as a JSON array and is none, so that the shell gets it as it stands",
        "/bin/sh: [node,: not found",
        "Use double quotes and commas, and nothing after the closing bracket.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        foreach (var part in Launch.Of(model)?.OwnParts.Where(p => p is { IsShell: true, SetBy.LooksLikeExecForm: true }) ?? [])
        {
            var text = part.Text ?? "";
            var first = text.Split(' ', 2)[0] is "[" ? text.Split(' ', StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(1) ?? "[" : text.Split(' ', 2)[0];
            var program = first.Trim('[', '\'', '"', ',', '‘', '’', '“', '”', ']');
            yield return About.At(part.SetBy!, program, $"{part.SetBy!.Keyword} is not valid JSON, so that the shell is given the brackets and quotes as they stand.",
                $"/bin/sh: {(text.StartsWith("[ ", StringComparison.Ordinal) ? "[: missing ]" : $"[{first.TrimStart('[').Replace("'", "", StringComparison.Ordinal)}: not found")}");
        }
    }
}

internal sealed class EntrypointAndCmdDouble : IRule
{
    public RuleDescription About { get; } = new(
        "entrypoint-and-cmd-double", Severity.Error, "ENTRYPOINT and CMD both name the program, so that it gets its own name as an argument",
        "Error: Cannot find module '/app/node'",
        "Leave the program out of CMD, or drop ENTRYPOINT.");

    /// <summary>The program is given its own name; whatever else is said of the argument follows from that.</summary>
    internal static bool IsDoubled(BuildModel model) => model.Target?.Command is
    {
        IsOpen: false,
        Entrypoint: { Form: CommandForm.Exec, SetBy: not null, Words: [var program] },
        Cmd: { Form: CommandForm.Exec, SetBy: not null, Words: [var again, ..] },
    } && Names.Base(program) == Names.Base(again) && !Names.Base(program).EndsWith(".sh", StringComparison.Ordinal);

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (IsDoubled(model) && model.Target!.Command is { Entrypoint.Words: [var program], Cmd: { SetBy: { } cmd, Words: [var again, ..] } })
        {
            var symptom = Names.WithoutVersion(Names.Base(program)) switch
            {
                "node" => $"Error: Cannot find module '{model.Target.End.Resolve(again) ?? again}'",
                "python" => $"python: can't open file '{model.Target.End.Resolve(again) ?? again}': [Errno 2] No such file or directory",
                "java" => $"Error: Could not find or load main class {again}",
                _ => $"{program}: unknown argument: {again}",
            };
            yield return About.At(cmd, again, $"ENTRYPOINT is {program} already, and CMD begins with {again} again.", symptom);
        }
    }
}

/// <summary>Nothing expands the strings of a JSON array at run time.</summary>
internal sealed class VariableInExecForm : IRule
{
    private static readonly string[] Understanding = ["envsubst", "awk", "perl", "make", "env", "supervisord", "confd", "jq", "sed", "eval", "nginx"];

    public RuleDescription About { get; } = new(
        "variable-in-exec-form", Severity.Error, "a variable stands in a JSON array, where no shell replaces it",
        "Error: Cannot find module '/app/$APP_FILE'",
        "Let a shell do it: [\"sh\", \"-c\", \"exec node \\\"$APP_FILE\\\"\"].");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (Launch.Of(model) is not { } launch || launch.Start.IsOpen || launch.Start.Leading is not { IsShell: false } leading || GoesThroughAShell(launch, leading))
        {
            yield break;
        }

        foreach (var part in launch.OwnParts.Where(p => p.Form == CommandForm.Exec))
        {
            foreach (var word in part.Words)
            {
                if (VariableUse.In(word).FirstOrDefault() is { } use && (launch.State.Variable(use.Name) is not null || !use.Name.Any(char.IsAsciiLetterLower)))
                {
                    var text = word[use.Start..use.End];
                    yield return About.At(part.SetBy!, text, $"{text} in the JSON array of {part.SetBy!.Keyword} is passed on as it stands: no shell replaces it.",
                        word == part.Words[0] && part == leading ? $"exec: \"{word}\": executable file not found in $PATH" : $"… '{word}' …",
                        $"Let a shell do it: [\"sh\", \"-c\", \"exec {string.Join(' ', part.Words).Replace("\"", "\\\\\\\"", StringComparison.Ordinal)}\"].");
                    break;
                }
            }
        }
    }

    /// <summary>A shell, a script of unknown text, or a program with variables of its own stands somewhere before.</summary>
    private static bool GoesThroughAShell(Launch launch, CommandPart leading)
    {
        var words = leading.Words.Concat(launch.Start.Cmd is { } cmd && cmd != leading ? cmd.Words : []).ToList();
        if (words.Any(w => Names.IsShell(w) || Understanding.Contains(Names.Base(w))))
        {
            return true;
        }

        if (leading.SetBy is null && launch.Stage.Base.Traits.Runtime?.Name is "node" or "php")
        {
            // Their entrypoint scripts execute what they are given as it stands.
            return false;
        }

        var program = launch.State.FindProgram(leading.Words[0]);
        var isScript = Names.Base(leading.Words[0]).EndsWith(".sh", StringComparison.Ordinal) || Names.Base(leading.Words[0]).Contains("entrypoint", StringComparison.Ordinal);
        return program.Text?.Whole is { } text
            ? text.Contains("eval", StringComparison.Ordinal) || text.Contains("envsubst", StringComparison.Ordinal) || text.Contains("-c ", StringComparison.Ordinal)
            : isScript;
    }
}

internal sealed class ShellSyntaxInExecForm : IRule
{
    private static readonly string[] Builtins = ["cd", "source", ".", "export", "exec", "set", "eval", "ulimit", "umask", "alias", "trap", "unset", "wait"];
    private static readonly string[] Operators = ["&&", "||", ";", "|", ">", ">>", "2>&1", "&", "<"];

    public RuleDescription About { get; } = new(
        "shell-syntax-in-exec-form", Severity.Error, "a JSON array holds what only a shell understands: a builtin such as cd, or an operator such as &&",
        "exec: \"cd\": executable file not found in $PATH",
        "Use WORKDIR in place of cd, and [\"sh\", \"-c\", \"…\"] or a script for more than one command.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        var launch = Launch.Of(model);
        foreach (var command in launch?.Commands.Where(c => !c.InShell && c.SetBy is not null) ?? [])
        {
            var builtin = Builtins.Contains(command.Program) && !launch!.State.FindProgram(command.Program).IsPresent;
            var sign = command.Words.Skip(1).FirstOrDefault(w => Operators.Contains(w));
            if (builtin)
            {
                yield return About.At(command.SetBy!, command.Program, $"{command.Program} is a builtin of the shell; there is no program of that name to execute.",
                    $"exec: \"{command.Program}\": executable file not found in $PATH");
            }
            else if (sign is "&&" or "||" or ";" or "|" && !Names.IsShell(command.Program) && command.Words.All(w => !Names.IsShell(w)))
            {
                yield return About.At(command.SetBy!, sign, $"{sign} in a JSON array is an argument of {command.Program} like any other: what follows it is never run.", $"{command.Program}: … '{sign}' …");
            }
        }
    }
}

/// <summary>An option and its value in one string are one word for the program, with a blank in it.</summary>
internal sealed class OptionWithBlank : IRule
{
    private static readonly string[] Programs = ["java", "python", "node", "gunicorn", "uvicorn", "dotnet", "celery", "flask"];

    public RuleDescription About { get; } = new(
        "option-with-blank", Severity.Error, "an option and its value stand in one string of the JSON array",
        "Unrecognized option: -jar app.jar",
        "Give option and value a string each: [\"-jar\", \"app.jar\"].");

    public IEnumerable<Defect> Check(BuildModel model) =>
        from command in Launch.Of(model)?.Commands ?? []
        where !command.InShell && command.SetBy is not null && Programs.Contains(command.ProgramName)
        from word in command.Words.Skip(1)
        where IsOptionWithValue(word) && !(command.ProgramName == "java" && word.StartsWith("-D", StringComparison.Ordinal)) && word is not ['-', 'c' or 'e' or 'p' or 'r', ..]
        select About.At(command.SetBy!, word, $"\"{word}\" is one word for {command.Program}: an option of that whole name.",
            command.ProgramName == "java" ? $"Unrecognized option: {word}" : $"error: unrecognized arguments: {word}",
            $"Give option and value a string each: {string.Join(", ", word.Split(' ', 2).Select(w => $"\"{w}\""))}.");

    private static bool IsOptionWithValue(string word) =>
        word.Split(' ', 2) is [['-', ..] option, [not '-', ..] value] && !value.Any(char.IsWhiteSpace)
        && option[(option.StartsWith("--", StringComparison.Ordinal) ? 2 : 1)..] is [var first, ..] name && char.IsAsciiLetter(first) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
}
