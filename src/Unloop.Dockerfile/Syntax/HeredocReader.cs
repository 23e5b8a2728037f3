using Unloop.Dockerfile.Expansion;

namespace Unloop.Dockerfile.Syntax;

/// <summary>The <c>&lt;&lt;NAME</c> word of a here-document.</summary>
internal sealed record HeredocWord(string Name, int FileDescriptor, bool Expand, bool StripTabs);

/// <summary>Finds here-document words as BuildKit does: each shell word of the line against <c>^(\d*)&lt;&lt;(-?)\s*([^&lt;]*)$</c>.</summary>
internal static class HeredocReader
{
    private const int MostDescriptorDigits = 9;

    public static IReadOnlyList<HeredocWord> Words(string line)
    {
        var words = ShellLexer.Split(line, '\\', LexerOptions.RawQuotes | LexerOptions.RawEscapes | LexerOptions.KeepUnset);
        return words is null ? [] : [.. words.Select(Word).OfType<HeredocWord>()];
    }

    public static HeredocWord? Word(string word)
    {
        var digits = 0;
        while (digits < word.Length && char.IsAsciiDigit(word[digits]))
        {
            digits++;
        }

        if (!word.AsSpan(digits).StartsWith("<<"))
        {
            return null;
        }

        var rest = word[(digits + 2)..];
        var strip = rest.StartsWith('-');
        rest = (strip ? rest[1..] : rest).TrimStart();
        if (rest.Length == 0 || rest.Contains('<', StringComparison.Ordinal) || digits > MostDescriptorDigits)
        {
            return null;
        }

        return Named(rest, digits == 0 ? 0 : int.Parse(word.AsSpan(0, digits)), strip);
    }

    /// <summary>Read with and without its quotes: a difference says that a part is quoted, and then nothing is expanded.</summary>
    private static HeredocWord? Named(string rest, int descriptor, bool strip)
    {
        var plain = ShellLexer.Split(rest, '\\', LexerOptions.KeepUnset);
        var raw = ShellLexer.Split(rest, '\\', LexerOptions.KeepUnset | LexerOptions.RawQuotes);
        return plain is [var name] && raw is [var quoted] ? new(name, descriptor, Quotes(name) == Quotes(quoted), strip) : null;
    }

    private static int Quotes(string text) => text.Count(c => c is '\'' or '"');
}
