using System.Text;

namespace Unloop.Dockerfile.Checks.Node;

/// <summary>Reads JavaScript line by line and knows what is a comment, a string and a block; not more.</summary>
internal sealed class ScriptScan
{
    private int _depth;
    private bool _inComment;
    private bool _inTemplate;

    /// <summary>The next line begins outside of every block, comment and template.</summary>
    public bool IsAtTopLevel => _depth == 0 && !_inComment && !_inTemplate;

    /// <summary>More was closed than opened: what was taken for a string or a block was none.</summary>
    public bool IsLost => _depth < 0;

    /// <summary>The line without its comments.</summary>
    public string Take(string line)
    {
        var code = new StringBuilder(line.Length);
        for (var i = 0; i < line.Length; i++)
        {
            var next = i + 1 < line.Length ? line[i + 1] : '\0';
            if (_inComment)
            {
                if (line[i] == '*' && next == '/')
                {
                    _inComment = false;
                    i++;
                }
            }
            else if (_inTemplate)
            {
                i += line[i] == '\\' ? 1 : 0;
                _inTemplate = i >= line.Length || line[i] != '`';
            }
            else if (line[i] == '/' && next is '/' or '*')
            {
                if (next == '/')
                {
                    break;
                }

                _inComment = true;
                i++;
            }
            else if (line[i] is '\'' or '"')
            {
                i = Copy(line, i, code);
            }
            else
            {
                Count(line[i]);
                code.Append(line[i]);
            }
        }

        return code.ToString();
    }

    /// <summary>A string ends with its quote, or, being none, with its line.</summary>
    private static int Copy(string line, int from, StringBuilder code)
    {
        var to = from + 1;
        while (to < line.Length && line[to] != line[from])
        {
            to += line[to] == '\\' ? 2 : 1;
        }

        to = Math.Min(to, line.Length - 1);
        code.Append(line, from, to - from + 1);
        return to;
    }

    private void Count(char c)
    {
        _depth += c is '{' or '(' or '[' ? 1 : c is '}' or ')' or ']' ? -1 : 0;
        _inTemplate = c == '`';
    }
}
