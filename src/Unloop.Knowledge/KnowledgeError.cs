namespace Unloop.Knowledge;

/// <summary>One thing that is wrong with a signature file, and where.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
public sealed record KnowledgeError(string File, long Line, long Column, string Message)
{
    public override string ToString() => $"{File}:{Line}:{Column}: {Message}";
}
