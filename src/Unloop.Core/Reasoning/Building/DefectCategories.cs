namespace Unloop.Core.Reasoning.Building;

/// <summary>How a container dies of each defect that a Dockerfile can have. A test holds that every rule is here.</summary>
public static class DefectCategories
{
    private static readonly Dictionary<string, Category[]> Table = new(StringComparer.Ordinal)
    {
    };

    /// <summary>The likeliest first; empty for a defect that stops the build, and so no container.</summary>
    public static IReadOnlyList<Category> Of(string rule) => Table.GetValueOrDefault(rule) ?? [];

    internal static IEnumerable<string> Rules => Table.Keys;
}
