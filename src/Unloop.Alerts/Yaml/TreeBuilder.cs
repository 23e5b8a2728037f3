using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Unloop.Alerts.Yaml;

/// <summary>Makes trees of the parser's events.</summary>
internal sealed class TreeBuilder(string text, ICollection<YamlError> errors)
{
    /// <summary>A collection that is being read; of a mapping the key that awaits its value.</summary>
    private sealed class Frame(NodeEvent start)
    {
        public NodeEvent Start { get; } = start;
        public List<MarkedNode> Items { get; } = [];
        public List<MarkedField> Fields { get; } = [];
        public (string Name, TextPlace At)? Key { get; set; }
    }

    private readonly LineIndex _lines = new(text);
    private readonly Stack<Frame> _frames = new();
    private readonly Dictionary<string, MarkedNode> _anchors = new(StringComparer.Ordinal);
    private MarkedNode? _root;
    private int _nodes;

    /// <summary>The document, where this event ends one that is not empty.</summary>
    public MarkedNode? Handle(ParsingEvent current)
    {
        switch (current)
        {
            case DocumentStart:
                _root = null;
                _anchors.Clear();
                break;
            case DocumentEnd:
                return _root is MarkedScalar { IsNull: true } ? null : _root;
            case AnchorAlias alias:
                Complete(_anchors.GetValueOrDefault(alias.Value.Value)
                    ?? throw new YamlException(alias.Start, alias.End, $"the alias *{alias.Value.Value} has no anchor before it"), current);
                break;
            case Scalar scalar:
                Complete(Anchored(scalar, Read(scalar)), current);
                break;
            case MappingStart or SequenceStart:
                if (_frames.Count == MarkedYaml.Deepest)
                {
                    throw new YamlException(current.Start, current.End, $"it is nested deeper than {MarkedYaml.Deepest} levels");
                }

                _frames.Push(new((NodeEvent)current));
                break;
            case MappingEnd or SequenceEnd:
                var frame = _frames.Pop();
                var at = MarkedYaml.Place(frame.Start.Start);
                MarkedNode node = frame.Start is MappingStart ? new MarkedMapping(at, Merged(frame.Fields)) : new MarkedSequence(at, frame.Items);
                var below = frame.Items.Concat(frame.Fields.Select(f => f.Value)).Sum(n => (long)n.Weight);
                Complete(Anchored(frame.Start, node with { Weight = (int)Math.Min(int.MaxValue, below + 1) }), current);
                break;
        }

        return null;
    }

    private MarkedScalar Read(Scalar scalar)
    {
        var at = MarkedYaml.Place(scalar.Start);
        var start = _lines.Offset(at);
        // Before the value itself an anchor or a tag may stand.
        var style = scalar.Style switch
        {
            ScalarStyle.DoubleQuoted => '"',
            ScalarStyle.SingleQuoted => '\'',
            ScalarStyle.Literal => '|',
            ScalarStyle.Folded => '>',
            _ => ' ',
        };
        while (style != ' ' && start < text.Length - 1 && text[start] != style)
        {
            start++;
        }

        return new(_lines.At(start), scalar.Value, scalar.Style == ScalarStyle.Plain)
        {
            Places = new(text, _lines, scalar.Value, start, style),
        };
    }

    private MarkedNode Anchored(NodeEvent node, MarkedNode value)
    {
        if (!node.Anchor.IsEmpty)
        {
            _anchors[node.Anchor.Value] = value;
        }

        return value;
    }

    private void Complete(MarkedNode node, ParsingEvent current)
    {
        _nodes = (int)Math.Min(int.MaxValue, (long)_nodes + (node is MarkedScalar || current is AnchorAlias ? node.Weight : 1));
        if (_nodes > MarkedYaml.MostNodes)
        {
            throw new YamlException(current.Start, current.End, $"it has more than {MarkedYaml.MostNodes} nodes, aliases counted each time");
        }

        if (_frames.Count == 0)
        {
            _root = _root is null ? node : throw new YamlException(current.Start, current.End, "a second value begins in the same document");
            return;
        }

        var frame = _frames.Peek();
        if (frame.Start is SequenceStart)
        {
            frame.Items.Add(node);
        }
        else if (frame.Key is { } key)
        {
            frame.Fields.Add(new(key.Name, key.At, node));
            frame.Key = null;
        }
        else if (node is MarkedScalar name)
        {
            if (name.Value != "<<" && frame.Fields.Find(f => f.Name == name.Value) is { } first)
            {
                errors.Add(new(name.At, $"the field '{name.Value}' stands here a second time (first in line {first.At.Line})"));
            }

            frame.Key = (name.Value, name.At);
        }
        else
        {
            errors.Add(new(node.At, "a field's name must be plain text"));
            frame.Key = ("", node.At);
        }
    }

    /// <summary>What stands in the mapping itself wins over what is merged into it.</summary>
    private static IReadOnlyList<MarkedField> Merged(List<MarkedField> fields)
    {
        var own = fields.Where(f => f.Name != "<<").DistinctBy(f => f.Name).ToList();
        var merged = fields.Where(f => f.Name == "<<").SelectMany(f => f.Value is MarkedSequence list ? list.Items : [f.Value])
            .OfType<MarkedMapping>().SelectMany(m => m.Fields);
        return [.. own.Concat(merged).DistinctBy(f => f.Name)];
    }
}
