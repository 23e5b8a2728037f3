using Unloop.Dockerfile.Checks;

namespace Unloop.Dockerfile.Mending;

/// <summary>What could be mended, as one patch, and what could not.</summary>
public sealed record MendResult
{
    /// <summary>A unified diff over both files; empty when nothing is changed.</summary>
    public required string Diff { get; init; }

    /// <summary>The Dockerfile afterwards; as it was when nothing is changed.</summary>
    public required string NewText { get; init; }

    /// <summary>The ignore file afterwards; null when it is not changed.</summary>
    public string? NewIgnoreText { get; init; }

    public required IReadOnlyList<MendedDefect> Mended { get; init; }

    public required IReadOnlyList<Refusal> Refusals { get; init; }

    public bool Changes => Diff.Length > 0;
}

/// <param name="Defect">As it was found when its turn came: lines may have moved by what was mended before it.</param>
/// <param name="Says">What is to be done about it, which the patch does, in one sentence.</param>
public sealed record MendedDefect(Defect Defect, string Says);

/// <param name="Reason">Why there is no patch, and what to do instead, in one or two sentences.</param>
public sealed record Refusal(Defect Defect, string Reason);

/// <summary>The names that the diff gives to the files, relative to where it will be applied.</summary>
public sealed record MendPaths(string Dockerfile = "Dockerfile", string Ignore = ".dockerignore");
