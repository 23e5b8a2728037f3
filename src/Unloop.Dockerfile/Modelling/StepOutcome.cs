namespace Unloop.Dockerfile.Modelling;

public enum Outcome
{
    Unknown,
    Succeeds,

    /// <summary>The build stops here.</summary>
    Fails,

    /// <summary>Something in it fails, and the build goes on: <c>|| true</c>, <c>; exit 0</c>, a pipe.</summary>
    FailsHidden,
}

/// <param name="Reason">Of a failure: one sentence, without a full stop.</param>
/// <param name="Message">Of a failure: what the failing program or builder prints.</param>
public sealed record StepOutcome(Outcome Kind, string? Reason = null, string? Message = null)
{
    public static StepOutcome Unknown { get; } = new(Outcome.Unknown);

    public static StepOutcome Succeeds { get; } = new(Outcome.Succeeds);

    public static StepOutcome Fails(string reason, string? message = null) => new(Outcome.Fails, reason, message);

    public bool IsFailure => Kind == Outcome.Fails;

    /// <summary>Of a command that is run for its answer, such as <c>test</c>.</summary>
    internal bool IsTest { get; init; }

    /// <summary>The same where the build goes on; the "no" of a test is no failure then.</summary>
    public StepOutcome Hidden() => !IsFailure ? this : IsTest ? Succeeds : this with { Kind = Outcome.FailsHidden };
}
