namespace Unloop.Dockerfile.Expansion;

/// <summary>Expands words as BuildKit's <c>frontend/dockerfile/shell</c> does: before the build, not in the container.</summary>
public static class Expander
{
    /// <summary>
    /// Whether the build expands variables in this instruction's arguments. In RUN, CMD and ENTRYPOINT it does not: there a shell does it, if there is one.
    /// In ONBUILD it happens when the trigger runs.
    /// </summary>
    public static bool Applies(string keyword) =>
        keyword is "ADD" or "ARG" or "COPY" or "ENV" or "EXPOSE" or "FROM" or "LABEL" or "STOPSIGNAL" or "USER" or "VOLUME" or "WORKDIR";

    /// <summary>Expands one word and takes its quotes away.</summary>
    /// <param name="escape">The document's escape character.</param>
    public static Expanded Expand(string word, char escape, Func<string, Variable> lookup) => new ShellLexer(word, escape, lookup, LexerOptions.None).Run();

    /// <summary>Expands a here-document's text: variables only, quotes stay.</summary>
    public static Expanded ExpandText(string text, Func<string, Variable> lookup) => new ShellLexer(text, '\\', lookup, LexerOptions.IgnoreQuotes).Run();

    /// <summary>Why a word could never be expanded, whatever the variables hold; null when it could.</summary>
    public static string? ErrorIn(string word, char escape) => Expand(word, escape, static _ => Variable.Unknown).Error;
}
