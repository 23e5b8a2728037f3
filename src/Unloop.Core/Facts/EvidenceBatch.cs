namespace Unloop.Core.Facts;

/// <summary>What a source of evidence delivers: the pods that were asked for, and what kept others from being looked at.</summary>
public sealed record EvidenceBatch
{
    public IReadOnlyList<PodEvidence> Pods { get; init; } = [];

    public IReadOnlyList<Problem> Problems { get; init; } = [];

    /// <summary>Offline: what each file was taken for.</summary>
    public IReadOnlyList<InputNote> Inputs { get; init; } = [];

    /// <summary>Live and on request: credentials for the pods' registries. Never part of a pod's evidence, of a bundle or of a report.</summary>
    public IReadOnlyList<PullSecret> PullSecrets { get; init; } = [];
}

/// <param name="Document">A whole <c>.dockerconfigjson</c> or <c>.dockercfg</c>.</param>
public sealed record PullSecret(string Namespace, string Pod, string Document);

/// <summary>Why something that was asked for could not be looked at, in one sentence that says what to do. Decides the exit code.</summary>
public sealed record Problem(ProblemKind Kind, string Message);

public enum ProblemKind
{
    /// <summary>Exit code 2: a file, flag, context or target that is wrong.</summary>
    BadInput,

    /// <summary>Exit code 2: the target matches nothing; the message names the nearest.</summary>
    NoMatch,

    /// <summary>Exit code 3: no connection, time-out, TLS.</summary>
    Unreachable,

    /// <summary>Exit code 3: 401, or 403 on the target itself.</summary>
    Unauthorised,

    /// <summary>Exit code 4: something that Unloop will not do, with the reason.</summary>
    Refused,

    /// <summary>Exit code 1: anything else.</summary>
    Failed,
}
