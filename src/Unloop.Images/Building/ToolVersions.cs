using System.Buffers;

namespace Unloop.Images.Building;

/// <summary>Finds the version in what a tool says of itself. Pure.</summary>
internal static class ToolVersions
{
    private static readonly SearchValues<char> Numeric = SearchValues.Create("0123456789.");

    /// <summary>The first number with a dot: of <c>github.com/docker/buildx v0.11.2 9872040</c> it is 0.11.2; null when there is none.</summary>
    public static Version? In(string text)
    {
        foreach (var word in text.Split((char[])[' ', '\t', '\n', '\r', ','], StringSplitOptions.RemoveEmptyEntries))
        {
            var number = word.TrimStart('v');
            var end = number.AsSpan().IndexOfAnyExcept(Numeric);
            if (number.Length > 0 && char.IsAsciiDigit(number[0]) && Version.TryParse((end < 0 ? number : number[..end]).TrimEnd('.'), out var version))
            {
                return version;
            }
        }

        return null;
    }
}
