using System.Buffers;
using System.Globalization;
using System.Text;

namespace Unloop.Alerts.Prometheus.Expressions;

/// <summary>
/// RE2's syntax (https://github.com/google/re2/wiki/Syntax) in that of .NET: the same language, but for a few ways to write it. What RE2 does not know is an error here,
/// although .NET might take it.
/// </summary>
internal sealed class Re2Translator(string pattern)
{
    private const int MostRepetitions = 1000;

    private static readonly Dictionary<string, string> PosixClasses = new(StringComparer.Ordinal)
    {
        ["alnum"] = "0-9A-Za-z", ["alpha"] = "A-Za-z", ["ascii"] = @"\x00-\x7F", ["blank"] = @"\t ", ["cntrl"] = @"\x00-\x1F\x7F", ["digit"] = "0-9", ["graph"] = "!-~",
        ["lower"] = "a-z", ["print"] = " -~", ["punct"] = @"!-/:-@\[-`{-~", ["space"] = @"\t\n\v\f\r ", ["upper"] = "A-Z", ["word"] = "0-9A-Za-z_", ["xdigit"] = "0-9A-Fa-f",
    };

    private static readonly SearchValues<char> Counts = SearchValues.Create("0123456789,");

    private readonly StringBuilder _text = new();
    private readonly List<string?> _groups = [];
    private int _at;
    private bool _inClass;

    /// <summary>The pattern, and its groups by number from 1 on, each with its name or null. .NET would count named groups after all others, RE2 counts from left to right.</summary>
    /// <exception cref="FormatException">RE2 does not know it; the message has no full stop.</exception>
    public static (string Text, IReadOnlyList<string?> Groups) Translate(string pattern)
    {
        var translator = new Re2Translator(pattern);
        while (translator._at < pattern.Length)
        {
            translator.Next();
        }

        return (translator._text.ToString(), translator._groups);
    }

    private ReadOnlySpan<char> Rest => pattern.AsSpan(_at);

    private void Next()
    {
        switch (Rest)
        {
            case ['\\', ..]:
                Escape();
                break;
            case ['[', '^', ']', ..] when !_inClass:
                Open(@"[^\]", 3);
                break;
            case ['[', ']', ..] when !_inClass:
                Open(@"[\]", 2);
                break;
            case ['[', ..] when !_inClass:
                Open("[", 1);
                break;
            case ['[', ':', ..] when Rest[2..].IndexOf(":]") is var end and > 0 && PosixClasses.TryGetValue(Rest[2..(end + 2)].ToString(), out var members):
                Take(end + 4, members);
                break;
            case ['[', ..]:
                Take(1, @"\[");
                break;
            case [']', ..] when _inClass:
                _inClass = false;
                Take(1, "]");
                break;
            case ['(', '?', ..] when !_inClass:
                Group();
                break;
            case ['(', ..] when !_inClass:
                _groups.Add(null);
                Take(1, $"(?<{_groups.Count}>");
                break;
            case ['{', ..] when !_inClass:
                Repeat();
                break;
            default:
                Take(1, pattern[_at].ToString());
                break;
        }
    }

    private void Open(string text, int length)
    {
        _inClass = true;
        Take(length, text);
    }

    private void Take(int length, string text)
    {
        _text.Append(text);
        _at += length;
    }

