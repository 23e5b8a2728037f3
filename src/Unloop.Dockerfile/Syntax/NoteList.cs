namespace Unloop.Dockerfile.Syntax;

/// <summary>Collects errors and warnings while a file is read.</summary>
internal sealed class NoteList
{
    private const int LongestQuote = 60;

    private readonly List<SyntaxNote> _errors = [];
    private readonly List<SyntaxNote> _warnings = [];

    public IReadOnlyList<SyntaxNote> Errors => Sorted(_errors);

    public IReadOnlyList<SyntaxNote> Warnings => Sorted(_warnings);

    public void Error(TextPosition at, string message) => _errors.Add(new(at.Line, at.Column, message));

    public void Warning(TextPosition at, string message) => _warnings.Add(new(at.Line, at.Column, message));

    /// <summary>A piece of the file, fit to stand in a message.</summary>
    public static string Clean(string text)
    {
        var start = text.Length > LongestQuote ? string.Concat(text.AsSpan(0, LongestQuote), "…") : text;
        return string.Concat(start.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '\uFFFD' : c));
    }

    private static List<SyntaxNote> Sorted(List<SyntaxNote> notes) => [.. notes.OrderBy(n => n.Line).ThenBy(n => n.Column)];
}
