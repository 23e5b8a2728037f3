using System.Collections.Immutable;

namespace Unloop.Dockerfile.Modelling.Bases;

/// <summary>Package managers that an image brings, by what is known of it: its traits, else the version of Node that its configuration names and that brought one.</summary>
internal static class ManagerVersions
{
    public static ImmutableDictionary<string, int?> Of(BaseImage image, StageState state)
    {
        var managers = image.Traits.Managers.ToImmutableDictionary(m => m.Key, m => (int?)m.Value);
        return !managers.ContainsKey("npm") && SoftwareVersion.Parse(state.Environment.GetValueOrDefault("NODE_VERSION")) is { } node && LanguageImages.Npm(node.Major, node.Minor) is { } npm
            ? managers.SetItem("npm", npm)
            : managers;
    }
}
