namespace Unloop.Engine.Machine;

/// <summary>Runs programs that the user's configuration names. Implemented by <c>Unloop.Host</c>.</summary>
public interface IProcessRunner
{
    /// <summary>Whether a person can answer questions on standard input.</summary>
    bool InputIsTerminal { get; }

    /// <summary>Runs the program to its end, or kills it with its children when the time is over or the call is cancelled.</summary>
    Task<ProcessResult> RunAsync(ProcessCommand command, CancellationToken cancellationToken);
}

public sealed record ProcessCommand
{
    /// <summary>A path, or a name that is looked up in PATH.</summary>
    public required string Program { get; init; }

    /// <summary>Passed on one by one; no shell sees them.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Added to the environment of this process.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } = [];

    /// <summary>True: the program shares this process' standard input and error, to ask a person. False: its input is <see cref="Input"/>.</summary>
    public bool Interactive { get; init; }

    /// <summary>Written to the program's standard input, which then ends; not for an interactive one.</summary>
    public string Input { get; init; } = "";
    public required TimeSpan Timeout { get; init; }

    /// <summary>More output than this many bytes ends the program.</summary>
    public int OutputLimit { get; init; } = 1 << 20;

    /// <summary>
    /// Told each line of standard output and standard error as it comes, never two at a time; of each line the first <see cref="LineLimit"/> characters.
    /// Such output is not kept and has no limit. Not for an interactive program.
    /// </summary>
    public IProgress<string>? Lines { get; init; }

    public const int LineLimit = 4096;
}

public sealed record ProcessResult
{
    public required ProcessEnd End { get; init; }

    /// <summary>Set when <see cref="End"/> is <see cref="ProcessEnd.Exited"/>.</summary>
    public int ExitCode { get; init; }
    public string Output { get; init; } = "";

    /// <summary>The end of standard error, at most 4 KiB; empty for an interactive program, which wrote it to the person, and where <see cref="ProcessCommand.Lines"/> got it.</summary>
    public string ErrorTail { get; init; } = "";
}

public enum ProcessEnd
{
    Exited,
    NotFound,

    /// <summary>It could not be started for another reason, which stands in <see cref="ProcessResult.ErrorTail"/>.</summary>
    NotStarted,
    TimedOut,
    TooMuchOutput,
}
