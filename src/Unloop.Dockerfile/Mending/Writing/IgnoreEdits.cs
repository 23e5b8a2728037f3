using Unloop.Dockerfile.Editing;
using Unloop.Dockerfile.Ignoring;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Mending.Writing;

/// <summary>Changes of the ignore file.</summary>
internal static class IgnoreEdits
{
    /// <summary>Keeps a path out of the build: one more line at the end.</summary>
    public static string Ignore(IgnoreFile? file, string pattern)
    {
        var source = file?.Source ?? new SourceText("");
        return new LineEditor(source).InsertBefore(source.LineCount + 1, pattern).Apply();
    }

    /// <summary>
    /// Lets a path in: where a line names exactly it or a folder above it in plain words, without that line; else with a line that brings it back.
    /// </summary>
    /// <param name="says">What is done, to go on a sentence with.</param>
    public static string? Admit(IgnoreFile? file, string path, out string says)
    {
        says = "";
        if (file?.Deciding(path) is not { } pattern)
        {
            return null;
        }

        var lines = new LineEditor(file.Source);
        if (pattern.Text == path)
        {
            says = $"take the line '{pattern.Text}' out of the ignore file";
            return lines.Delete(pattern.Line, pattern.Line).Apply();
        }

        says = $"add '!{path}' to the ignore file";
        return lines.InsertBefore(file.Source.LineCount + 1, "!" + path).Apply();
    }
}
