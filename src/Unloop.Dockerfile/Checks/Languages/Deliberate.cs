using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.Checks.Languages;

/// <summary>What the author keeps out on purpose.</summary>
internal static class Deliberate
{
    /// <summary>The ignore file names the file itself, not a pattern that happens to take it in: it will come from a volume or a secret.</summary>
    public static bool IsIgnored(BuildContext context, string path) =>
        context.Ignore?.Deciding(path) is { IsException: false } pattern && pattern.Text.TrimStart('/', '*').Trim() is var text && (text == path || text == Paths.Name(path));
}
