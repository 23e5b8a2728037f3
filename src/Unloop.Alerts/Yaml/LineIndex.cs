namespace Unloop.Alerts.Yaml;

/// <summary>Lines and columns of a text.</summary>
internal sealed class LineIndex
{
    private readonly List<int> _starts = [0];

    public LineIndex(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n')))
            {
                _starts.Add(i + 1);
            }
        }
    }

    public TextPlace At(int offset)
    {
        var line = _starts.BinarySearch(offset);
        line = line < 0 ? ~line - 1 : line;
        return new(line + 1, offset - _starts[line] + 1);
    }

    public int Offset(TextPlace place) => _starts[Math.Clamp(place.Line, 1, _starts.Count) - 1] + place.Column - 1;
}
