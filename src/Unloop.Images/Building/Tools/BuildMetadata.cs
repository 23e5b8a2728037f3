using Unloop.Images.Content;

namespace Unloop.Images.Building.Tools;

/// <summary>The file that BuildKit's clients write of a build (<c>--metadata-file</c>). Pure.</summary>
internal static class BuildMetadata
{
    public static string? ConfigDigest(string? json) => Field(json, "containerimage.config.digest");

    /// <summary>Of the manifest or index, as a registry knows it.</summary>
    public static string? Digest(string? json) => Field(json, "containerimage.digest");

    private static string? Field(string? json, string name)
    {
        using var document = JsonFields.TryParse(System.Text.Encoding.UTF8.GetBytes(json ?? ""));
        return document?.RootElement.Text(name);
    }
}