    /// <summary><c>{2000}</c> is too much; <c>{</c> alone and <c>{,3}</c> are text in both languages.</summary>
    private void Repeat()
    {
        var digits = Rest[1..];
        var end = digits.IndexOf('}');
        if (end > 0 && !digits[..end].ContainsAnyExcept(Counts) && char.IsAsciiDigit(digits[0]))
        {
            foreach (var part in digits[..end].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries))
            {
                if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > MostRepetitions)
                {
                    throw new FormatException($"nothing repeats more than {MostRepetitions} times");
                }
            }
        }

        Take(1, "{");
    }

    private void Group()
    {
        if (Rest.StartsWith("(?P<") || (Rest.StartsWith("(?<") && Rest is not ['(', '?', '<', '=' or '!', ..]))
        {
            Named(Rest[2] == 'P' ? 4 : 3);
            return;
        }

        var end = Rest.IndexOfAny(':', ')');
        var flags = end < 2 ? "?" : Rest[2..end].ToString();
        if (flags.AsSpan().ContainsAnyExcept("imsU-") || (flags.Length == 0 && Rest[end] == ')'))
        {
            throw new FormatException("of groups that begin with (? RE2, which Prometheus uses, knows (?:, (?P<name> and the flags i, m, s and U; no lookaround");
        }

        // Greedy or not, the same values match.
        flags = flags.Replace("U", "", StringComparison.Ordinal).TrimEnd('-');
        Take(end + 1, flags.Length == 0 && Rest[end] == ')' ? "" : $"(?{flags}{Rest[end]}");
    }

    private void Named(int start)
    {
        var length = Rest[start..].IndexOf('>');
        var name = length < 0 ? "" : Rest.Slice(start, length).ToString();
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') || _groups.Contains(name))
        {
            throw new FormatException("the name of a group is made of letters, digits and _, and stands once");
        }

        _groups.Add(name);
        Take(start + length + 1, $"(?<{_groups.Count}>");
    }

    private void Escape()
    {
        switch (Rest)
        {
            case ['\\']:
                throw new FormatException("it ends in a backslash");
            case ['\\', 'Q', ..]:
                var end = pattern.IndexOf(@"\E", _at + 2, StringComparison.Ordinal);
                var quoted = pattern[(_at + 2)..(end < 0 ? pattern.Length : end)];
                Take(quoted.Length + (end < 0 ? 2 : 4), string.Concat(quoted.Select(Literal)));
                break;
            case ['\\', 'p' or 'P', ..]:
                Property();
                break;
            case ['\\', 'x', ..]:
                Hexadecimal();
                break;
            case ['\\', >= '0' and <= '7', ..] when Rest[1] == '0' || Rest is [_, _, >= '0' and <= '7', ..]:
                var digits = 1;
                while (digits < 3 && _at + 1 + digits < pattern.Length && pattern[_at + 1 + digits] is >= '0' and <= '7')
                {
                    digits++;
                }

                Take(digits + 1, Literal((char)Convert.ToInt32(pattern[(_at + 1)..(_at + 1 + digits)], 8)));
                break;
            case ['\\', 'd' or 'D' or 'w' or 'W' or 's' or 'S', ..]:
                Perl(Rest[1]);
                break;
            case ['\\', 'b' or 'B' or 'A' or 'z', ..] when !_inClass:
            case ['\\', 'a' or 'f' or 't' or 'n' or 'r' or 'v', ..]:
                Take(2, Rest[..2].ToString());
                break;
            case ['\\', var c, ..] when char.IsAscii(c) && !char.IsAsciiLetterOrDigit(c):
                Take(2, Literal(c));
                break;
            default:
                throw new FormatException($"there is no escape \\{Rest[1]} in RE2, which Prometheus uses");
        }
    }

    /// <summary>Of ASCII alone.</summary>
    private void Perl(char kind)
    {
        if (_inClass && _text[^1] == '-' && _text[^2] is not '[' and not '^')
        {
            throw new FormatException($"a range in brackets ends in \\{kind}");
        }

        var members = char.ToLowerInvariant(kind) switch
        {
            'd' => "0-9",
            'w' => "0-9A-Za-z_",
            _ => @"\t\n\f\r ",
        };
        var text = (_inClass, char.IsAsciiLetterUpper(kind)) switch
        {
            (true, false) => members,
            (true, true) => $@"\{kind}",
            (false, false) => $"[{members}]",
            (false, true) => $"[^{members}]",
        };
        Take(2, text);
    }

    /// <summary><c>\pN</c>, <c>\p{Nd}</c>; of scripts (<c>\p{Greek}</c>) .NET has no table: any letter.</summary>
    private void Property()
    {
        var end = Rest is [_, _, '{', ..] ? Rest.IndexOf('}') : 2;
        if (end < 2 || end >= Rest.Length)
        {
            throw new FormatException("\\p has no class");
        }

        var name = (end == 2 ? Rest[2..3] : Rest[3..end]).ToString();
        var isNegated = (Rest[1] == 'P') != name.StartsWith('^');
        name = name.TrimStart('^');
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetter(c) || c == '_') || name.StartsWith("Is", StringComparison.Ordinal))
        {
            throw new FormatException($"there is no class \\p{{{name}}}");
        }

        Take(end + 1, $"\\{(isNegated ? 'P' : 'p')}{{{(name.Length <= 2 ? name : "L")}}}");
    }

    private void Hexadecimal()
    {
        var isBraced = Rest is [_, _, '{', ..];
        var end = isBraced ? Rest.IndexOf('}') : Math.Min(4, Rest.Length);
        var digits = end < 3 ? "" : Rest[(isBraced ? 3 : 2)..end].ToString();
        if (digits.Length is 0 or > 6 || (!isBraced && digits.Length != 2) || !int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            || code > 0x10FFFF || code is >= 0xD800 and < 0xE000)
        {
            throw new FormatException("\\x needs two hexadecimal digits, or more in braces");
        }

        Take(isBraced ? end + 1 : end, string.Concat(char.ConvertFromUtf32(code).Select(Literal)));
    }

    private static string Literal(char c) => char.IsAsciiLetterOrDigit(c) || !char.IsAscii(c) ? c.ToString() : $"\\x{(int)c:x2}";
}
