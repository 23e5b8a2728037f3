using System.Collections.Immutable;
using Unloop.Dockerfile.Modelling.Files;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Modelling;

/// <summary>A stage at one moment: what a RUN would find, and what the image's configuration would say.</summary>
public sealed record StageState
{
    public required FileTree Files { get; init; }

    /// <summary>ENV. A null value is set, but not known; an absent key is not set unless <see cref="EnvironmentIsOpen"/>.</summary>
    public ImmutableDictionary<string, string?> Environment { get; init; } = ImmutableDictionary<string, string?>.Empty;

    /// <summary>The base image may set more than <see cref="Environment"/> shows.</summary>
    public bool EnvironmentIsOpen { get; init; }

    /// <summary>ARGs in scope of this stage, each with its value, null where none is known.</summary>
    public ImmutableDictionary<string, string?> Arguments { get; init; } = ImmutableDictionary<string, string?>.Empty;

    /// <summary>Absolute; null where not known.</summary>
    public string? WorkingDirectory { get; init; } = "/";

    /// <summary>As written, expanded: <c>node</c>, <c>1000:1000</c>; empty for root by default; null where not known.</summary>
    public string? User { get; init; } = "";

    public UserTable Users { get; init; } = new([], true);

    /// <summary>Major versions of package managers, as far as they are known: <c>npm</c>, <c>yarn</c>, …; null where one was replaced by nobody knows which.</summary>
    public ImmutableDictionary<string, int?> Managers { get; init; } = ImmutableDictionary<string, int?>.Empty;

    /// <summary>The USER that set it; null when the base image did, or nobody.</summary>
    public Instruction? UserSetBy { get; init; }

    public IReadOnlyList<string> Shell { get; init; } = ["/bin/sh", "-c"];

    public ImmutableList<string> Volumes { get; init; } = [];

    public ImmutableList<string> ExposedPorts { get; init; } = [];

    public StartCommand Command { get; init; } = StartCommand.None;

    /// <summary>Triggers that a build on this stage runs first.</summary>
    public ImmutableList<Instruction> OnBuild { get; init; } = [];

    /// <summary>The value of a variable as RUN sees it: ENV goes before ARG. Null: not set or not known.</summary>
    public string? Variable(string name) => Environment.TryGetValue(name, out var value) ? value : Arguments.GetValueOrDefault(name);

    /// <summary>User is root, or nobody set one: false where not known.</summary>
    public bool IsRoot => User is "" or "root" or "0" || (User is { } user && (user.StartsWith("0:", StringComparison.Ordinal) || user.StartsWith("root:", StringComparison.Ordinal)));

    /// <summary>The folders of PATH; null where not known.</summary>
    public IReadOnlyList<string>? SearchPath =>
        Environment.TryGetValue("PATH", out var path) ? path?.Split(':', StringSplitOptions.RemoveEmptyEntries)
        : EnvironmentIsOpen ? null
        : ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

    /// <summary>An absolute path as seen from the working directory; null where that is not known.</summary>
    public string? Resolve(string path) =>
        path.StartsWith('/') ? Paths.Absolute("/", path) : WorkingDirectory is { } directory ? Paths.Absolute(directory, path) : null;

    /// <summary>The program as execve would find it: a path with a slash as it is, else through PATH.</summary>
    public FileEntry FindProgram(string name) => ProgramSearch.Find(this, name);
}
