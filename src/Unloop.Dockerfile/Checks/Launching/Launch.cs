using System.Runtime.CompilerServices;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Checks.Launching;

/// <summary>
/// What the target's container starts, followed as far as words go: exec form, shell form, <c>sh -c</c>, wrappers, and the command that an
/// entrypoint script hands over to.
/// </summary>
internal sealed class Launch
{
    private static readonly ConditionalWeakTable<BuildModel, Launch> Known = [];

    /// <summary>Programs that replace themselves with the rest of their words; the number of own words that follow the name.</summary>
    private static readonly Dictionary<string, int> Wrappers = new()
    {
        ["tini"] = 0, ["tini-static"] = 0, ["dumb-init"] = 0, ["catatonit"] = 0, ["exec"] = 0, ["nohup"] = 0, ["gosu"] = 1, ["su-exec"] = 1,
    };

    private readonly List<LaunchedCommand> _commands = [];

    private Launch(StageModel stage) => Stage = stage;

    public StageModel Stage { get; }

    public StageState State => Stage.End;

    public StartCommand Start => Stage.Command;

    /// <summary>In the order in which they start. Empty where nothing can be said.</summary>
    public IReadOnlyList<LaunchedCommand> Commands => _commands;

    /// <summary>ENTRYPOINT and CMD of the Dockerfile itself, whichever are in force.</summary>
    public IEnumerable<CommandPart> OwnParts => new[] { Start.Entrypoint, Start.CmdIsIgnored ? null : Start.Cmd }.OfType<CommandPart>().Where(p => p.SetBy is not null);

    /// <summary>Null when there is no target.</summary>
    public static Launch? Of(BuildModel model) =>
        model.Target is { } target ? Known.GetValue(model, _ => Read(target)) : null;

    private static Launch Read(StageModel stage)
    {
        var launch = new Launch(stage);
        var start = stage.Command;
        // With triggers it is a base for other builds, which bring the rest.
        if (stage.Steps.Any(s => s.Instruction.Keyword == "ONBUILD") || start.IsOpen || start.Leading is not { Words.Count: > 0 } leading)
        {
            return launch;
        }

        var directory = stage.End.WorkingDirectory;
        if (leading.IsShell)
        {
            launch.Shell(leading.Text ?? "", leading.SetBy, directory);
            return launch;
        }

        var tail = leading == start.Cmd ? [] : start.Cmd?.Words ?? [];
        launch.Exec([.. leading.Words], [.. tail], leading.SetBy, start.Cmd?.SetBy, directory);
        return launch;
    }

    private void Exec(IReadOnlyList<string> own, IReadOnlyList<string> tail, Instruction? setBy, Instruction? tailSetBy, string? directory)
    {
        var words = Unwrapped([.. own, .. tail]);
        if (words.Count == 0)
        {
            return;
        }

        // All that is left may stem from the tail: ENTRYPOINT ["tini", "--"].
        var by = words.Count <= tail.Count ? tailSetBy : setBy;
        if (Names.IsShell(words[0]) && words.Count > 2 && words[1].StartsWith('-') && words[1].EndsWith('c'))
        {
            Shell(words[2], by, directory);
            return;
        }

        Add(words, by, directory, inShell: false, isCertain: true, isLast: true);
        if (tail.Count > 0 && words.Count > tail.Count)
        {
            _commands[^1] = _commands[^1] with { TailFrom = words.Count - tail.Count, TailSetBy = tailSetBy };
        }

        if (words.Count == own.Count + tail.Count && own.Count == 1 && tail.Count > 0 && HandsOver(own[0]))
        {
            if (tail.Count > 2 && Names.IsShell(tail[0]) && tail[1] == "-c")
            {
                Shell(tail[2], tailSetBy, directory);
            }
            else
            {
                Add(Unwrapped([.. tail]), tailSetBy, directory, inShell: false, isCertain: true, isLast: true);
                _commands[^1] = _commands[^1] with { IsFirst = OnlyHandsOver(own[0]) };
            }
        }
    }

    private void Shell(string text, Instruction? setBy, string? directory)
    {
        var shell = PlainShell.Read(text);
        if (!shell.IsWhole)
        {
            return;
        }

        var isFirst = true;
        foreach (var command in shell.Commands)
        {
            if (command is { Program: "cd", Depth: 0 })
            {
                directory = command.Words is [_, var to] && !Names.HasVariable(to) && directory is not null
                    ? (Stage.End with { WorkingDirectory = directory }).Resolve(to)
                    : null;
                continue;
            }

            if (Unwrapped([.. command.Words]) is { Count: > 0 } words)
            {
                Add(words, setBy, directory, inShell: true, command.IsCertain, command == shell.Commands[^1]);
                _commands[^1] = _commands[^1] with { IsFirst = isFirst };
                isFirst = isFirst && IsHarmless(command);
            }
        }
    }

    private void Add(List<string> words, Instruction? setBy, string? directory, bool inShell, bool isCertain, bool isLast)
    {
        if (words.Count > 0 && words[0].Length > 0)
        {
            _commands.Add(new LaunchedCommand { Words = words, SetBy = setBy, Directory = directory, InShell = inShell, IsCertain = isCertain, IsLast = isLast });
        }
    }

    /// <summary>The entrypoint script ends in the program that CMD names.</summary>
    private bool HandsOver(string program)
    {
        if (Names.Base(program) is "docker-entrypoint.sh" or "docker-php-entrypoint")
        {
            return State.FindProgram(program).Text?.Whole is not { } own || own.Contains("\"$@\"", StringComparison.Ordinal);
        }

        return State.FindProgram(program).Text?.Whole is { } text && text.Contains("exec \"$@\"", StringComparison.Ordinal);
    }

    /// <summary>Of a script of unknown text only those of Node's and PHP's images are known to make nothing.</summary>
    private bool OnlyHandsOver(string script) => State.FindProgram(script).Text?.Whole is { } text
        ? PlainShell.Read(text) is { IsWhole: true } shell && shell.Commands.All(IsHarmless)
        : Stage.Base.Traits.Runtime?.Name is "node" or "php";

    /// <summary>It makes no files and installs nothing.</summary>
    private static bool IsHarmless(PlainCommand command) =>
        command.Program is "echo" or "printf" or "cd" or "set" or "export" or "exec" or "sleep" or "test" or "[" or "true" or ":" or "id" or "date" or "umask" or "ulimit" or "trap" or "shift" or "wait" or "exit" or "local" or "unset";

    private static List<string> Unwrapped(List<string> words)
    {
        while (words.Count > 1 && Wrappers.TryGetValue(Names.Base(words[0]), out var own))
        {
            var rest = words.Skip(1).SkipWhile(w => w.StartsWith('-')).Skip(own).ToList();
            if (rest.Count == 0)
            {
                break;
            }

            words = rest;
        }

        return words;
    }
}
