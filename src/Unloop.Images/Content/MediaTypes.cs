namespace Unloop.Images.Content;

/// <summary>The types of OCI's image specification and of Docker's schema 2.</summary>
internal static class MediaTypes
{
    public const string OciIndex = "application/vnd.oci.image.index.v1+json";
    public const string OciManifest = "application/vnd.oci.image.manifest.v1+json";
    public const string DockerList = "application/vnd.docker.distribution.manifest.list.v2+json";
    public const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
    public const string OciLayer = "application/vnd.oci.image.layer.v1.tar";
    public const string OciLayerGzip = "application/vnd.oci.image.layer.v1.tar+gzip";

    /// <summary>All of them at once: a registry that is not told of a type says that the manifest does not exist.</summary>
    public static string Accept { get; } = string.Join(", ", OciIndex, OciManifest, DockerList, DockerManifest);

    private static readonly string[] Configurations = ["application/vnd.oci.image.config.v1+json", "application/vnd.docker.container.image.v1+json", "application/octet-stream", ""];

    public static bool IsIndex(string type) => type is OciIndex or DockerList;

    /// <summary>Anything else as a configuration is a chart, a signature or another artifact.</summary>
    public static bool IsConfiguration(string type) => Configurations.Contains(type);
}
