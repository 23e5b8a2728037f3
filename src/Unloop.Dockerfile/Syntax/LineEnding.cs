namespace Unloop.Dockerfile.Syntax;

/// <summary>How most lines of a file end.</summary>
public enum LineEnding
{
    Lf,
    CrLf,
}
