using Unloop.Core.Text;

namespace Unloop.Alerts.Prometheus.Templates;

/// <summary>Reads templates as far as their commonest mistakes go: braces, blocks, variables and functions. One instance reads one text.</summary>
internal sealed class TemplateReader(string text)
{
    private static readonly HashSet<string> Blocks = ["if", "range", "with", "define", "block"];
    private static readonly HashSet<string> Words = [.. Blocks, "end", "else", "template", "break", "continue", "nil", "true", "false"];

    private static readonly HashSet<string> Functions =
    [
        "query", "first", "label", "value", "sortByLabel", "strvalue", "safeHtml", "externalURL", "pathPrefix", "title", "toUpper", "toLower", "match", "reReplaceAll", "graphLink", "tableLink",
        "parseDuration", "stripPort", "stripDomain", "humanize", "humanize1024", "humanizeDuration", "humanizePercentage", "humanizeTimestamp", "toTime", "toDuration", "now", "args", "tmpl",
        "urlQueryEscape", "and", "or", "not", "len", "index", "slice", "print", "printf", "println", "eq", "ne", "lt", "le", "gt", "ge", "call", "html", "js", "urlquery",
    ];

    private readonly HashSet<string> _variables = ["$labels", "$value", "$externalLabels", "$externalURL", "$"];
    private readonly List<TemplatePart> _labels = [];
    private readonly List<TemplatePart> _errors = [];
    private readonly Stack<(string Word, int Start)> _open = new();

    public static RuleTemplate Read(string text) => new TemplateReader(text).Read();

    private RuleTemplate Read()
    {
        var at = 0;
        while (text.IndexOf("{{", at, StringComparison.Ordinal) is var start && start >= 0)
        {
            var end = End(start + 2);
            if (end < 0)
            {
                _errors.Add(new("the action {{ is not closed with }}", start, 2));
                return new(_labels, _errors);
            }

            if (text[(start + 2)..end].TrimStart('-', ' ') is not ['/', '*', ..])
            {
                Action(start + 2, end);
            }

            at = end + 2;
        }

        if (_open.TryPeek(out var open))
        {
            _errors.Add(new($"the block '{open.Word}' has no {{{{ end }}}}", open.Start, open.Word.Length));
        }

        return new(_labels, _errors);
    }

    /// <summary>Of the action's closing braces; -1 where there are none outside strings.</summary>
    private int End(int at)
    {
        while (at < text.Length)
        {
            if (text[at] is '"' or '`' && StringEnd(at) is var close)
            {
                at = close;
            }
            else if (text[at] == '}' && at + 1 < text.Length && text[at + 1] == '}')
            {
                return at;
            }
            else
            {
                at++;
            }
        }

        return -1;
    }

    private int StringEnd(int at)
    {
        var quote = text[at++];
        while (at < text.Length && text[at] != quote)
        {
            at += text[at] == '\\' && quote == '"' ? 2 : 1;
        }

        return Math.Min(text.Length, at + 1);
    }

    private void Action(int at, int end)
    {
        var isFirst = true;
        while (at < end)
        {
            if (text[at] is '"' or '`')
            {
                at = Math.Min(end, StringEnd(at));
                isFirst = false;
                continue;
            }

            var length = Word(at, end);
            if (length == 0)
            {
                at++;
                continue;
            }

            Take(text.Substring(at, length), at, end, isFirst);
            isFirst = false;
            at += length;
        }
    }

    /// <summary>A word with what hangs on it by dots: <c>$labels.pod</c>, <c>.Labels.pod</c>, <c>printf</c>, <c>1.5</c>.</summary>
    private int Word(int at, int end)
    {
        var length = 0;
        while (at + length < end && (char.IsLetterOrDigit(text[at + length]) || text[at + length] is '_' or '.' || (text[at + length] == '$' && length == 0)))
        {
            length++;
        }

        return length;
    }

    private void Take(string word, int start, int end, bool isFirst)
    {
        var parts = word.Split('.');
        var (of, at) = parts switch
        {
            ["$labels", _, ..] => ("$labels", 1),
            ["" or "$", "Labels", _, ..] => (parts[0], 2),
            _ => ("", 0),
        };
        if (at > 0)
        {
            // Within a block of range or with, the dot is another series.
            if (parts[at].Length > 0 && (of == "$labels" || _open.Count == 0))
            {
                _labels.Add(new(parts[at], start, word.Length));
            }
        }
        else if (word[0] == '$')
        {
            Variable(parts[0], start, end);
        }
        else if (char.IsAsciiLetter(word[0]))
        {
            Name(parts[0], start, isFirst);
        }
    }

    private void Variable(string name, int start, int end)
    {
        var rest = text.AsSpan(start + name.Length, end - start - name.Length).TrimStart();
        if (rest.StartsWith(":=") || (rest is [',', ..] && rest.IndexOf(":=") >= 0))
        {
            _variables.Add(name);
        }
        else if (!_variables.Contains(name))
        {
            _errors.Add(new($"there is no variable {name}{NearestNames.Suggest(name, _variables.Where(v => v.Length > 1))}", start, name.Length));
        }
    }

    private void Name(string name, int start, bool isFirst)
    {
        if (isFirst && Blocks.Contains(name))
        {
            _open.Push((name, start));
        }
        else if (isFirst && name == "end" && !_open.TryPop(out _))
        {
            _errors.Add(new("{{ end }} closes no block", start, name.Length));
        }
        else if (!Words.Contains(name) && !Functions.Contains(name))
        {
            var hint = name is "labels" or "value" ? $"; did you mean '${name}'?" : NearestNames.Suggest(name, Functions);
            _errors.Add(new($"there is no function '{name}' in templates of alerts{hint}", start, name.Length));
        }
    }
}
