using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Modelling;

public enum CommandForm
{
    /// <summary>The base image's, as its configuration has it.</summary>
    Inherited,

    /// <summary>A JSON array.</summary>
    Exec,

    /// <summary>Text for the SHELL.</summary>
    Shell,
}

/// <summary>ENTRYPOINT or CMD as it stands in the image's configuration.</summary>
/// <param name="Words">What is executed: for the shell form the shell's words, then the text.</param>
/// <param name="Text">The text of the shell form, not expanded, as nothing expands it before the shell does.</param>
/// <param name="SetBy">Null for the base image's.</param>
/// <param name="Stage">Index of the stage that set it; -1 for the base image.</param>
public sealed record CommandPart(CommandForm Form, IReadOnlyList<string> Words, string? Text = null, Instruction? SetBy = null, int Stage = -1)
{
    public bool IsShell => Form == CommandForm.Shell;
}

/// <summary>What the image starts.</summary>
public sealed record StartCommand
{
    public CommandPart? Entrypoint { get; init; }
    public CommandPart? Cmd { get; init; }

    /// <summary>The base image's Entrypoint or Cmd is not known and still in force: <see cref="Argv"/> is null then.</summary>
    public bool IsOpen { get; init; }

    public static StartCommand None { get; } = new();

    /// <summary>The words that the runtime executes: Entrypoint, then Cmd. Null where not known, empty when there is no command.</summary>
    public IReadOnlyList<string>? Argv => IsOpen ? null : [.. Entrypoint?.Words ?? [], .. Cmd?.Words ?? []];

    /// <summary>The part that argv[0] comes from.</summary>
    public CommandPart? Leading => Entrypoint is { Words.Count: > 0 } ? Entrypoint : Cmd;

    /// <summary>A shell-form ENTRYPOINT drops Cmd: the shell takes it for <c>$0</c>, <c>$1</c>, ….</summary>
    public bool CmdIsIgnored => Entrypoint is { IsShell: true } && Cmd is not null;
}
