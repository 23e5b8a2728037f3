namespace Unloop.Core.Text;

/// <summary>
/// What somebody typed, as far as it may be said again: an address can have a password or a token in it, and where the name of a file is asked for, people paste the
/// key itself. Pure.
/// </summary>
public static class Discreet
{
    /// <summary>Words of file names are shorter than keys, and those with digits among their letters much shorter.</summary>
    private const int LongestWord = 24;

    private const int LongestMixedWord = 12;

    private const int LongestBareWord = 12;

    /// <summary>Scheme, host and port; what else there is, is <c>…</c>, and so is all of what is no http address.</summary>
    public static string Address(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.Host.Length == 0)
        {
            return "…";
        }

        var port = address.IsDefaultPort ? "" : $":{address.Port}";
        var isAll = address.UserInfo.Length == 0 && address.PathAndQuery is "/" && address.Fragment.Length == 0;
        return $"{address.Scheme}://{(address.UserInfo.Length > 0 ? "…@" : "")}{address.Host}{port}{(isAll ? "" : "/…")}";
    }

    /// <summary>The name of a file that could not be read; <c>…</c> where it may be the very secret that the file should hold.</summary>
    public static string FileName(string path) => IsPathLike(path) ? path : "…";

    /// <summary>That a file could not be read; why is only said where it cannot repeat the name.</summary>
    /// <param name="flag">That names the file.</param>
    /// <param name="failure">In words that can follow the name.</param>
    public static string Unread(string flag, string path, string failure) => IsPathLike(path) ? $"{flag} {path} {failure}."
        : $"{flag}: there is no such file, or it cannot be read; it takes the name of a file, never what the file should hold.";

    private static bool IsWord(string word) => word.Length <= LongestMixedWord || (word.Length <= LongestWord && !word.Any(char.IsAsciiDigit));

    private static bool IsPathLike(string path)
    {
        if (path.Length == 0 || path.Any(c => char.IsControl(c) || c is ':' or '=' or '+' or '@'))
        {
            return false;
        }

        var words = path.Split('/', '\\', '.', '-', '_');
        return (path.Length <= LongestBareWord && path.All(char.IsAsciiLetter)) || path.StartsWith('/') || path.StartsWith("./", StringComparison.Ordinal) || path.StartsWith("../", StringComparison.Ordinal) || path.StartsWith('~')
            || (path.AsSpan().ContainsAny("/\\.") && words.All(IsWord));
    }
}
