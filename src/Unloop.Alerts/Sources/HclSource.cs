namespace Unloop.Alerts.Sources;

/// <summary>
/// The native syntax of HCL (https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md) as far as a value can be known without running Terraform: literals, lists, maps,
/// heredocs and blocks. Every other expression is kept as <see cref="ScalarKind.Unknown"/>, an interpolation as the hole that it is.
/// </summary>
public sealed class HclSource
{
    private readonly HclCursor _cursor;
    private readonly SourceErrors _errors = new();

    private HclSource(PlacedText text) => _cursor = new HclCursor(text);

    /// <summary>One document: the file's body. After an error it goes on with the next line.</summary>
    public static SourceTree Read(PlacedText text)
    {
        var reader = new HclSource(text);
        var entries = reader.Body(0);
        return new SourceTree([new SourceMap(entries, text.Start, text.End)], reader._errors.InOrder());
    }

    private List<SourceEntry> Body(int depth)
    {
        var entries = new List<SourceEntry>();
        while (true)
        {
            _cursor.SkipBlanks(andLines: true);
            if (_cursor.AtEnd || (depth > 0 && _cursor.Next == '}'))
            {
                return entries;
            }

            try
            {
                entries.Add(Entry(depth));
            }
            catch (HclCursor.Broken e)
            {
                _errors.Add(_cursor.Offset(e.At), e.Message);
                _cursor.SkipLine();
            }
        }
    }

    private SourceEntry Entry(int depth)
    {
        _cursor.Enter(depth);
        var start = _cursor.At;
        var name = _cursor.Identifier();
        if (name.Length == 0)
        {
            throw _cursor.Expected("the name of an attribute or a block");
        }

        var key = _cursor.Placed(name, start);
        _cursor.SkipBlanks();
        if (_cursor.Next == '=')
        {
            _cursor.At++;
            return new SourceEntry(key, new HclExpressions(_cursor).Whole(depth, isLine: true));
        }

        var labels = new List<PlacedText>();
        for (; _cursor.Next != '{'; _cursor.SkipBlanks())
        {
            labels.Add(Label());
        }

        _cursor.At++;
        var entries = Body(depth + 1);
        if (_cursor.Next != '}')
        {
            throw new HclCursor.Broken(start, $"the block '{name}' that begins here is not closed");
        }

        _cursor.At++;
        return new SourceEntry(key, new SourceBlock(labels, entries, _cursor.Offset(start), _cursor.Offset(_cursor.At)));
    }

    private PlacedText Label()
    {
        if (_cursor.Next == '"')
        {
            return HclStrings.Quoted(_cursor).Value;
        }

        var start = _cursor.At;
        var word = _cursor.Identifier();
        return word.Length > 0 ? _cursor.Placed(word, start) : throw _cursor.Expected("'=' or '{'");
    }
}
