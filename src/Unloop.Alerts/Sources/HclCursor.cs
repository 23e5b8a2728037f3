using Unloop.Alerts.Datadog.Query;

namespace Unloop.Alerts.Sources;

/// <summary>Where a reader of HCL stands; it knows blanks and comments.</summary>
internal sealed class HclCursor(PlacedText text)
{
    public sealed class Broken(int at, string message) : Exception(message)
    {
        public int At { get; } = at;
    }

    private readonly HoleSearch _holes = new(text.Value);
    private int _nodes;

    public string Text => text.Value;

    public int At { get; set; }

    public bool AtEnd => At >= Text.Length;

    public char Next => AtEnd ? '\0' : Text[At];

    public int Offset(int at) => text.OffsetOf(at);

    /// <summary>Of the interpolation that begins here; 0 where none does, or it does not end.</summary>
    public int HoleLength() => _holes.LengthAt(At);

    /// <summary>Counts a value or a block.</summary>
    public void Enter(int depth)
    {
        if (depth > SourceReader.MaximumDepth || ++_nodes > SourceReader.MaximumNodes)
        {
            throw new Broken(At, depth > SourceReader.MaximumDepth
                ? $"it is nested deeper than {SourceReader.MaximumDepth} times"
                : $"the file has more than {SourceReader.MaximumNodes} values and blocks");
        }
    }

    /// <summary>A word as it stands.</summary>
    public PlacedText Placed(string value, int start)
    {
        var (from, to) = text.Range(start, start + value.Length);
        return new PlacedText(value, from, to);
    }

    public bool Comes(string what) => string.CompareOrdinal(Text, At, what, 0, what.Length) == 0;

    /// <param name="andLines">Also ends of lines and comments up to them.</param>
    public void SkipBlanks(bool andLines = false)
    {
        while (!AtEnd)
        {
            if (Next is ' ' or '\t' or '\r' || (andLines && Next is '\n' or '\uFEFF'))
            {
                At++;
            }
            else if (Comes("/*"))
            {
                var end = Text.IndexOf("*/", At + 2, StringComparison.Ordinal);
                At = end < 0 ? Text.Length : end + 2;
            }
            else if (Next == '#' || Comes("//"))
            {
                At = EndOfLine();
            }
            else
            {
                return;
            }
        }
    }

    public void SkipLine() => At = Math.Min(Text.Length, EndOfLine() + 1);

    public int EndOfLine()
    {
        var end = Text.IndexOf('\n', Math.Min(At, Text.Length));
        return end < 0 ? Text.Length : end;
    }

    /// <summary>Empty where none comes.</summary>
    public string Identifier()
    {
        var start = At;
        while (!AtEnd && (char.IsLetterOrDigit(Next) || Next is '_' or '-'))
        {
            At++;
        }

        return Text[start..At];
    }

    public Broken Expected(string what) =>
        new(At, AtEnd ? $"expected {what}, but the file ends here" : Next == '\n' ? $"expected {what}, but the line ends here" : $"expected {what}, not '{Next}'");
}
