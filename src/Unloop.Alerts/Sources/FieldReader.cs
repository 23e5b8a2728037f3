using Unloop.Core.Text;

namespace Unloop.Alerts.Sources;

/// <summary>
/// Reads the fields of one map and remembers what was asked for, so that a field that nobody asked for is an error with a suggestion. Errors are collected, never thrown.
/// </summary>
public sealed class FieldReader
{
    private readonly SourceMap? _map;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly SourceErrors _errors;

    /// <param name="what">What is read, for the errors: <c>a rule</c>.</param>
    public FieldReader(SourceNode node, string what, SourceErrors errors)
    {
        _errors = errors;
        What = what;
        At = node.Start;
        _map = node as SourceMap;
        if (_map is null)
        {
            Fail(node.Start, $"{what} is written as fields with values here");
        }
    }

    public string What { get; }

    /// <summary>Offset in the file.</summary>
    public int At { get; }

    public IReadOnlyList<SourceEntry> Fields => _map?.Entries ?? [];

    /// <summary>Null where it is missing or has no value.</summary>
    public SourceNode? Node(string name)
    {
        _known.Add(name);
        return _map?[name] is { } node and not SourceScalar { Kind: ScalarKind.Null } ? node : null;
    }

    public SourceScalar? Scalar(string name)
    {
        var node = Node(name);
        if (node is not (null or SourceScalar))
        {
            Fail(node.Start, $"the field '{name}' must be text");
        }

        return node as SourceScalar;
    }

    public string? Text(string name) => Scalar(name)?.Value.Value;

    public IReadOnlyList<SourceNode> Items(string name)
    {
        var node = Node(name);
        if (node is not (null or SourceList))
        {
            Fail(node.Start, $"the field '{name}' must be a list (lines that begin with '- ')");
        }

        return node?.Items ?? [];
    }

    /// <summary>Names and texts; a value that is no text is an error.</summary>
    public IReadOnlyList<(PlacedText Name, SourceScalar Value)> Texts(string name)
    {
        var node = Node(name);
        if (node is not (null or SourceMap))
        {
            Fail(node.Start, $"the field '{name}' must be names with values");
        }

        var texts = new List<(PlacedText, SourceScalar)>();
        foreach (var field in (node as SourceMap)?.Entries ?? [])
        {
            if (field.Value is SourceScalar scalar)
            {
                texts.Add((field.Key, scalar));
            }
            else
            {
                Fail(field.Value.Start, $"the value of '{field.Key.Value}' must be text");
            }
        }

        return texts;
    }

    public void Fail(int at, string message) => _errors.Add(at, message);

    /// <summary>After everything was asked for.</summary>
    public void RejectUnknown()
    {
        foreach (var field in Fields.Where(f => !_known.Contains(f.Key.Value)))
        {
            Fail(field.Key.Start, $"{What} has no field '{field.Key.Value}'{NearestNames.Suggest(field.Key.Value, _known)}");
        }
    }
}
