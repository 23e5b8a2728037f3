namespace Unloop.Dockerfile.Modelling.Copying;

/// <summary>Where a COPY goes.</summary>
/// <param name="Path">Absolute, without a trailing slash.</param>
/// <param name="IsWrittenAsDirectory">It ends in a slash, or is <c>.</c>.</param>
internal sealed record Target(string Path, bool IsWrittenAsDirectory)
{
    /// <summary>Null where the working directory is not known.</summary>
    public static Target? Of(StageState state, string written) =>
        state.Resolve(written) is { } path
            ? new Target(path, written.EndsWith('/') || written is "" or "." || written.EndsWith("/.", StringComparison.Ordinal) || path == "/")
            : null;
}
