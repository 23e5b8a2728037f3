using System.Text;

namespace Unloop.Dockerfile.Syntax;

/// <summary>An instruction's text with its continuation lines joined, and the way back from each character to the file.</summary>
internal sealed class LogicalLine
{
    private readonly StringBuilder _building = new();
    private readonly List<(int Offset, int Line, int Column)> _pieces = [];
    private string? _text;

    public string Text => _text ??= _building.ToString();

    /// <param name="line">1-based.</param>
    /// <param name="column">1-based column of the piece's first character.</param>
    public void Append(ReadOnlySpan<char> piece, int line, int column)
    {
        _pieces.Add((_building.Length, line, column));
        _building.Append(piece);
        _text = null;
    }

    public TextPosition Locate(int offset)
    {
        var (index, above) = (-1, _pieces.Count);
        while (above - index > 1)
        {
            var middle = (index + above) / 2;
            (index, above) = _pieces[middle].Offset <= offset ? (middle, above) : (index, middle);
        }

        return index < 0 ? new(1, 1) : new(_pieces[index].Line, _pieces[index].Column + Math.Max(0, offset - _pieces[index].Offset));
    }
}
