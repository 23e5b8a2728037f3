namespace Unloop.Dockerfile.Modelling.Shell;

/// <summary>A word as the program gets it.</summary>
/// <param name="Text">Null where not known.</param>
/// <param name="IsPattern">Wildcards that are not quoted are in it, and not expanded yet.</param>
internal readonly record struct Argument(string? Text, bool IsPattern)
{
    public bool Is(string text) => Text == text && !IsPattern;
}
