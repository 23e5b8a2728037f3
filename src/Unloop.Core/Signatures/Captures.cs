using System.Text;
using System.Text.RegularExpressions;

namespace Unloop.Core.Signatures;

/// <summary>Named pieces of the evidence that templates in signatures may use: <c>Cannot find module '{module}'</c>.</summary>
public sealed class Captures
{
    private const int LongestValue = 200;

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public string this[string name]
    {
        get => _values.GetValueOrDefault(name, "");
        set => _values[name] = value.Length > LongestValue ? string.Concat(value.AsSpan(0, LongestValue - 1), "…") : value;
    }

    public Captures Copy()
    {
        var copy = new Captures();
        foreach (var (name, value) in _values)
        {
            copy._values[name] = value;
        }

        return copy;
    }

    /// <summary>Takes the named groups of a match; a group that took part wins over one that did not.</summary>
    public void Take(Match match)
    {
        foreach (Group group in match.Groups)
        {
            if (!char.IsAsciiDigit(group.Name[0]) && (group.Success || !_values.ContainsKey(group.Name)))
            {
                this[group.Name] = group.Value;
            }
        }
    }

    /// <summary>Replaces <c>{name}</c> by the captured value; braces around anything that is no name stay as they are.</summary>
    public string Fill(string template)
    {
        if (!template.Contains('{', StringComparison.Ordinal))
        {
            return template;
        }

        var filled = new StringBuilder(template.Length + 32);
        for (var at = 0; at < template.Length;)
        {
            if (template[at] == '{' && Placeholder(template, at) is { Length: > 0 } name)
            {
                filled.Append(this[name]);
                at += name.Length + 2;
            }
            else
            {
                filled.Append(template[at++]);
            }
        }

        return filled.ToString();
    }

    /// <summary>The names that a template asks for.</summary>
    public static IEnumerable<string> NamesIn(string template)
    {
        for (var at = template.IndexOf('{', StringComparison.Ordinal); at >= 0; at = template.IndexOf('{', at + 1))
        {
            if (Placeholder(template, at) is { Length: > 0 } name)
            {
                yield return name;
            }
        }
    }

    /// <summary>The name in braces at <paramref name="at"/>; empty for braces of JSON, shells and Go templates.</summary>
    private static string Placeholder(string template, int at)
    {
        var end = template.IndexOf('}', at);
        var name = end < 0 ? "" : template[(at + 1)..end];
        return name.Length > 0 && char.IsAsciiLetterLower(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')
            && (at == 0 || template[at - 1] != '$')
                ? name
                : "";
    }
}
