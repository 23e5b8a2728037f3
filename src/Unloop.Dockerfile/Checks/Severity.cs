namespace Unloop.Dockerfile.Checks;

/// <summary>How surely a defect ends in a container that does not run.</summary>
public enum Severity
{
    /// <summary>True, and of use, but it harms only where the cluster asks for more: shown on request only.</summary>
    Note,

    /// <summary>The container fails under a condition that the Dockerfile does not show, and the finding names.</summary>
    Warning,

    /// <summary>The container cannot start, ends by itself, or dies on the first use of what is missing.</summary>
    Error,
}
