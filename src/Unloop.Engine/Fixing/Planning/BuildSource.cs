using Unloop.Core.Planning;
using Unloop.Core.Reasoning.Building;

namespace Unloop.Engine.Fixing.Planning;

/// <summary>Where an image is built from, as it lies on disk, and how the user wants it built.</summary>
public sealed record BuildSource
{
    /// <summary>The Dockerfile, executed, with what mends it.</summary>
    public required BuildEvidence Evidence { get; init; }

    /// <summary>Absolute.</summary>
    public required string Context { get; init; }

    /// <summary>Absolute.</summary>
    public required string Dockerfile { get; init; }

    /// <summary>Absolute; the file need not exist.</summary>
    public required string IgnoreFile { get; init; }
    public string? Target { get; init; }
    public string? Platform { get; init; }
    public IReadOnlyDictionary<string, string> BuildArgs { get; init; } = new Dictionary<string, string>();
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>How the image gets to the nodes; null: as the cluster is.</summary>
    public Delivery? Way { get; init; }

    /// <summary>The tool to use; null: the first that can.</summary>
    public string? Builder { get; init; }

    /// <summary>The repository to deliver to in place of the running image's.</summary>
    public string? Image { get; init; }
}
