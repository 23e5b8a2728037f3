using Unloop.Core.Facts;

namespace Unloop.Evidence.Logs;

/// <summary>What a kubelet answers, with code 200, in place of a log that its node no longer holds. No program said it.</summary>
public static class KubeletExcuse
{
    private static readonly string[] Beginnings =
        ["unable to retrieve container logs for ", "failed to try resolving symlinks in path ", "rpc error: code = ", "failed to open log file "];

    public static bool Is(string text) => Array.Exists(Beginnings, e => text.StartsWith(e, StringComparison.Ordinal));

    /// <summary>The excuse, when it is all that the log holds.</summary>
    public static string? In(LogWindow window) =>
        window is { TotalLines: 1, Lines: [{ } only] } && Is(only.Text) ? only.Text : null;

    /// <summary>The log without it: an empty one.</summary>
    public static LogWindow Without(LogWindow window) => In(window) is null ? window : window with { Lines = [], TotalLines = 0 };
}
