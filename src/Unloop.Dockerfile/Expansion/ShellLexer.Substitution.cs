namespace Unloop.Dockerfile.Expansion;

/// <summary><c>$name</c> and <c>${name…}</c>.</summary>
internal sealed partial class ShellLexer
{
    private string ReadDollar()
    {
        Next();
        if (Peek() != '{')
        {
            var plain = ReadName();
            return plain.Length == 0 ? "$" : ValueOf(plain, () => "$" + plain);
        }

        Next();
        if (Peek() is End)
        {
            return Fail("syntax error: missing '}'");
        }

        if (Peek() is '{' or '}' or ':')
        {
            return Fail("syntax error: bad substitution");
        }

        var name = ReadName();
        return Next() switch
        {
            '}' => ValueOf(name, () => $"${{{name}}}"),
            ':' => ReadModifier(name, Next(), nullIsUnset: true),
            '/' => ReadReplacement(name),
            End => Fail("syntax error: missing '}'"),
            var modifier => ReadModifier(name, modifier, nullIsUnset: false),
        };
    }

    private string ReadName()
    {
        var start = _position;
        if (char.IsDigit((char)Math.Max(0, Peek())))
        {
            while (Peek() != End && char.IsDigit((char)Peek()))
            {
                _position++;
            }
        }
        else if (Peek() is '@' or '*' or '#' or '?' or '-' or '$' or '!')
        {
            _position++;
        }
        else
        {
            while (Peek() != End && (char.IsLetterOrDigit((char)Peek()) || Peek() == '_'))
            {
                _position++;
            }
        }

        return _source[start.._position];
    }

    private Variable Look(string name)
    {
        var variable = _lookup(name);
        if (!variable.IsKnown)
        {
            Note(_unknownNames, name);
        }
        else if (variable.Value is null)
        {
            Note(_unsetNames, name);
        }

        return variable;
    }

    private static void Note(List<string> names, string name)
    {
        if (!names.Contains(name))
        {
            names.Add(name);
        }
    }

    private string ValueOf(string name, Func<string> asWritten)
    {
        var variable = Look(name);
        _unknown |= !variable.IsKnown;
        return variable.Value ?? (variable.IsKnown && _options.HasFlag(LexerOptions.KeepUnset) ? asWritten() : "");
    }

    private string ReadModifier(string name, int modifier, bool nullIsUnset)
    {
        if (modifier is not ('+' or '-' or '?' or '#' or '%'))
        {
            return Fail(modifier == End ? "syntax error: missing '}'" : "unsupported modifier in substitution");
        }

        var start = _position;
        var unknownBefore = _unknown;
        var word = ReadUntil('}', modifier is '#' or '%', null);
        var wordUnknown = _unknown && !unknownBefore;
        _unknown = unknownBefore;
        var variable = Look(name);
        if (!variable.IsKnown)
        {
            _unknown = true;
            return "";
        }

        if (variable.Value is null && _options.HasFlag(LexerOptions.KeepUnset))
        {
            return $"${{{name}{(nullIsUnset ? ":" : "")}{(char)modifier}{_source[start.._position]}";
        }

        var isSet = variable.Value is not null && !(nullIsUnset && variable.Value.Length == 0);
        var usesWord = modifier is '#' or '%' || (modifier == '-' && !isSet) || (modifier == '+' && isSet);
        _unknown |= usesWord && wordUnknown;
        return modifier switch
        {
            '-' => isSet ? variable.Value! : word,
            '+' => isSet ? word : "",
            '?' when !isSet => Fail($"{name}: {(word.Length > 0 ? word : "is not allowed to be unset or empty")}"),
            '?' => variable.Value!,
            _ => Trim(variable.Value ?? "", word, (char)modifier),
        };
    }

    private string Trim(string value, string word, char side)
    {
        var greedy = word.StartsWith(side);
        if (ShellPattern.Parse(greedy ? word[1..] : word) is not { } pattern)
        {
            return Fail("invalid pattern in substitution");
        }

        return side == '#' ? pattern.TrimStart(value, greedy) : pattern.TrimEnd(value, greedy);
    }

    private string ReadReplacement(string name)
    {
        var all = Peek() == '/';
        if (all)
        {
            Next();
        }

        var start = _position;
        var pattern = ReadUntil('/', true, null);
        var replacement = ReadUntil('}', true, null);
        var variable = Look(name);
        if (!variable.IsKnown)
        {
            _unknown = true;
            return "";
        }

        if (variable.Value is null && _options.HasFlag(LexerOptions.KeepUnset))
        {
            return $"${{{name}{(all ? "//" : "/")}{_source[start.._position]}";
        }

        return ShellPattern.Parse(pattern) is { } parsed ? parsed.Replace(variable.Value ?? "", replacement, all, _longest) : Fail("invalid pattern in substitution");
    }
}
