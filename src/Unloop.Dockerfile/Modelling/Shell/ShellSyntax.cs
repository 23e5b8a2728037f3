namespace Unloop.Dockerfile.Modelling.Shell;

/// <summary>A command line as a POSIX shell reads it, as far as this reader goes.</summary>
internal abstract record ShellNode;

/// <summary>Commands in a row.</summary>
internal sealed record ShellList(IReadOnlyList<ShellItem> Items) : ShellNode
{
    public static ShellList Empty { get; } = new([]);
}

/// <param name="InBackground">Ends in <c>&amp;</c>.</param>
internal sealed record ShellItem(ShellChain Chain, bool InBackground);

/// <summary>Pipelines joined by <c>&amp;&amp;</c> and <c>||</c>, which bind alike, from the left.</summary>
internal sealed record ShellChain(ShellPipeline First, IReadOnlyList<(bool IsAnd, ShellPipeline Pipeline)> Rest);

internal sealed record ShellPipeline(IReadOnlyList<ShellNode> Commands, bool IsNegated);

/// <summary>A program or builtin with its words.</summary>
/// <param name="Text">As written.</param>
internal sealed record SimpleCommand(
    IReadOnlyList<(string Name, ShellWord Value)> Assignments, IReadOnlyList<ShellWord> Words, IReadOnlyList<ShellRedirect> Redirects, string Text) : ShellNode;

/// <summary><c>( … )</c> or <c>{ …; }</c></summary>
internal sealed record ShellGroup(ShellList Body, bool IsSubshell, IReadOnlyList<ShellRedirect> Redirects) : ShellNode;

/// <summary><c>if</c>, <c>for</c>, <c>while</c>, <c>case</c>: parts that may run, any number of times.</summary>
/// <param name="Variable">Of a <c>for</c>.</param>
internal sealed record ShellChoice(IReadOnlyList<ShellList> Parts, string? Variable, IReadOnlyList<ShellRedirect> Redirects) : ShellNode;

/// <param name="Operator"><c>&gt;</c>, <c>&gt;&gt;</c>, <c>&lt;</c>, <c>&amp;&gt;</c>, <c>&lt;&lt;</c>, …</param>
/// <param name="Descriptor">Before the operator; null without.</param>
internal sealed record ShellRedirect(string Operator, int? Descriptor, ShellWord Target)
{
    public bool Writes => Operator is ">" or ">>" or ">|" or "&>" or "&>>" && !Target.Raw.StartsWith('&');
}

internal enum PieceKind
{
    Text,

    /// <summary><c>$NAME</c>, <c>${NAME}</c>, or with something behind the name, which then stands in <see cref="ShellPiece.Modifier"/>.</summary>
    Variable,

    /// <summary><c>$(…)</c>, backticks, <c>$((…))</c>: not known.</summary>
    Substitution,
}

internal sealed record ShellPiece(PieceKind Kind, string Text, bool IsQuoted, string Modifier = "");

/// <param name="Raw">As written.</param>
internal sealed record ShellWord(string Raw, IReadOnlyList<ShellPiece> Pieces)
{
    /// <summary>The word where it is plain text; null when something in it must be expanded.</summary>
    public string? Literal => Pieces.All(p => p.Kind == PieceKind.Text) ? string.Concat(Pieces.Select(p => p.Text)) : null;

    /// <summary>Plain text without any quote: what can be a keyword.</summary>
    public string? Bare => Pieces is [{ Kind: PieceKind.Text, IsQuoted: false } only] ? only.Text : null;
}
