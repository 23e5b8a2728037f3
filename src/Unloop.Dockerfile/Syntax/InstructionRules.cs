using Unloop.Dockerfile.Expansion;

namespace Unloop.Dockerfile.Syntax;

/// <summary>What BuildKit refuses in a single instruction, in our words, with what to do.</summary>
internal static class InstructionRules
{
    public static void Check(Instruction instruction, char escape, TextPosition at, NoteList notes, bool insideOnbuild)
    {
        if (!Keywords.Known(instruction.Keyword))
        {
            var meant = Keywords.Nearest(instruction.Keyword) is { } nearest ? $" Did you mean {nearest}?" : " Is a continuation missing at the end of the line before it?";
            notes.Error(at, $"There is no instruction '{NoteList.Clean(instruction.KeywordAsWritten)}'.{meant}");
            return;
        }

        if (insideOnbuild && instruction.Keyword is "ONBUILD" or "FROM" or "MAINTAINER")
        {
            notes.Error(at, $"{instruction.Keyword} is not allowed after ONBUILD; register another instruction.");
        }

        CheckFlags(instruction, at, notes);
        if (Missing(instruction) is { } message)
        {
            notes.Error(at, message);
        }

        CheckExpansion(instruction, escape, at, notes);
    }

    private static void CheckFlags(Instruction instruction, TextPosition at, NoteList notes)
    {
        var keyword = instruction.Keyword;
        var known = Keywords.Flags(keyword);
        foreach (var flag in instruction.Flags)
        {
            var name = NoteList.Clean(flag.Name);
            if (!known.Contains(flag.Name))
            {
                notes.Error(at, known.Count == 0 ? $"{keyword} takes no flags, but has --{name}." : $"{keyword} has no flag --{name}; it takes --{string.Join(", --", known)}.");
            }
            else if (!Keywords.IsSwitch(flag.Name) ? flag.Value is null : flag.Value is not null && flag.Value.ToLowerInvariant() is not ("true" or "false"))
            {
                notes.Error(at, Keywords.IsSwitch(flag.Name) ? $"--{name} of {keyword} takes true or false." : $"--{name} of {keyword} needs a value: --{name}=….");
            }
        }

        foreach (var twice in instruction.Flags.Where(f => known.Contains(f.Name) && !Keywords.MayRepeat(f.Name)).GroupBy(f => f.Name).Where(g => g.Count() > 1))
        {
            notes.Error(at, $"--{twice.Key} stands twice in one {keyword}; keep one of them.");
        }
    }

    private static string? Missing(Instruction instruction)
    {
        var (keyword, words) = (instruction.Keyword, instruction.Words);
        return keyword switch
        {
            "ADD" or "COPY" when words.Count < 2 => $"{keyword} needs a source and a destination.",
            "ARG" when instruction.KeyValues.Count == 0 => "ARG needs a name.",
            "ARG" or "ENV" or "LABEL" when instruction.KeyValues.Any(p => p.Key.Length == 0) => $"{keyword} has a value without a name before the equals sign.",
            "ENV" or "LABEL" when words.Count == 0 => $"{keyword} needs name=value.",
            "EXPOSE" or "MAINTAINER" or "ONBUILD" or "STOPSIGNAL" or "USER" or "VOLUME" or "WORKDIR" when words.Count == 0 => $"{keyword} needs an argument.",
            "VOLUME" when words.Any(string.IsNullOrWhiteSpace) => "VOLUME has an empty path; remove it.",
            "FROM" => MissingInFrom(instruction),
            "HEALTHCHECK" => MissingInHealthcheck(instruction),
            "SHELL" when instruction.ExecForm is not { Count: > 0 } => "SHELL needs a JSON array: SHELL [\"executable\", \"parameters\"].",
            _ => null,
        };
    }

    private static string? MissingInFrom(Instruction instruction)
    {
        var words = instruction.Words;
        if (words.Count != 1 && !(words.Count == 3 && words[1].Equals("AS", StringComparison.OrdinalIgnoreCase)))
        {
            return "FROM takes an image, or an image, AS and a name; a comment cannot stand on the same line.";
        }

        var valid = words.Count == 1 || (char.IsAsciiLetter(words[2][0]) && words[2].All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'));
        return valid ? null : $"A stage cannot be called '{NoteList.Clean(words[2])}'; use a letter, then letters, digits, '-', '_' and '.'.";
    }

    private static string? MissingInHealthcheck(Instruction instruction)
    {
        var words = instruction.Words;
        return words.Count == 0 ? "HEALTHCHECK needs CMD and a command, or NONE." : words[0].ToUpperInvariant() switch
        {
            "NONE" when words.Count > 1 => "HEALTHCHECK NONE takes no arguments.",
            "NONE" => null,
            "CMD" when words.Count == 1 || instruction.ExecForm is { Count: 0 } => "HEALTHCHECK CMD needs a command.",
            "CMD" => null,
            _ => $"HEALTHCHECK begins with CMD or NONE, not '{NoteList.Clean(words[0])}'.",
        };
    }

    /// <summary>Quotes and substitutions that can never work.</summary>
    private static void CheckExpansion(Instruction instruction, char escape, TextPosition at, NoteList notes)
    {
        if (!Expander.Applies(instruction.Keyword))
        {
            return;
        }

        var words = instruction.KeyValues.Count > 0 ? instruction.KeyValues.Select(p => p.Value ?? "") : instruction.Words;
        foreach (var word in words)
        {
            if (Expander.ErrorIn(word, escape) is { } error)
            {
                notes.Error(at, $"'{NoteList.Clean(word)}' cannot be expanded: {error}.");
            }
        }
    }
}
