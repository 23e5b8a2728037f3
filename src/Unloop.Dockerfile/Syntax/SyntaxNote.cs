namespace Unloop.Dockerfile.Syntax;

/// <summary>Something wrong in the file, with its place and what to do about it.</summary>
/// <param name="Line">1-based physical line.</param>
/// <param name="Column">1-based column in UTF-16 units.</param>
/// <param name="Message">One sentence, no control characters.</param>
public sealed record SyntaxNote(int Line, int Column, string Message);

/// <summary>A place in the file, both parts 1-based.</summary>
public readonly record struct TextPosition(int Line, int Column);
