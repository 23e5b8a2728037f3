namespace Unloop.Core.Facts.Images;

/// <summary>What a diagnosis wants to know of an image. Nothing asked costs nothing but the manifest and the configuration.</summary>
public sealed record ImageQuestions
{
    /// <summary>Absolute, or seen from the working directory. The answer carries the path as it was asked for.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>
    /// Ends of paths (<c>express/package.json</c>, <c>server.js</c>) to be looked for in the whole image, wherever they lie. Needs every layer.
    /// </summary>
    public IReadOnlyList<string> Anywhere { get; init; } = [];

    /// <summary>How the container starts its program; null: not asked.</summary>
    public EntrypointQuestion? Entrypoint { get; init; }

    /// <summary>Ecosystems of <see cref="PackageInventory"/> whose folders are listed. Needs every layer.</summary>
    public IReadOnlyList<string> Inventories { get; init; } = [];
}

/// <summary>What the pod's spec says about the start; null means that the image's own configuration holds.</summary>
public sealed record EntrypointQuestion
{
    public IReadOnlyList<string>? Command { get; init; }
    public IReadOnlyList<string>? Args { get; init; }
    public string? WorkingDir { get; init; }

    /// <summary>PATH, where the pod sets one.</summary>
    public string? Path { get; init; }

    /// <summary>The pod's variables whose values are known, for <c>$(VAR)</c> in command and args, and for LD_LIBRARY_PATH and its like. Never printed.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();
    public long? RunAsUser { get; init; }
    public long? RunAsGroup { get; init; }

    /// <summary>Of the node, as in OCI.</summary>
    public string? Architecture { get; init; }

    /// <summary>Absolute paths that volumes cover: what the image has there is not what the container sees.</summary>
    public IReadOnlyList<string> Mounts { get; init; } = [];
}
