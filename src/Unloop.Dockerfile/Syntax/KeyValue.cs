namespace Unloop.Dockerfile.Syntax;

/// <summary>One pair of ENV, LABEL or ARG.</summary>
/// <param name="Key">As written, not expanded.</param>
/// <param name="Value">As written, quotes included, not expanded; null for an ARG without default.</param>
/// <param name="HasEquals">False in the old form <c>ENV name value</c>, and for an ARG without default.</param>
public sealed record KeyValue(string Key, string? Value, bool HasEquals);
