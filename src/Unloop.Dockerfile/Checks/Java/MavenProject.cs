using System.Xml.Linq;
using Unloop.Dockerfile.Checks.Languages;

namespace Unloop.Dockerfile.Checks.Java;

/// <summary>A pom.xml that needs no other to be understood: no parent but Spring Boot's, no profiles, no modules.</summary>
internal sealed class MavenProject
{
    /// <summary>Plugins that do not change what the jar is called and holds.</summary>
    private static readonly string[] Plain =
        ["maven-compiler-plugin", "maven-surefire-plugin", "maven-failsafe-plugin", "maven-resources-plugin", "maven-clean-plugin", "maven-install-plugin", "maven-deploy-plugin", "maven-enforcer-plugin", "jacoco-maven-plugin", "maven-checkstyle-plugin"];

    private readonly XElement _project;
    private readonly List<XElement> _plugins;

    private MavenProject(XElement project)
    {
        _project = project;
        _plugins = [.. project.Child("build")?.Child("plugins")?.Elements() ?? []];
    }

    public bool IsSpringBoot => _project.Child("parent") is not null;

    public string? ArtifactId => Literal(_project.Value("artifactId"));

    public string? Version => Literal(_project.Value("version"));

    public bool HasSpringBootPlugin => Plugins.Contains("spring-boot-maven-plugin");

    /// <summary>Every plugin is known not to change the jar; Spring Boot's, which makes it executable under the same name, counts apart.</summary>
    public bool HasPlainPluginsOnly => Plugins.All(p => Plain.Contains(p) || p == "spring-boot-maven-plugin") && _plugins.Where(p => p.Value("artifactId") == "spring-boot-maven-plugin").All(p => p.Child("configuration") is null && p.Child("executions") is null);

    /// <summary>The jar's name without folder; null where it is not known.</summary>
    public string? JarName =>
        (_project.Value("packaging") ?? "jar") != "jar" || ArtifactId is not { } artifact ? null
        : _project.Child("build")?.Value("finalName") is { } name ? name.Contains("${", StringComparison.Ordinal) && name != "${project.artifactId}" ? null : (name == "${project.artifactId}" ? artifact : name) + ".jar"
        : Version is { } version ? $"{artifact}-{version}.jar" : null;

    /// <summary>The Java version that classes are compiled for; null where the project does not say.</summary>
    public int? Release
    {
        get
        {
            var properties = _project.Child("properties");
            var compiler = _plugins.FirstOrDefault(p => p.Value("artifactId") == "maven-compiler-plugin")?.Child("configuration");
            var said = compiler?.Value("release") ?? compiler?.Value("target") ?? properties?.Value("maven.compiler.release") ?? properties?.Value("maven.compiler.target") ?? (IsSpringBoot ? properties?.Value("java.version") : null);
            if (said?.StartsWith("${", StringComparison.Ordinal) == true)
            {
                said = properties?.Value(said[2..^1]);
            }

            return int.TryParse(said, out var release) ? release : null;
        }
    }

    private IEnumerable<string> Plugins => _plugins.Select(p => p.Value("artifactId") ?? "");

    public static MavenProject? Read(string? text)
    {
        if (ProjectXml.Read(text) is not { Name.LocalName: "project" } root || root.Child("profiles") is not null || root.Child("modules") is not null)
        {
            return null;
        }

        return root.Child("parent") is { } parent && parent.Value("artifactId") != "spring-boot-starter-parent" ? null : new MavenProject(root);
    }

    private static string? Literal(string? value) => value is null || value.Contains("${", StringComparison.Ordinal) ? null : value;
}
