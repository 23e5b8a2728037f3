using System.Text;
using Unloop.Core.Facts;
using Unloop.Host.Files;

namespace Unloop.Host.Contexts;

/// <summary>Writes a Dockerfile or an ignore file anew, whole. A file that has changed since it was read is left alone.</summary>
public static class ContextEdit
{
    /// <param name="path">Of the file.</param>
    /// <param name="before">What was read; null: there was no file.</param>
    /// <returns>Null when it is written.</returns>
    public static Problem? Write(string path, string? before, string after)
    {
        var editor = new FileEditor();
        var (content, problem) = editor.Read(path);
        return problem
            ?? ((content is null ? null : Plain.GetString(content)) == before
                ? editor.Replace(path, Plain.GetBytes(after))
                : new Problem(ProblemKind.Refused, $"{path} was changed by somebody else meanwhile; it is left as it is, run again"));
    }

    /// <summary>A byte order mark is part of the text.</summary>
    private static UTF8Encoding Plain { get; } = new(encoderShouldEmitUTF8Identifier: false);
}
