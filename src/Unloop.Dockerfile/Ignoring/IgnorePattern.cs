namespace Unloop.Dockerfile.Ignoring;

/// <summary>One line of an ignore file.</summary>
/// <param name="Text">The pattern, cleaned: no <c>!</c>, no leading slash, no <c>.</c> or <c>..</c> parts.</param>
/// <param name="IsException">It begins with <c>!</c> and brings files back.</param>
/// <param name="Line">1-based.</param>
public sealed record IgnorePattern(string Text, bool IsException, int Line)
{
    private readonly PathGlob _glob = new(Text);

    /// <summary>Whether the pattern itself matches a path; what lies below a matched directory is <see cref="IgnoreFile"/>'s business.</summary>
    internal bool Matches(string path) => _glob.Matches(path);
}
