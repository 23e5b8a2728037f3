using System.Text;

namespace Unloop.Dockerfile.Expansion;

/// <summary>Splits at blanks that come from plain text or from a variable, not at those in quotes.</summary>
internal sealed class WordList
{
    private readonly List<string> _words = [];
    private readonly StringBuilder _word = new();

    public void AddText(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsWhiteSpace(c))
            {
                _word.Append(c);
            }
            else if (_word.Length > 0)
            {
                End();
            }
        }
    }

    public void AddRaw(ReadOnlySpan<char> text) => _word.Append(text);

    public IReadOnlyList<string> Done()
    {
        if (_word.Length > 0)
        {
            End();
        }

        return _words;
    }

    private void End()
    {
        _words.Add(_word.ToString());
        _word.Clear();
    }
}
