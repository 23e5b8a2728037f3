namespace Unloop.Dockerfile.Expansion;

/// <summary>What a word comes to.</summary>
public sealed record Expanded
{
    /// <summary>Null when it depends on a value that is unknown, or when it cannot be expanded at all.</summary>
    public string? Value { get; init; }

    /// <summary>The value split at blanks that are not quoted; null as <see cref="Value"/> is.</summary>
    public IReadOnlyList<string>? Words { get; init; }

    /// <summary>Names that were used and are not set, in the order of use.</summary>
    public IReadOnlyList<string> Unset { get; init; } = [];

    /// <summary>Names that were used and whose value is not known.</summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];

    /// <summary>Why the build would stop here: quotes that do not match, a substitution that does not exist, a <c>${v:?message}</c>; null when it would not.</summary>
    public string? Error { get; init; }

    public bool IsKnown => Value is not null;
}
