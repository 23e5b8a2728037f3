using Unloop.Core.Facts;

namespace Unloop.Engine.Imaging;

/// <summary>Where images must not be looked into.</summary>
public sealed class NoImages : IImageSource
{
    private NoImages()
    {
    }

    public static NoImages Instance { get; } = new();

    public Task<ImageAnswer> InspectAsync(ImageQuery query, CancellationToken cancellationToken) =>
        Task.FromResult(new ImageAnswer(null, new(ProblemKind.Refused, "images are not looked into here")));
}
