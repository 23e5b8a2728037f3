using Unloop.Core.Facts;
using Unloop.Core.Facts.Images;

namespace Unloop.Engine.Imaging;

/// <summary>Images as the use cases see them. Implemented by <c>Unloop.Images</c>.</summary>
public interface IImageSource
{
    /// <summary>
    /// Answers the questions from the image itself, reading no more of it than they need. Never throws for what a registry or an image may
    /// do: what was not obtained is a gap of the facts, and without even a manifest the facts are null and the problem says why.
    /// </summary>
    Task<ImageAnswer> InspectAsync(ImageQuery query, CancellationToken cancellationToken);
}

public sealed record ImageQuery
{
    /// <summary>A reference as Docker reads it, or the path of an OCI layout, or of an archive that <c>docker save</c> or <c>skopeo copy</c> wrote.</summary>
    public required string Reference { get; init; }

    /// <summary>What runs, where that is known: the content is read by this digest, and the tag only asked what it stands for now.</summary>
    public string? RunningDigest { get; init; }

    /// <summary><c>os/architecture[/variant]</c>; null: this machine's architecture on linux, or the only platform that there is.</summary>
    public string? Platform { get; init; }
    public ImageQuestions Questions { get; init; } = new();

    /// <summary>Pull secrets of the pod and its service account, when the user asked for them to be used: whole <c>.dockerconfigjson</c> documents.</summary>
    public IReadOnlyList<string> PullSecrets { get; init; } = [];
}

/// <summary>One of the two is there; both when the manifest was read and something else was not.</summary>
public sealed record ImageAnswer(ImageFacts? Facts, Problem? Problem = null);
