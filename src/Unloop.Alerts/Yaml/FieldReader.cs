using Unloop.Core.Text;

namespace Unloop.Alerts.Yaml;

/// <summary>
/// Reads the fields of one mapping and remembers what was asked for, so that a field that nobody asked for is an error with a suggestion. Errors are collected, never thrown.
/// </summary>
public sealed class FieldReader
{
    private readonly MarkedMapping? _mapping;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly ICollection<YamlError> _errors;

    /// <param name="what">What is read, for the errors: <c>a rule</c>.</param>
    public FieldReader(MarkedNode node, string what, ICollection<YamlError> errors)
    {
        _errors = errors;
        What = what;
        At = node.At;
        _mapping = node as MarkedMapping;
        if (_mapping is null)
        {
            Fail(node.At, $"{what} is written as fields with values here");
        }
    }

    public string What { get; }

    public TextPlace At { get; }

    public IEnumerable<MarkedField> Fields => _mapping?.Fields ?? [];

    /// <summary>Null where it is missing or has no value.</summary>
    public MarkedNode? Node(string name)
    {
        _known.Add(name);
        return _mapping?.Field(name) is { } node and not MarkedScalar { IsNull: true } ? node : null;
    }

    public MarkedScalar? Scalar(string name)
    {
        var node = Node(name);
        if (node is not (null or MarkedScalar))
        {
            Fail(node.At, $"the field '{name}' must be text");
        }

        return node as MarkedScalar;
    }

    public string? Text(string name) => Scalar(name)?.Value;

    public IReadOnlyList<MarkedNode> Items(string name)
    {
        var node = Node(name);
        if (node is not (null or MarkedSequence))
        {
            Fail(node.At, $"the field '{name}' must be a list (lines that begin with '- ')");
        }

        return (node as MarkedSequence)?.Items ?? [];
    }

    /// <summary>Names and texts; a value that is no text is an error.</summary>
    public IReadOnlyList<(MarkedField Field, MarkedScalar Value)> Texts(string name)
    {
        var node = Node(name);
        if (node is not (null or MarkedMapping))
        {
            Fail(node.At, $"the field '{name}' must be names with values");
        }

        var texts = new List<(MarkedField, MarkedScalar)>();
        foreach (var field in (node as MarkedMapping)?.Fields ?? [])
        {
            if (field.Value is MarkedScalar scalar)
            {
                texts.Add((field, scalar));
            }
            else
            {
                Fail(field.Value.At, $"the value of '{field.Name}' must be text");
            }
        }

        return texts;
    }

    public void Fail(TextPlace at, string message) => _errors.Add(new(at, message));

    /// <summary>After everything was asked for.</summary>
    public void RejectUnknown()
    {
        foreach (var field in Fields.Where(f => !_known.Contains(f.Name)))
        {
            Fail(field.At, $"{What} has no field '{field.Name}'{NearestNames.Suggest(field.Name, _known)}");
        }
    }
}
