using Unloop.Dockerfile.Modelling.Shell;

namespace Unloop.Dockerfile.Modelling.Commands;

/// <summary>Commands that are run for their answer: what follows <c>&amp;&amp;</c> depends on it, and "no" is no failure that anybody would mend.</summary>
internal static class Conditions
{
    private static readonly StepOutcome Open = new(Outcome.Unknown) { IsTest = true };

    public static CommandResult Unknown(CommandCall call) => new(Open);

    public static CommandResult False(CommandCall call) => new(Answer(false, call));

    /// <summary><c>command -v</c>, <c>which</c>, <c>type</c>.</summary>
    public static CommandResult Which(CommandCall call) =>
        new(call.Operands() is [{ Text: { } name, IsPattern: false }] && !CommandTable.IsBuiltin(name)
            ? call.Run.State.FindProgram(name).Existence switch
            {
                Existence.Present => Answer(true, call),
                Existence.Absent => Answer(false, call),
                _ => Open,
            }
            : Open);

    /// <summary><c>test</c>, <c>[ … ]</c>, <c>[[ … ]]</c>.</summary>
    public static CommandResult Test(CommandCall call)
    {
        var words = call.Arguments.Where(a => !a.Is("]") && !a.Is("]]")).ToList();
        var negated = words.Count > 1 && words[0].Is("!");
        var result = Holds(call.Run, negated ? words[1..] : words);
        return new CommandResult(result is { } holds ? Answer(holds != negated, call) : Open);
    }

    private static StepOutcome Answer(bool holds, CommandCall call) =>
        holds ? StepOutcome.Succeeds : StepOutcome.Fails($"{call.Run.Command} is false") with { IsTest = true };

    private static bool? Holds(RunContext run, List<Argument> words) => words switch
    {
        [{ Text: "-n" or "-z" }, { Text: { } text }] => words[0].Is("-z") == (text.Length == 0),
        [{ Text: { } one }, { Text: "=" or "==" or "!=" }, { Text: { } other, IsPattern: false }] => words[1].Is("!=") != (one == other),
        [{ Text: ['-', var kind] }, { Text: { } path, IsPattern: false }] when run.Resolve(path) is { } at => Holds(kind, run.Find(at)),
        _ => null,
    };

    private static bool? Holds(char kind, FileEntry entry) => (kind, entry) switch
    {
        ('e' or 'f' or 'd' or 's' or 'x' or 'r' or 'w', { IsAbsent: true }) => false,
        ('e', { IsPresent: true }) => true,
        ('f' or 'd', { IsPresent: true, Kind: EntryKind.File or EntryKind.Directory }) => (kind == 'd') == (entry.Kind == EntryKind.Directory),
        _ => null,
    };
}
