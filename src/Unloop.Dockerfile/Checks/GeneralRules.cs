namespace Unloop.Dockerfile.Checks;

/// <summary>The rules that hold whatever language the program is written in.</summary>
internal static class GeneralRules
{
    public static IReadOnlyList<IRule> All { get; } = [];
}
