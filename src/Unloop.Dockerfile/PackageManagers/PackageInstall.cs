using Unloop.Dockerfile.Modelling;

namespace Unloop.Dockerfile.PackageManagers;

public enum Ecosystem
{
    Node,
    Python,
    Ruby,
    Php,
    Go,
    Rust,
    Java,
    DotNet,

    /// <summary>apt, apk, dnf, …</summary>
    System,
}

public enum InstallEffect
{
    Unknown,

    /// <summary>What the manifest names is there afterwards.</summary>
    Installed,

    /// <summary>It succeeded and brought nothing: no manifest, or an empty one.</summary>
    Nothing,

    /// <summary>It stops, see the outcome.</summary>
    Failed,
}

/// <summary>One run of a package manager, by its version.</summary>
public sealed record PackageInstall
{
    public required Ecosystem Ecosystem { get; init; }

    /// <summary><c>npm</c>, <c>yarn</c>, <c>pnpm</c>, <c>bun</c>, <c>pip</c>, <c>poetry</c>, <c>uv</c>, <c>pipenv</c>, <c>bundle</c>, <c>composer</c>, <c>go</c>, <c>cargo</c>, <c>mvn</c>, <c>gradle</c>, <c>dotnet</c>, <c>apt-get</c>, …</summary>
    public required string Manager { get; init; }

    /// <summary>Major version; null where not known.</summary>
    public int? Major { get; init; }

    /// <summary><c>install</c>, <c>ci</c>, <c>restore</c>, <c>run build</c>, …</summary>
    public required string Action { get; init; }

    /// <summary>The folder it works on (after walking up to a parent's manifest); null where not known.</summary>
    public string? Directory { get; init; }

    /// <summary>Absolute path of the manifest that it read or looked for; null where not known.</summary>
    public string? ManifestPath { get; init; }

    /// <summary>Of the manifest when the command ran.</summary>
    public Existence Manifest { get; init; }

    /// <summary>Names in the manifest that are installed; null where the manifest could not be read.</summary>
    public IReadOnlyList<string>? Packages { get; init; }

    /// <summary>Names in the manifest that are left out as development dependencies or groups.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>Names given on the command line.</summary>
    public IReadOnlyList<string> Named { get; init; } = [];

    /// <summary>Where packages go: <c>/app/node_modules</c>, …; null where not known.</summary>
    public string? Target { get; init; }

    /// <summary>Development dependencies are left out; null where not known.</summary>
    public bool? ProductionOnly { get; init; }

    public InstallEffect Effect { get; init; }

    public StepOutcome Outcome { get; init; } = StepOutcome.Unknown;
}
