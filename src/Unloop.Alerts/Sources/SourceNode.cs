namespace Unloop.Alerts.Sources;

/// <summary>A tree of values with their places: what JSON, YAML and HCL have in common.</summary>
public abstract record SourceNode(int Start, int End)
{
    /// <summary>The value below these keys; null where one of them is not there.</summary>
    public SourceNode? Find(params IReadOnlyList<string> path)
    {
        SourceNode? node = this;
        foreach (var key in path)
        {
            node = (node as SourceMap)?[key];
        }

        return node;
    }

    /// <summary>A scalar's text; null for all else, and for what is not known.</summary>
    public PlacedText? Text => this is SourceScalar { Kind: not (ScalarKind.Null or ScalarKind.Unknown) } scalar ? scalar.Value : null;

    public IReadOnlyList<SourceNode> Items => this is SourceList list ? list.Elements : [];
}

public record SourceMap(IReadOnlyList<SourceEntry> Entries, int Start, int End) : SourceNode(Start, End)
{
    /// <summary>The last of that name, as parsers take it.</summary>
    public SourceNode? this[string key] => Entries.LastOrDefault(e => e.Key.Value == key)?.Value;
}

/// <summary>A block of HCL: <c>resource "datadog_monitor" "web" { … }</c>.</summary>
/// <param name="Labels">What stands between its type, which is the entry's key, and the brace.</param>
public sealed record SourceBlock(IReadOnlyList<PlacedText> Labels, IReadOnlyList<SourceEntry> Entries, int Start, int End) : SourceMap(Entries, Start, End);

public sealed record SourceEntry(PlacedText Key, SourceNode Value);

public sealed record SourceList(IReadOnlyList<SourceNode> Elements, int Start, int End) : SourceNode(Start, End);

public sealed record SourceScalar(PlacedText Value, ScalarKind Kind, int Start, int End) : SourceNode(Start, End);

public enum ScalarKind
{
    Text,
    Number,
    Boolean,
    Null,

    /// <summary>Known only when it is evaluated: an expression of HCL. The value is its source.</summary>
    Unknown,
}

/// <param name="At">Offset in the file.</param>
public sealed record SourceError(int At, string Message);

/// <param name="Documents">As far as they could be read.</param>
public sealed record SourceTree(IReadOnlyList<SourceNode> Documents, IReadOnlyList<SourceError> Errors);
