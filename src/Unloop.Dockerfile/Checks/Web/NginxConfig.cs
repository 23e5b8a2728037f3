namespace Unloop.Dockerfile.Checks.Web;

/// <param name="Name">The first word: <c>server</c>, <c>include</c>.</param>
/// <param name="Value">What follows it up to the semicolon or brace.</param>
/// <param name="Depth">0: outside of every block.</param>
/// <param name="Line">1-based.</param>
internal sealed record NginxDirective(string Name, string Value, int Depth, int Line);

/// <summary>nginx's configuration as a flat list of directives; quotes, comments and variables in braces are known.</summary>
internal static class NginxConfig
{
    public static IReadOnlyList<NginxDirective> Read(string text)
    {
        var found = new List<NginxDirective>();
        var words = new List<string>();
        var word = "";
        var (depth, line, begun) = (0, 1, 1);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            line += c == '\n' ? 1 : 0;
            if (c == '#' && word.Length == 0)
            {
                i = (text.IndexOf('\n', i) is var end and >= 0 ? end : text.Length) - 1;
                continue;
            }

            if (c is '"' or '\'' && word.Length == 0)
            {
                var close = text.IndexOf(c, i + 1);
                close = close < 0 ? text.Length : close;
                (word, begun) = (text[(i + 1)..close], words.Count == 0 ? line : begun);
                line += word.Count(x => x == '\n');
                i = close;
                continue;
            }

            if (char.IsWhiteSpace(c) || c is ';' or '{' or '}' && !(c == '{' && word.EndsWith('$')) && !(c == '}' && word.Contains("${", StringComparison.Ordinal)))
            {
                if (word.Length > 0)
                {
                    words.Add(word);
                    word = "";
                }

                if (c is ';' or '{' && words.Count > 0)
                {
                    found.Add(new NginxDirective(words[0], string.Join(' ', words.Skip(1)), depth, begun));
                }

                depth += c == '{' ? 1 : c == '}' ? -1 : 0;
                if (c is ';' or '{' or '}')
                {
                    words = [];
                }
            }
            else
            {
                begun = words.Count == 0 && word.Length == 0 ? line : begun;
                word += c;
            }
        }

        return found;
    }
}
