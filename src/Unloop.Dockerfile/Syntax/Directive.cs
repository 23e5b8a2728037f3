namespace Unloop.Dockerfile.Syntax;

/// <summary>A parser directive such as <c># syntax=docker/dockerfile:1</c>; known ones are <c>syntax</c>, <c>escape</c> and <c>check</c>.</summary>
/// <param name="Name">In lower case.</param>
/// <param name="Line">1-based physical line.</param>
public sealed record Directive(string Name, string Value, int Line);
