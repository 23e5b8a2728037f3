using System.Buffers;
using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Unloop.Evidence.Yaml;

/// <summary>Writes parser events as JSON. Anchored nodes are recorded, so that an alias can be written again.</summary>
internal sealed class YamlJsonWriter
{
    private static readonly JsonWriterOptions Options = new() { SkipValidation = true, MaxDepth = YamlDocument.MaximumDepth + 8 };

    private sealed record Recording(string Anchor, int Depth, List<ParsingEvent> Events);

    /// <summary>A collection that is being written: a mapping awaits a key or its value.</summary>
    private sealed class Frame
    {
        public required bool IsMapping { get; init; }
        public required bool AwaitsKey { get; set; }
    }

    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Stack<Frame> _frames = new();
    private readonly Dictionary<string, List<ParsingEvent>> _anchors = [];
    private readonly List<Recording> _recordings = [];
    private Utf8JsonWriter? _json;
    private int _expanded;
    private int _written;
    private int _skipping;

    /// <summary>A key was written and its value was not begun.</summary>
    private bool _pendingKey;

    /// <summary>The finished document, or null when it held nothing.</summary>
    public byte[]? TakeDocument()
    {
        _json?.Flush();
        _json?.Dispose();
        _json = null;
        _anchors.Clear();
        _recordings.Clear();
        _frames.Clear();
        _skipping = 0;
        var document = _buffer.WrittenCount == 0 || _buffer.WrittenSpan.SequenceEqual("null"u8) ? null : _buffer.WrittenSpan.ToArray();
        _written += _buffer.WrittenCount;
        _buffer.ResetWrittenCount();
        return document;
    }

    /// <summary>What was read of a document before an error: a paste that ends early is still evidence.</summary>
    public byte[]? Salvage()
    {
        while (_frames.TryPop(out var frame))
        {
            if (frame.IsMapping)
            {
                EndObject();
            }
            else
            {
                Json.WriteEndArray();
            }
        }

        return TakeDocument();
    }

    public void Handle(ParsingEvent current)
    {
        if (current is AnchorAlias alias)
        {
            Expand(alias);
            return;
        }

        Record(current);
        Write(current);
    }

    private void Expand(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value.Value, out var events))
        {
            throw new YamlException(alias.Start, alias.End, $"the alias *{alias.Value.Value} has no anchor before it");
        }

        _expanded += events.Count;
        if (_expanded > YamlDocument.MaximumExpansion)
        {
            throw new YamlException(alias.Start, alias.End, $"aliases expand to more than {YamlDocument.MaximumExpansion} nodes");
        }

        foreach (var recorded in events)
        {
            Record(recorded);
            Write(recorded);
        }
    }

    private void Record(ParsingEvent current)
    {
        foreach (var open in _recordings)
        {
            open.Events.Add(current);
        }

        if (current is NodeEvent { Anchor.IsEmpty: false } node)
        {
            var recording = new Recording(node.Anchor.Value, _frames.Count + _skipping, [Anonymous(node)]);
            if (current is Scalar)
            {
                _anchors[recording.Anchor] = recording.Events;
            }
            else
            {
                _recordings.Add(recording);
            }
        }
        else if (current is MappingEnd or SequenceEnd && _recordings.Count > 0 && _recordings[^1].Depth == _frames.Count + _skipping - 1)
        {
            _anchors[_recordings[^1].Anchor] = _recordings[^1].Events;
            _recordings.RemoveAt(_recordings.Count - 1);
        }
    }

    /// <summary>A recorded node without its anchor: played back, it must not be recorded anew under the same name.</summary>
    private static NodeEvent Anonymous(NodeEvent node) => node switch
    {
        Scalar s => new Scalar(AnchorName.Empty, s.Tag, s.Value, s.Style, s.IsPlainImplicit, s.IsQuotedImplicit, s.Start, s.End),
        MappingStart m => new MappingStart(AnchorName.Empty, m.Tag, m.IsImplicit, m.Style, m.Start, m.End),
        SequenceStart q => new SequenceStart(AnchorName.Empty, q.Tag, q.IsImplicit, q.Style, q.Start, q.End),
        _ => node,
    };

    private void Write(ParsingEvent current)
    {
        // The parser goes on after some roots that ended in the middle of a line.
        if (current is NodeEvent && _frames.Count == 0 && _json is not null)
        {
            throw new YamlException(current.Start, current.End, "a second value begins in the same document");
        }

        switch (current)
        {
            case MappingStart or SequenceStart when _skipping > 0 || _frames.Count > 0 && _frames.Peek().AwaitsKey:
                _skipping++;
                break;
            case MappingEnd or SequenceEnd when _skipping > 0:
                _skipping--;
                if (_skipping == 0)
                {
                    // A key that is a collection: JSON has none, so an unlikely name stands for it.
                    Key("?");
                }

                break;
            case Scalar when _skipping > 0:
                break;
            case MappingStart or SequenceStart:
                Open(current);
                break;
            case MappingEnd:
                _ = _frames.Pop();
                EndObject();
                Closed();
                break;
            case SequenceEnd:
                _ = _frames.Pop();
                Json.WriteEndArray();
                Closed();
                break;
            case Scalar scalar when _frames.Count > 0 && _frames.Peek().AwaitsKey:
                Key(scalar.Value);
                break;
            case Scalar scalar:
                YamlScalar.Write(Json, scalar);
                Closed();
                break;
        }

        if (_written + _buffer.WrittenCount > YamlDocument.MaximumBytes)
        {
            throw new YamlException(current.Start, current.End, "the file expands to too much");
        }
    }

    private Utf8JsonWriter Json => _json ??= new Utf8JsonWriter(_buffer, Options);

    private void Open(ParsingEvent start)
    {
        if (_frames.Count == YamlDocument.MaximumDepth)
        {
            throw new YamlException(start.Start, start.End, $"nested deeper than {YamlDocument.MaximumDepth} levels");
        }

        _pendingKey = false;
        var isMapping = start is MappingStart;
        if (isMapping)
        {
            Json.WriteStartObject();
        }
        else
        {
            Json.WriteStartArray();
        }

        _frames.Push(new Frame { IsMapping = isMapping, AwaitsKey = isMapping });
    }

    /// <summary>The parser ends a mapping after an alias that stands where a key should, with no value for it.</summary>
    private void EndObject()
    {
        if (_pendingKey)
        {
            Json.WriteNullValue();
        }

        _pendingKey = false;
        Json.WriteEndObject();
    }

    private void Key(string name)
    {
        Json.WritePropertyName(YamlScalar.Valid(name));
        _frames.Peek().AwaitsKey = false;
        _pendingKey = true;
    }

    /// <summary>A value is complete: a mapping around it awaits its next key.</summary>
    private void Closed()
    {
        _pendingKey = false;
        if (_frames.Count > 0 && _frames.Peek().IsMapping)
        {
            _frames.Peek().AwaitsKey = true;
        }
    }
}
