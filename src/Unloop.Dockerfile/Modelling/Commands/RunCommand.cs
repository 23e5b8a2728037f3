using Unloop.Dockerfile.PackageManagers;

namespace Unloop.Dockerfile.Modelling.Commands;

/// <summary>One simple command of a RUN.</summary>
public sealed record RunCommand
{
    /// <summary>As written, blanks between words made one.</summary>
    public required string Text { get; init; }

    /// <summary>Program and arguments after quotes and variables; null where a word is not known.</summary>
    public required IReadOnlyList<string?> Words { get; init; }

    /// <summary>The program's name without its folder, without <c>sudo</c>, <c>exec</c>, <c>env A=b</c> before it; null where not known.</summary>
    public string? Program { get; init; }

    /// <summary>What follows the program; null where a word is not known.</summary>
    public IReadOnlyList<string?> Arguments { get; init; } = [];

    /// <summary>Where it runs; null where not known.</summary>
    public string? Directory { get; init; }

    /// <summary>Before a <c>VAR=value</c> in front of it, and with it; null values are not known.</summary>
    public IReadOnlyDictionary<string, string?> Assignments { get; init; } = new Dictionary<string, string?>();

    /// <summary>False when it may be skipped: after <c>||</c>, in an <c>if</c>.</summary>
    public bool RunsForCertain { get; init; } = true;

    /// <summary>The build goes on when it fails.</summary>
    public bool FailureIsHidden { get; init; }

    public StepOutcome Outcome { get; init; } = StepOutcome.Unknown;

    /// <summary>The folder's files just before it.</summary>
    public required StageState Before { get; init; }

    /// <summary>What it installs, for package managers.</summary>
    public PackageInstall? Install { get; init; }
}
