namespace Unloop.Alerts.Yaml;

/// <summary>A place in a file; both from 1, columns in characters.</summary>
public readonly record struct TextPlace(int Line, int Column);

/// <summary>A part of a YAML document that knows where it stands.</summary>
public abstract record MarkedNode(TextPlace At)
{
    /// <summary>How many nodes it and all below it are, aliases counted each time.</summary>
    internal int Weight { get; init; } = 1;
}

/// <param name="Value">What it says, without quotes, escapes and indentation.</param>
/// <param name="IsPlain">Neither quoted nor a block: <c>5</c> is a number, <c>"5"</c> is not.</param>
public sealed record MarkedScalar(TextPlace At, string Value, bool IsPlain) : MarkedNode(At)
{
    /// <summary>Nothing, <c>~</c> or <c>null</c>.</summary>
    public bool IsNull => IsPlain && Value is "" or "~" or "null" or "Null" or "NULL";

    /// <summary>Where each character of <see cref="Value"/>, and its end, stands in the file; in a block or in quotes too.</summary>
    internal ScalarPlaces? Places { get; init; }

    /// <summary>Where a character of <see cref="Value"/> stands in the file; its length gives the end.</summary>
    public TextPlace PlaceOf(int index) => Places?.Of(index) ?? At;
}

public sealed record MarkedSequence(TextPlace At, IReadOnlyList<MarkedNode> Items) : MarkedNode(At);

/// <param name="Fields">In their order; each key once.</param>
public sealed record MarkedMapping(TextPlace At, IReadOnlyList<MarkedField> Fields) : MarkedNode(At)
{
    /// <summary>Null where there is none.</summary>
    public MarkedNode? Field(string name) => Fields.FirstOrDefault(f => f.Name == name)?.Value;

    /// <summary>The text of a field; null where it is missing, empty or no scalar.</summary>
    public string? Text(string name) => Field(name) is MarkedScalar { IsNull: false } scalar ? scalar.Value : null;
}

/// <param name="At">Of the key.</param>
public sealed record MarkedField(string Name, TextPlace At, MarkedNode Value);

/// <param name="Message">One sentence without full stop.</param>
public sealed record YamlError(TextPlace At, string Message);
