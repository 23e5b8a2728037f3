namespace Unloop.Dockerfile.Modelling.Bases;

/// <summary>What an image's configuration says, as far as a build goes on from it.</summary>
public sealed record ImageConfiguration
{
    public IReadOnlyList<string>? Entrypoint { get; init; }
    public IReadOnlyList<string>? Cmd { get; init; }

    /// <summary><c>NAME=value</c>; a name alone is set to a value that is not known.</summary>
    public IReadOnlyList<string> Env { get; init; } = [];

    /// <summary>Nothing but <see cref="Env"/> is set.</summary>
    public bool EnvIsWhole { get; init; } = true;

    /// <summary>Null or empty: the root.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Null or empty: root.</summary>
    public string? User { get; init; }
    public IReadOnlyList<string> Volumes { get; init; } = [];

    /// <summary>Only images in Docker's own format have one.</summary>
    public IReadOnlyList<string>? Shell { get; init; }

    /// <summary>Instructions that a build on this image runs first.</summary>
    public IReadOnlyList<string> OnBuild { get; init; } = [];

    /// <summary>Entrypoint and Cmd are what the image has; otherwise only null is not to be trusted.</summary>
    public bool CommandIsKnown { get; init; } = true;
}
