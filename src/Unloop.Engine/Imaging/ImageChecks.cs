namespace Unloop.Engine.Imaging;

/// <summary>When the images of failing containers are looked into.</summary>
public enum ImageChecks
{
    /// <summary>Only where a leading hypothesis is one that an image can decide, once the first answer stands.</summary>
    Auto,
    Always,
    Never,
}
