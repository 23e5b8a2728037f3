using System.Text;
using Unloop.Core.Facts;

namespace Unloop.Host.Contexts;

/// <summary>
/// Writes a Dockerfile or an ignore file anew: beside it first and then moved into place, so that it is there whole, as it was or as it shall be. A file
/// that has changed since it was read is left alone.
/// </summary>
public static class ContextEdit
{
    /// <param name="path">Of the file.</param>
    /// <param name="before">What was read; null: there was no file.</param>
    /// <returns>Null when it is written.</returns>
    public static Problem? Write(string path, string? before, string after)
    {
        // Through a link its target is written: a link stays one.
        var target = File.Exists(path) ? new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path : path;
        var temporary = $"{target}.{Path.GetRandomFileName()}.partial";
        try
        {
            if ((File.Exists(target) ? File.ReadAllText(target, Plain) : null) != before)
            {
                return new Problem(ProblemKind.Refused, $"{path} was changed by somebody else meanwhile; it is left as it is, run again");
            }

            File.WriteAllText(temporary, after, Plain);
            if (before is not null && !OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(temporary, File.GetUnixFileMode(target));
            }

            File.Move(temporary, target, overwrite: true);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Delete(temporary);
            return new Problem(ProblemKind.Failed, $"{path} could not be written: {e.Message}");
        }
    }

    /// <summary>A byte order mark is part of the text.</summary>
    private static UTF8Encoding Plain { get; } = new(encoderShouldEmitUTF8Identifier: false);
}
