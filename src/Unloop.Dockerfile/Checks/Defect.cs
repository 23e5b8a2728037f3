using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Checks;

/// <summary>One defect, at one instruction.</summary>
public sealed record Defect
{
    /// <summary><see cref="RuleDescription.Id"/>.</summary>
    public required string Rule { get; init; }

    public required Severity Severity { get; init; }

    /// <summary>One sentence that says what is wrong here, with its exact names.</summary>
    public required string Statement { get; init; }

    /// <summary>The instruction to blame: the one that an author would change.</summary>
    public required Instruction Instruction { get; init; }

    /// <summary>The exact thing: a module, path, program, variable, port, user.</summary>
    public required string Subject { get; init; }

    /// <summary>The line that the log or the pod's status will show.</summary>
    public required string Symptom { get; init; }

    /// <summary>What to do about it, in one sentence.</summary>
    public required string Repair { get; init; }

    /// <summary>1-based physical line.</summary>
    public int Line => Instruction.FirstLine;
}
