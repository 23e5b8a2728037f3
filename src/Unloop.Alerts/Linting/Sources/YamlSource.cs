using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Unloop.Alerts.Linting.Sources;

/// <summary>YAML with places, document by document. Aliases stand for what they name; where that would grow too large they are refused.</summary>
public sealed class YamlSource
{
    private const int MaximumNodes = 500_000;

    private readonly PlacedText _text;
    private readonly Parser _parser;
    private readonly Dictionary<string, SourceNode> _anchors = [];
    private int _nodes;

    private YamlSource(PlacedText text)
    {
        _text = text;
        _parser = new Parser(new Scanner(new StringReader(text.Value), skipComments: true));
    }

    public static SourceTree Read(PlacedText text)
    {
        var documents = new List<SourceNode>();
        try
        {
            var reader = new YamlSource(text);
            while (reader._parser.MoveNext())
            {
                if (reader._parser.Current is DocumentStart)
                {
                    reader._anchors.Clear();
                    reader._parser.MoveNext();
                    documents.Add(reader.Node(0));
                }
            }

            return new SourceTree([.. documents.Where(d => d is not SourceScalar { Kind: ScalarKind.Null })], []);
        }
        catch (YamlException e)
        {
            return new SourceTree(documents, [new SourceError(text.OffsetOf(Clamp(text, e.Start.Index)), $"no YAML: {e.Message}")]);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or FormatException or IndexOutOfRangeException or OverflowException)
        {
            // The scanner's own slips on malformed input; a file is never worth an exception.
            return new SourceTree(documents, [new SourceError(text.OffsetOf(0), $"no YAML: {e.Message}")]);
        }
    }

    private static int Clamp(PlacedText text, long index) => (int)Math.Clamp(index, 0, text.Value.Length);

    private SourceNode Node(int depth)
    {
        var current = _parser.Current!;
        if (depth > SourceReader.MaximumDepth || ++_nodes > MaximumNodes)
        {
            throw new YamlException(current.Start, current.End, depth > SourceReader.MaximumDepth ? $"nested deeper than {SourceReader.MaximumDepth} times" : $"more than {MaximumNodes} values");
        }

        SourceNode node = current switch
        {
            Scalar scalar => Of(scalar),
            SequenceStart => Sequence(depth),
            MappingStart => Mapping(depth),
            AnchorAlias alias => _anchors.GetValueOrDefault(alias.Value.Value) ?? throw new YamlException(alias.Start, alias.End, $"the alias *{alias.Value.Value} has no anchor before it"),
            _ => throw new YamlException(current.Start, current.End, "expected a value"),
        };
        if (current is NodeEvent { Anchor.IsEmpty: false } named)
        {
            _anchors[named.Anchor.Value] = node;
        }

        return node;
    }

    private SourceList Sequence(int depth)
    {
        var start = Index(_parser.Current!.Start);
        var items = new List<SourceNode>();
        while (_parser.MoveNext() && _parser.Current is not SequenceEnd)
        {
            items.Add(Node(depth + 1));
        }

        return new SourceList(items, start, Index(_parser.Current!.End));
    }

    private SourceMap Mapping(int depth)
    {
        var start = Index(_parser.Current!.Start);
        var entries = new List<SourceEntry>();
        while (_parser.MoveNext() && _parser.Current is not MappingEnd)
        {
            var key = Node(depth + 1);
            _parser.MoveNext();
            var value = Node(depth + 1);
            if (key is SourceScalar scalar)
            {
                entries.Add(new SourceEntry(scalar.Value, value));
            }
        }

        return new SourceMap(entries, start, Index(_parser.Current!.End));
    }

    private int Index(Mark mark) => _text.OffsetOf(Clamp(_text, mark.Index));

    private SourceScalar Of(Scalar scalar)
    {
        var (start, end) = (Clamp(_text, scalar.Start.Index), Clamp(_text, scalar.End.Index));
        var placed = YamlPlaces.Align(_text, scalar, start, end);
        return new SourceScalar(placed, Kind(scalar), _text.OffsetOf(start), _text.OffsetOf(end));
    }

    private static ScalarKind Kind(Scalar scalar) =>
        scalar.Style != ScalarStyle.Plain ? ScalarKind.Text : scalar.Value switch
        {
            "" or "~" or "null" or "Null" or "NULL" => ScalarKind.Null,
            "true" or "True" or "TRUE" or "false" or "False" or "FALSE" => ScalarKind.Boolean,
            var v when double.TryParse(v, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out _) => ScalarKind.Number,
            _ => ScalarKind.Text,
        };
}
