using Unloop.Core.Text;

using YamlDotNet.RepresentationModel;

namespace Unloop.Knowledge;

/// <summary>
/// Reads the fields of one YAML mapping and remembers what was asked for, so that a field that nobody asked for is an error with a
/// suggestion. Errors are collected, never thrown: the author sees all of them at once.
/// </summary>
internal sealed class YamlFields
{
    private readonly Dictionary<string, YamlNode> _fields = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly ICollection<KnowledgeError> _errors;
    private readonly string _file;
    private readonly YamlNode _node;

    public YamlFields(string file, YamlNode node, ICollection<KnowledgeError> errors)
    {
        _file = file;
        _node = node;
        _errors = errors;
        if (node is not YamlMappingNode mapping)
        {
            Fail(node, "a mapping of fields is expected here");
            return;
        }

        foreach (var (key, value) in mapping.Children)
        {
            if (key is YamlScalarNode { Value: { } name })
            {
                _fields[name] = value;
            }
            else
            {
                Fail(key, "a field's name must be plain text");
            }
        }
    }

    public bool Has(string name) => _fields.ContainsKey(name);

    public YamlNode? Node(string name)
    {
        _known.Add(name);
        return _fields.GetValueOrDefault(name);
    }

    public string Required(string name)
    {
        var text = Optional(name);
        if (string.IsNullOrWhiteSpace(text))
        {
            Fail(Node(name) ?? _node, $"the field '{name}' is missing or empty");
        }

        return text ?? "";
    }

    public string? Optional(string name)
    {
        switch (Node(name))
        {
            case null:
                return null;
            case YamlScalarNode scalar:
                return scalar.Value;
            case var other:
                Fail(other, $"the field '{name}' must be text");
                return null;
        }
    }

    public int Number(string name, int fallback)
    {
        if (Optional(name) is not { } text)
        {
            return fallback;
        }

        if (int.TryParse(text, out var number))
        {
            return number;
        }

        Fail(Node(name)!, $"the field '{name}' must be a whole number");
        return fallback;
    }

    public bool Flag(string name)
    {
        var text = Optional(name);
        if (text is not (null or "true" or "false"))
        {
            Fail(Node(name)!, $"the field '{name}' must be true or false");
        }

        return text == "true";
    }

    /// <summary>A list of texts; a single text counts as a list of one.</summary>
    public IReadOnlyList<string> Texts(string name) => Node(name) is { } node ? TextsOf(node, name) : [];

    public IReadOnlyList<string> TextsOf(YamlNode node, string name)
    {
        if (node is YamlScalarNode { Value: { } single })
        {
            return [single];
        }

        if (node is not YamlSequenceNode sequence || !sequence.Children.All(c => c is YamlScalarNode))
        {
            Fail(node, $"the field '{name}' must be a text or a list of texts");
            return [];
        }

        return [.. sequence.Children.Cast<YamlScalarNode>().Select(s => s.Value ?? "")];
    }

    /// <summary>A list of mappings.</summary>
    public IEnumerable<YamlNode> Items(string name)
    {
        switch (Node(name))
        {
            case null:
                return [];
            case YamlSequenceNode sequence:
                return sequence.Children;
            case var other:
                Fail(other, $"the field '{name}' must be a list");
                return [];
        }
    }

    public IEnumerable<(string Name, YamlNode Value)> All()
    {
        _known.UnionWith(_fields.Keys);
        return _fields.Select(f => (f.Key, f.Value));
    }

    /// <summary>One of a closed list of tokens, with the nearest one suggested.</summary>
    public T Token<T>(string name, T fallback, params ReadOnlySpan<(string Token, T Value)> tokens)
    {
        if (Optional(name) is not { } text)
        {
            return fallback;
        }

        var names = new List<string>();
        foreach (var (token, value) in tokens)
        {
            if (token == text)
            {
                return value;
            }

            names.Add(token);
        }

        Fail(Node(name)!, $"'{text}' is not one of {string.Join(", ", names)}{NearestNames.Suggest(text, names)}");
        return fallback;
    }

    public void Fail(YamlNode? node, string message)
    {
        var mark = (node ?? _node).Start;
        _errors.Add(new(_file, mark.Line, mark.Column, message));
    }

    public void RejectUnknown()
    {
        foreach (var (name, value) in _fields.Where(f => !_known.Contains(f.Key)))
        {
            Fail(value, $"there is no field '{name}' here{NearestNames.Suggest(name, _known)}");
        }
    }
}
