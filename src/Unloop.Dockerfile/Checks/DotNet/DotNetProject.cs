using System.Xml.Linq;
using Unloop.Dockerfile.Checks.Languages;
using Unloop.Dockerfile.Modelling.Bases;
using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.Checks.DotNet;

/// <summary>A project file in MSBuild's short form.</summary>
/// <param name="Path">In the stage that builds it.</param>
internal sealed record DotNetProject(string Path, XElement Root)
{
    public string Sdk => Root.Attribute("Sdk")?.Value.Split('/')[0] ?? "";

    public bool IsWeb => Sdk == "Microsoft.NET.Sdk.Web" || Root.Descendants().Any(e => e.Name.LocalName == "FrameworkReference" && e.Attribute("Include")?.Value == "Microsoft.AspNetCore.App");

    /// <summary>Null where it is made of other properties.</summary>
    public string? AssemblyName => Property("AssemblyName") is not { } name ? Paths.Name(Path)[..^".csproj".Length] : name.Contains('$', StringComparison.Ordinal) ? null : name;

    /// <summary>Null for several, and for one that is made of other properties.</summary>
    public SoftwareVersion? Framework =>
        Property("TargetFramework") is not { } moniker ? null
        : moniker.StartsWith("netcoreapp", StringComparison.Ordinal) ? SoftwareVersion.Parse(moniker["netcoreapp".Length..])
        : moniker.StartsWith("net", StringComparison.Ordinal) && moniker.Contains('.', StringComparison.Ordinal) ? SoftwareVersion.Parse(moniker["net".Length..].Split('-')[0]) : null;

    /// <summary>The last one that is set without a condition; null where none is.</summary>
    public string? Property(string name) =>
        Root.Elements().Where(g => g.Name.LocalName == "PropertyGroup").Elements().LastOrDefault(e => e.Name.LocalName == name)?.Value.Trim();

    public bool Has(string property) => Root.Descendants().Any(e => e.Name.LocalName == property);

    public static DotNetProject? Read(string path, string? text) =>
        path.EndsWith(".csproj", StringComparison.Ordinal) && ProjectXml.Read(text) is { Name.LocalName: "Project" } root && root.Attribute("Sdk") is not null ? new DotNetProject(path, root) : null;
}
