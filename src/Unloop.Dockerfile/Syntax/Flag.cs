namespace Unloop.Dockerfile.Syntax;

/// <summary>A flag of an instruction, such as <c>--from=build</c>.</summary>
/// <param name="Name">Without the dashes, as written.</param>
/// <param name="Value">Without quotes, not expanded; null when there is no equals sign (<c>--link</c>).</param>
public sealed record Flag(string Name, string? Value);
