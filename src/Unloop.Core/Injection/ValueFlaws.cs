using System.Globalization;

namespace Unloop.Core.Injection;

/// <summary>What is wrong with the form of a value, whatever it says.</summary>
[Flags]
public enum ValueFlaws
{
    None = 0,

    /// <summary>Ends in a line end, as <c>echo</c> writes one: <c>echo … | base64</c>.</summary>
    TrailingNewline = 1,

    /// <summary>Has carriage returns: written on Windows.</summary>
    CarriageReturn = 2,

    /// <summary>Begins or ends with blanks.</summary>
    SurroundingBlanks = 4,

    /// <summary>Stands in quotes, which nobody takes away: there is no shell between a manifest and a program.</summary>
    Quoted = 8,

    /// <summary>Holds <c>${NAME}</c>, or <c>$(NAME)</c> where nothing replaces it.</summary>
    Unexpanded = 16,

    /// <summary><c>&lt;changeme&gt;</c>, <c>todo</c>, …: was to be filled in.</summary>
    Placeholder = 32,

    /// <summary><c>tcp://IP:PORT</c>, as a service link has it, where a number was meant.</summary>
    ServiceLink = 64,

    /// <summary>The name says port, and the value is no number of one.</summary>
    NotAPort = 128,

    /// <summary>Longer than the kernel takes one variable (128 KiB): no program starts with it.</summary>
    TooLong = 256,
}

/// <summary>Tells what is wrong with the form of a value. Pure; what it says of a value gives none of it away.</summary>
public static class ValueForm
{
    /// <summary>Linux's MAX_ARG_STRLEN: name, equals sign, value and the closing zero of one variable.</summary>
    public const int LongestVariable = 131_072;

    /// <summary>Of what stands in braces; what is longer is no reference.</summary>
    private const int LongestReference = 300;

    private static readonly string[] Placeholders =
        ["changeme", "change-me", "change_me", "replaceme", "replace-me", "replace_me", "todo", "fixme", "tbd", "fill-me-in", "your-value-here", "xxx"];

    /// <param name="name">Of the variable.</param>
    /// <param name="value">Raw, as the program gets it.</param>
    /// <param name="wasExpanded">References in it were replaced, where they could be: what is left over is told elsewhere.</param>
    public static ValueFlaws OfVariable(string name, string value, bool wasExpanded = false)
    {
        var flaws = OfAny(value);
        var inner = value.Trim().Trim('"', '\'');
        flaws |= HasReference(value, '{', '}') || (!wasExpanded && HasReference(value, '(', ')')) ? ValueFlaws.Unexpanded : 0;
        flaws |= IsPlaceholder(inner) ? ValueFlaws.Placeholder : 0;
        flaws |= name.Length + value.Length + 2 > LongestVariable ? ValueFlaws.TooLong : 0;
        if (IsPortName(name) && inner.Length > 0 && (flaws & (ValueFlaws.Unexpanded | ValueFlaws.Placeholder)) == 0)
        {
            flaws |= inner.StartsWith("tcp://", StringComparison.Ordinal) || inner.StartsWith("udp://", StringComparison.Ordinal) ? ValueFlaws.ServiceLink
                : IsPort(inner) ? 0 : ValueFlaws.NotAPort;
        }

        return flaws;
    }

    /// <summary>What can be told of any value, also of one that is dropped at once. Several lines are a file, and may end as files do.</summary>
    public static ValueFlaws OfAny(ReadOnlySpan<char> value)
    {
        if (value.IsEmpty)
        {
            return ValueFlaws.None;
        }

        var body = value.TrimEnd("\r\n");
        var isOneLine = !body.ContainsAny('\r', '\n');
        var flaws = isOneLine && body.Length < value.Length ? ValueFlaws.TrailingNewline : ValueFlaws.None;
        flaws |= value.Contains('\r') ? ValueFlaws.CarriageReturn : 0;
        if (isOneLine && body.Length > 0)
        {
            flaws |= body[0] is ' ' or '\t' || body[^1] is ' ' or '\t' ? ValueFlaws.SurroundingBlanks : 0;
            var inner = body.Trim();
            flaws |= inner.Length > 1 && inner[0] is '"' or '\'' && inner[^1] == inner[0] && !inner[1..^1].Contains(inner[0]) ? ValueFlaws.Quoted : 0;
        }

        return flaws;
    }

    /// <summary>Of the text of a file that is mounted: only what breaks scripts and configuration.</summary>
    public static bool HasWindowsLineEnds(string text) => text.Contains("\r\n", StringComparison.Ordinal);

    private static bool IsPlaceholder(string value) =>
        (value.Length is > 2 and < 60 && value[0] == '<' && value[^1] == '>' && !value.AsSpan(1, value.Length - 2).ContainsAny('<', '>', '/'))
        || (value.Length > 4 && value.StartsWith("{{", StringComparison.Ordinal) && value.EndsWith("}}", StringComparison.Ordinal))
        || Placeholders.Contains(value, StringComparer.OrdinalIgnoreCase);

    private static bool IsPortName(string name) =>
        name.Equals("PORT", StringComparison.OrdinalIgnoreCase) || name.EndsWith("_PORT", StringComparison.OrdinalIgnoreCase);

    private static bool IsPort(string value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65_535;

    /// <summary><c>${NAME}</c>, with a name as shells have them; <c>${{</c> and <c>$${</c> belong to somebody else.</summary>
    private static bool HasReference(string value, char open, char close)
    {
        for (var at = value.IndexOf('$', StringComparison.Ordinal); at >= 0 && at + 2 < value.Length; at = value.IndexOf('$', at + 1))
        {
            if (value[at + 1] != open || (at > 0 && value[at - 1] == '$'))
            {
                continue;
            }

            var rest = value.AsSpan(at + 2, Math.Min(LongestReference, value.Length - at - 2));
            var end = rest.IndexOf(close);
            var name = end < 0 ? "" : rest[..end].ToString().Split(":-")[0];
            if (name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            {
                return true;
            }
        }

        return false;
    }
}
