using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Checks.Launching;

/// <summary>One command that the container runs when it starts, wrappers such as tini or exec taken away.</summary>
internal sealed record LaunchedCommand
{
    /// <summary>Program and arguments; variables stand as written.</summary>
    public required IReadOnlyList<string> Words { get; init; }

    /// <summary>The instruction that says so; null for the base image's.</summary>
    public Instruction? SetBy { get; init; }

    /// <summary>Where it runs; null where not known.</summary>
    public string? Directory { get; init; }

    /// <summary>A shell starts it, not the runtime itself.</summary>
    public bool InShell { get; init; }

    /// <summary>Of a shell: nothing decides whether it runs, and it is not left behind in the background.</summary>
    public bool IsCertain { get; init; } = true;

    /// <summary>Nothing runs before it that could make or install what it needs.</summary>
    public bool IsFirst { get; init; } = true;

    /// <summary>It is what the container lives by: the last of a shell's commands.</summary>
    public bool IsLast { get; init; } = true;

    /// <summary>The index of the first word that CMD adds to an ENTRYPOINT of another instruction; null when all are of <see cref="SetBy"/>.</summary>
    public int? TailFrom { get; init; }

    /// <summary>The instruction of the words from <see cref="TailFrom"/> on.</summary>
    public Instruction? TailSetBy { get; init; }

    public string Program => Words[0];

    /// <summary><c>python</c> for <c>/usr/bin/python3.11</c>: without folder and version.</summary>
    public string ProgramName => Names.WithoutVersion(Names.Base(Program));

    /// <summary>The instruction that a word stems from.</summary>
    public Instruction? SetterOf(string word) => TailFrom is { } from && Words.Skip(from).Contains(word) ? TailSetBy : SetBy;

    public StageState In(StageState state) => state with { WorkingDirectory = Directory };
}

/// <summary>Names of programs.</summary>
internal static class Names
{
    private static readonly string[] Shells = ["sh", "bash", "ash", "dash", "zsh", "ksh"];

    public static string Base(string path) => path[(path.LastIndexOf('/') + 1)..];

    public static string WithoutVersion(string name)
    {
        var trimmed = name.TrimEnd("0123456789.".ToCharArray());
        return trimmed is "python" or "ruby" or "php" or "node" or "perl" or "pip" ? trimmed : name;
    }

    public static bool IsShell(string program) => Shells.Contains(Base(program));

    public static bool HasVariable(string word) => word.Contains('$', StringComparison.Ordinal) || word.Contains('`', StringComparison.Ordinal);
}
