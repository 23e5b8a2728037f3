namespace Unloop.Dockerfile.Syntax;

/// <summary>A here-document of ADD, COPY or RUN.</summary>
/// <param name="Name">The delimiter, without quotes; for ADD and COPY also the name of the file.</param>
/// <param name="FileDescriptor">What stands before <c>&lt;&lt;</c>; 0 without.</param>
/// <param name="Expand">False when the delimiter is quoted.</param>
/// <param name="StripTabs"><c>&lt;&lt;-</c>: leading tabs go.</param>
/// <param name="Content">The lines between, line ends included, with their tabs.</param>
/// <param name="FirstLine">1-based physical line of the first line of the content; the delimiter's own line when the content is empty.</param>
/// <param name="LastLine">The line of the closing delimiter, or the last line of the file when it is missing.</param>
public sealed record Heredoc(string Name, int FileDescriptor, bool Expand, bool StripTabs, string Content, int FirstLine, int LastLine)
{
    /// <summary>The content as the build sees it: without leading tabs if they go.</summary>
    public string Text => StripTabs ? string.Join('\n', Content.Split('\n').Select(line => line.TrimStart('\t'))) : Content;
}
