using System.Collections.Immutable;

namespace Unloop.Dockerfile.Modelling.Bases;

/// <summary>Package managers that an image brings, by what is known of it: its traits, or the version that its configuration names.</summary>
internal static class ManagerVersions
{
    public static ImmutableDictionary<string, int?> Of(BaseImage image, StageState state)
    {
        var managers = image.Traits.Managers.ToImmutableDictionary(m => m.Key, m => (int?)m.Value);
        return SoftwareVersion.Parse(state.Environment.GetValueOrDefault("NODE_VERSION")) is { } node && LanguageImages.Npm(node.Major, node.Minor) is { } npm
            ? managers.SetItem("npm", npm)
            : managers;
    }
}
