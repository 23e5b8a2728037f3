namespace Unloop.Alerts.Generation.Targets;

/// <summary>How a file that Unloop has written is known again, so that it may be written anew: by its first line, or as JSON has none, by the monitor's tag.</summary>
public static class FileMark
{
    internal const string Command = "Written by unloop monitor generate";
    internal const string Tag = "unloop-rule:";

    public static bool IsIn(string content) =>
        content.StartsWith($"# {Command}", StringComparison.Ordinal) || (content.StartsWith('{') && content.Contains($"\"{Tag}", StringComparison.Ordinal));
}
