namespace Unloop.Dockerfile.Checks.Languages;

/// <summary>The rules that know a language, its package managers and its programs.</summary>
internal static class LanguageRules
{
    public static IReadOnlyList<IRule> All { get; } = [];
}
