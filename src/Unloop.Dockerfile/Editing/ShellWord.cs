namespace Unloop.Dockerfile.Editing;

/// <summary>Writes a word so that a POSIX shell reads it as it is. Pure.</summary>
public static class ShellWord
{
    /// <summary>Plain where nothing in it means anything to a shell; else in single quotes.</summary>
    public static string Quote(string word) => word.Length > 0 && word.All(IsPlain) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or ':' or '=' or ',' or '@' or '+';
}
