using System.Buffers;

namespace Unloop.Images.Inspection;

/// <summary>The instruction in a history entry, without what builders put around it.</summary>
internal static class CreatedBy
{
    private const string NoOperation = "#(nop) ";
    private const string BuildKit = "# buildkit";

    /// <summary>What makes a shell's own words out of its options.</summary>
    private static readonly SearchValues<char> Meaningful = SearchValues.Create("|&;<>()\"'");

    private static readonly string[] Instructions =
    [
        "ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER", "ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME",
        "WORKDIR",
    ];

    /// <summary>
    /// <c>/bin/sh -c #(nop)  CMD ["x"]</c> gives <c>CMD ["x"]</c>; <c>RUN |1 A=b /bin/sh -c make # buildkit</c> and <c>/bin/sh -c make</c> both
    /// <c>RUN make</c>.
    /// </summary>
    public static string Clean(string createdBy)
    {
        var text = createdBy.Trim();
        if (text.EndsWith(BuildKit, StringComparison.Ordinal))
        {
            text = text[..^BuildKit.Length].TrimEnd();
        }

        var operation = text.IndexOf(NoOperation, StringComparison.Ordinal);
        if (operation is >= 0 and < 64)
        {
            return text[(operation + NoOperation.Length)..].Trim();
        }

        var isRun = text.StartsWith("RUN ", StringComparison.Ordinal);
        if (!isRun && StartsWithInstruction(text))
        {
            return text;
        }

        var command = WithoutShell(WithoutArguments(isRun ? text[4..].TrimStart() : text), out var hadShell);
        return isRun || hadShell ? $"RUN {command}" : text;
    }

    /// <summary>Whether the step puts files into the image. A WORKDIR at most makes an empty folder.</summary>
    public static bool BringsFiles(string cleaned) =>
        cleaned.StartsWith("RUN ", StringComparison.Ordinal) || cleaned.StartsWith("COPY ", StringComparison.Ordinal) || cleaned.StartsWith("ADD ", StringComparison.Ordinal);

    private static bool StartsWithInstruction(string text) =>
        text.IndexOf(' ', StringComparison.Ordinal) is var blank and > 0 && Array.IndexOf(Instructions, text[..blank]) >= 0;

    /// <summary><c>|2 A=1 B=two words </c>: build arguments, counted; a value may hold blanks, so the shell after them is the mark.</summary>
    private static string WithoutArguments(string text)
    {
        if (text is not ['|', >= '0' and <= '9', ..])
        {
            return text;
        }

        var shell = text.IndexOf("sh -c ", StringComparison.Ordinal);
        var bash = text.IndexOf("sh -o ", StringComparison.Ordinal);
        var at = shell < 0 ? bash : bash < 0 ? shell : Math.Min(shell, bash);
        return at < 0 ? text : text[(text.LastIndexOf(' ', at) + 1)..];
    }

    /// <summary><c>/bin/sh -c </c>, <c>/bin/bash -o pipefail -c </c> and their like.</summary>
    private static string WithoutShell(string text, out bool hadShell)
    {
        var end = text.IndexOf(" -c ", StringComparison.Ordinal);
        hadShell = end is > 0 and < 64 && text.StartsWith('/') && text.AsSpan(0, end) is var before && !before.ContainsAny(Meaningful)
            && (before.IndexOf(' ') is var blank && blank < 0 ? before : before[..blank]).EndsWith("sh");
        return hadShell ? text[(end + 4)..].Trim() : text;
    }
}
