using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Unloop.Alerts.Sources;

/// <summary>
/// YAML with places, document by document. Aliases give the same node again, at the anchor's place; merge keys (<c>&lt;&lt;</c>) are resolved as go-yaml does, which Prometheus and
/// Kubernetes read with. Size, depth, and what aliases come to when each is counted as all that it repeats, are bounded. Never throws.
/// </summary>
public sealed class YamlSource
{
#pragma warning disable CA1064 // It never leaves this class.
    private sealed class Broken(in Mark at, string message) : Exception(message)
    {
        public long At { get; } = at.Index;
    }
#pragma warning restore CA1064

    /// <summary>As many as go-yaml lets aliases alone make.</summary>
    private const int MostRepeatedNodes = 400_000;

    private const int MostRepeatedCharacters = 4 << 20;

    /// <summary>What a node comes to with all below it.</summary>
    /// <param name="Nodes">Aliases count as what they repeat.</param>
    /// <param name="Characters">Of all scalars, in the same way.</param>
    /// <param name="Height">0 of a scalar.</param>
    private readonly record struct TreeSize(int Nodes, long Characters, int Height)
    {
        public TreeSize With(TreeSize child) => new(Nodes + child.Nodes, Characters + child.Characters, Math.Max(Height, child.Height + 1));
    }

    private readonly PlacedText _text;
    private readonly Parser _parser;
    private readonly SourceErrors _errors = new();
    private readonly Dictionary<string, (SourceNode Node, TreeSize Size)> _anchors = new(StringComparer.Ordinal);
    private int _nodes;
    private TreeSize _repeated;
    private long _reached;

    private YamlSource(PlacedText text)
    {
        _text = text;
        _parser = new Parser(new Scanner(new StringReader(text.Value), skipComments: true));
    }

    /// <summary>All documents up to the first error of syntax; empty ones are left out.</summary>
    public static SourceTree Read(PlacedText text)
    {
        var reader = new YamlSource(text);
        var documents = new List<SourceNode>();
        try
        {
            while (reader.Advance())
            {
                if (reader._parser.Current is DocumentStart && reader.Document() is var document and not SourceScalar { Kind: ScalarKind.Null })
                {
                    documents.Add(document);
                }
            }
        }
        catch (Broken e)
        {
            reader._errors.Add(reader.Offset(e.At), e.Message);
        }
        catch (YamlException e)
        {
            // Some of the parser's errors have no place of their own.
            reader._errors.Add(reader.Offset(Math.Max(e.Start.Index, reader._reached)), Words(e.Message));
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or FormatException or IndexOutOfRangeException or OverflowException)
        {
            // The scanner's own slips on malformed input; a file is never worth an exception.
            reader._errors.Add(reader.Offset(reader._reached), Words(e.Message));
        }

        return new SourceTree(documents, reader._errors.InOrder());
    }

    private static string Words(string message) => message.TrimEnd('.', ' ') is { Length: > 0 } said ? $"it is no YAML: {said}" : "it is no YAML";

    private bool Advance()
    {
        var comes = _parser.MoveNext();
        _reached = comes ? _parser.Current!.End.Index : _reached;
        return comes;
    }

    private SourceNode Document()
    {
        _anchors.Clear();
        Advance();
        return Node(0).Node;
    }

    private (SourceNode Node, TreeSize Size) Node(int depth)
    {
        var current = _parser.Current!;
        Bound(current, depth);
        if (current is AnchorAlias alias)
        {
            var repeated = _anchors.TryGetValue(alias.Value.Value, out var found) ? found : throw new Broken(alias.Start, $"the alias *{alias.Value.Value} has no anchor before it");
            Bound(current, depth + repeated.Size.Height);
            _repeated = _repeated.With(repeated.Size);
            if (_repeated.Nodes > MostRepeatedNodes || _repeated.Characters > MostRepeatedCharacters)
            {
                throw new Broken(current.Start, $"its aliases repeat more than {MostRepeatedNodes} values, or {MostRepeatedCharacters} characters of text");
            }

            return repeated;
        }

        Count(current);
        var read = current switch
        {
            Scalar scalar => Of(scalar),
            SequenceStart => Sequence(depth),
            MappingStart => Mapping(depth),
            _ => throw new Broken(current.Start, "a value is expected here"),
        };
        if (current is NodeEvent { Anchor.IsEmpty: false } named)
        {
            _anchors[named.Anchor.Value] = read;
        }

        return read;
    }

