namespace Unloop.Dockerfile.Modelling.Shell;

/// <summary>Finds the end of <c>$( … )</c> and <c>${ … }</c> past quotes and brackets within.</summary>
internal static class Brackets
{
    /// <param name="open">Index of the opening bracket.</param>
    /// <returns>Index of the closing one; -1 without.</returns>
    public static int Close(string text, int open)
    {
        var closing = new Stack<char>();
        for (var i = open; i < text.Length; i++)
        {
            var inDouble = closing.Count > 0 && closing.Peek() == '"';
            var c = text[i];
            if (c == '\\')
            {
                i++;
            }
            else if (closing.Count > 0 && c == closing.Peek())
            {
                closing.Pop();
                if (closing.Count == 0)
                {
                    return i;
                }
            }
            else if (c == '\'' && !inDouble)
            {
                i = text.IndexOf('\'', i + 1);
                if (i < 0)
                {
                    return -1;
                }
            }
            else if (c is '"')
            {
                closing.Push('"');
            }
            else if (c is '(' or '{' && (!inDouble || text[i - 1] == '$'))
            {
                closing.Push(c == '(' ? ')' : '}');
            }
        }

        return -1;
    }
}
