using System.Text;
using Unloop.Core.Facts;

namespace Unloop.Host.Files;

#pragma warning disable RS0030 // This is the adapter that the ban on System.IO.File points to.

/// <summary>Writes generated files into one folder, and over nothing that somebody else has written.</summary>
public static class OutputFolder
{
    private const int Longest = 16 << 20;

    /// <summary>All files or none, as far as that can be known before; the problems name every file that is in the way.</summary>
    /// <param name="files">Paths relative to the folder, with slashes.</param>
    /// <param name="isOurs">Whether a file with this content may be written over; asked only where it differs.</param>
    /// <returns>The paths that were written, relative as they were given; those that were the same already are not among them.</returns>
    public static (IReadOnlyList<string> Written, IReadOnlyList<Problem> Problems) Write(string folder, IReadOnlyList<(string Path, string Content)> files, Func<string, bool> isOurs)
    {
        var (due, problems) = (new List<(string Path, byte[] Content)>(), new List<Problem>());
        foreach (var (path, content) in files)
        {
            var bytes = Encoding.UTF8.GetBytes(content);
            var there = new FileReader().Read(Path.Combine(folder, path), Longest);
            if (there.Failure is null && there.Content.Span.SequenceEqual(bytes))
            {
                continue;
            }

            if (there.Failure is not null && !there.Missing)
            {
                problems.Add(new(ProblemKind.Failed, $"{Path.Combine(folder, path)} {there.Failure}"));
            }
            else if (there.Failure is null && !isOurs(Encoding.UTF8.GetString(there.Content.Span)))
            {
                problems.Add(new(ProblemKind.Refused, $"{Path.Combine(folder, path)} was not written by unloop; move it away, choose another folder, or overwrite it with --force"));
            }

            due.Add((path, bytes));
        }

        return problems.Count > 0 ? ([], problems) : Write(folder, due);
    }

    private static (IReadOnlyList<string> Written, IReadOnlyList<Problem> Problems) Write(string folder, List<(string Path, byte[] Content)> files)
    {
        var written = new List<string>();
        foreach (var (path, content) in files)
        {
            var target = Path.GetFullPath(Path.Combine(folder, path));
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
            {
                return (written, [new(ProblemKind.Failed, $"{folder} could not be made: {e.Message}")]);
            }

            if (new FileEditor().Replace(target, content) is { } problem)
            {
                return (written, [problem]);
            }

            written.Add(path);
        }

        return (written, []);
    }
}