    private static void Bound(ParsingEvent current, int depth)
    {
        if (depth > SourceReader.MaximumDepth)
        {
            throw new Broken(current.Start, $"it is nested deeper than {SourceReader.MaximumDepth} times");
        }
    }

    private void Count(ParsingEvent current)
    {
        if (++_nodes > SourceReader.MaximumNodes)
        {
            throw new Broken(current.Start, $"it has more than {SourceReader.MaximumNodes} values");
        }
    }

    private (SourceNode, TreeSize) Sequence(int depth)
    {
        var (start, size) = (Offset(_parser.Current!.Start.Index), new TreeSize(1, 0, 0));
        var items = new List<SourceNode>();
        while (Advance() && _parser.Current is not SequenceEnd)
        {
            var item = Node(depth + 1);
            size = size.With(item.Size);
            items.Add(item.Node);
        }

        return (new SourceList(items, start, Offset(_parser.Current!.End.Index)), size);
    }

    private (SourceNode, TreeSize) Mapping(int depth)
    {
        var (start, size) = (Offset(_parser.Current!.Start.Index), new TreeSize(1, 0, 0));
        var (entries, merged) = (new List<SourceEntry>(), new List<SourceNode>());
        var lines = new Dictionary<string, long>(StringComparer.Ordinal);
        while (Advance() && _parser.Current is not MappingEnd)
        {
            var at = _parser.Current!.Start;
            var isMerge = _parser.Current is Scalar { Value: "<<", Style: ScalarStyle.Plain };
            var key = Node(depth + 1);
            Advance();
            var value = Node(depth + 1);
            size = size.With(key.Size).With(value.Size);
            if (key.Node is not SourceScalar { Value: var name })
            {
                Fail(at, "the name of a field must be text");
            }
            else if (!lines.TryAdd(name.Value, at.Line))
            {
                Fail(at, $"the field '{name.Value}' stands here a second time (first in line {lines[name.Value]})");
            }
            else if (isMerge)
            {
                Merge(at, value.Node, merged);
            }
            else
            {
                entries.Add(new SourceEntry(name, value.Node));
            }
        }

        // What stands in the map itself wins over what is merged into it, and of that the first.
        entries.AddRange(merged.Cast<SourceMap>().SelectMany(m => m.Entries).Where(e => lines.TryAdd(e.Key.Value, 0)));
        return (new SourceMap(entries, start, Offset(_parser.Current!.End.Index)), size);
    }

    private void Merge(in Mark at, SourceNode value, List<SourceNode> merged)
    {
        IReadOnlyList<SourceNode> maps = value is SourceList list ? list.Elements : [value];
        if (maps.All(m => m is SourceMap))
        {
            merged.AddRange(maps);
        }
        else
        {
            Fail(at, "'<<' takes a map, or a list of maps");
        }
    }

    private void Fail(in Mark at, string message) => _errors.Add(Offset(at.Index), message);

    private int Offset(long index) => _text.OffsetOf((int)Math.Clamp(index, 0, _text.Value.Length));

    private (SourceNode, TreeSize) Of(Scalar scalar)
    {
        var end = (int)Math.Clamp(scalar.End.Index, 0, _text.Value.Length);
        var start = YamlPlaces.BehindProperties(_text.Value, (int)Math.Clamp(scalar.Start.Index, 0, end), end);
        var placed = YamlPlaces.Align(_text, scalar, start, end);
        return (new SourceScalar(placed, Kind(scalar), _text.OffsetOf(start), _text.OffsetOf(end)), new TreeSize(1, scalar.Value.Length, 0));
    }

    /// <summary>As go-yaml takes plain scalars; what is in quotes, or a block, is text.</summary>
    private static ScalarKind Kind(Scalar scalar) =>
        scalar.Style != ScalarStyle.Plain ? ScalarKind.Text : scalar.Value switch
        {
            "" or "~" or "null" or "Null" or "NULL" => ScalarKind.Null,
            "true" or "True" or "TRUE" or "false" or "False" or "FALSE" => ScalarKind.Boolean,
            var v when IsNumber(v) => ScalarKind.Number,
            _ => ScalarKind.Text,
        };

    private static bool IsNumber(string value)
    {
        var digits = value.TrimStart('+', '-');
        return digits is [>= '0' and <= '9' or '.', ..]
            && (double.TryParse(value.Replace("_", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out _)
                || (digits is ['0', 'x', _, ..] && digits.Skip(2).All(c => char.IsAsciiHexDigit(c) || c == '_'))
                || (digits is ['0', 'o', _, ..] && digits.Skip(2).All(c => c is (>= '0' and <= '7') or '_')));
    }
}
