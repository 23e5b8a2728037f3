namespace Unloop.Dockerfile.Modelling.Bases;

/// <summary>What is known about widely used images from their names and tags.</summary>
public sealed class KnownImages : IBaseImages
{
    private KnownImages()
    {
    }

    public static KnownImages Instance { get; } = new();

    public BaseImage Find(string reference, string? platform) => reference == "scratch" ? BaseImage.Scratch : BaseImage.Unknown(reference);
}
