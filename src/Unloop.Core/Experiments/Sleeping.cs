using System.Globalization;
using Unloop.Core.Facts;

namespace Unloop.Core.Experiments;

/// <summary>What an image can sleep with. Pure.</summary>
internal static class Sleeping
{
    private const int MostGuesses = 3;

    private static readonly string[] Ways = ["sleep", "busybox", "python3", "python", "node", "nodejs", "perl", "ruby", "php"];

    /// <summary>Commands, the likeliest first; none where the image is known to hold nothing that sleeps.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Commands(ImageTools tools, ContainerFacts container, int seconds)
    {
        if (tools.IsKnown)
        {
            return Ways.FirstOrDefault(tools.Has) is { } way ? [Command(way, tools.Of(way)!, seconds)] : [];
        }

        // The program's own language is there, whatever else is not.
        var own = container.Command is [var first, ..] && Ways.FirstOrDefault(w => first == w || first.EndsWith("/" + w, StringComparison.Ordinal)) is { } language
            ? new[] { Command(language, first, seconds) }
            : [];
        return [.. new[] { Command("sleep", "sleep", seconds) }.Concat(own).Append(Command("busybox", "busybox", seconds)).Append(Command("node", "node", seconds)).DistinctBy(c => c[0]).Take(MostGuesses)];
    }

    private static IReadOnlyList<string> Command(string way, string path, int seconds)
    {
        var number = seconds.ToString(CultureInfo.InvariantCulture);
        return way switch
        {
            "sleep" => [path, number],
            "busybox" => [path, "sleep", number],
            "python3" or "python" => [path, "-c", $"import time; time.sleep({number})"],
            "node" or "nodejs" => [path, "-e", $"setTimeout(() => {{}}, {number}000)"],
            "php" => [path, "-r", $"sleep({number});"],
            _ => [path, "-e", $"sleep {number}"],
        };
    }
}
