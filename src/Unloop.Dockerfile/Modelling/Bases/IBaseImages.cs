namespace Unloop.Dockerfile.Modelling.Bases;

/// <summary>Where the model gets base images from. Pure: an adapter looks them up beforehand.</summary>
public interface IBaseImages
{
    /// <param name="reference">As after FROM or <c>--from</c>, expanded.</param>
    /// <param name="platform"><c>os/architecture[/variant]</c>, or null.</param>
    /// <returns>Never null: an image that is not known is <see cref="BaseImage.Unknown"/>.</returns>
    BaseImage Find(string reference, string? platform);
}
