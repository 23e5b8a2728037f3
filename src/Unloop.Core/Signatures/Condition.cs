namespace Unloop.Core.Signatures;

/// <summary>Something that other evidence about the container may show; <c>Conditions.Kinds</c> holds the closed list of kinds.</summary>
/// <param name="Kind">The name of a kind.</param>
/// <param name="Arguments">Any of them will do; may hold <c>{captures}</c>.</param>
public sealed record Condition(string Kind, IReadOnlyList<string> Arguments);
