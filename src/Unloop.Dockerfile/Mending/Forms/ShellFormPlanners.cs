using Unloop.Dockerfile.Editing;
using Unloop.Dockerfile.Mending.Writing;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Mending.Forms;

/// <summary><c>["node", "$APP"]</c>: a shell is put in front that replaces the variable, and gives way to the program.</summary>
internal sealed class VariablePlanner : IPlanner
{
    public IReadOnlyList<string> Rules { get; } = ["variable-in-exec-form"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        var (instruction, command) = (site.Instruction, site.Model.Target?.Command);
        if (instruction.ExecForm is not { Count: > 0 } words || command is null || site.End!.FindProgram("sh").IsAbsent || words.Any(w => w.AsSpan().ContainsAny("\"\\`")))
        {
            yield break;
        }

        var line = "exec " + string.Join(' ', words.Select(Shell));
        var isEntrypoint = command.Entrypoint?.SetBy == instruction;
        if (!isEntrypoint && command.Entrypoint is { Words.Count: > 0 } own && own.SetBy is not null && own.Words is not [.., "--"])
        {
            // CMD is arguments of the ENTRYPOINT: there is no place for a shell in it.
            yield break;
        }

        string[] all = isEntrypoint && command.Cmd is { Words.Count: > 0 } ? ["sh", "-c", line + " \"$@\"", "--"] : ["sh", "-c", line];
        if (Words.ReplaceArguments(site.Document, instruction, JsonCommand.Write(all)) is { } text)
        {
            yield return new($"Let a shell replace {site.Defect.Subject}, which then gives way to the program by exec.", text);
        }
    }

    public string Refusal(Site site) => site.End?.FindProgram("sh").IsAbsent == true
        ? "The image has no shell that could replace the variable; write the value itself, or let the program read its environment."
        : "Where this variable stands there is no place for a shell; write the value itself, or let the program read its environment.";

    private static string Shell(string word) => word.Contains('$', StringComparison.Ordinal) ? $"\"{word}\"" : ShellWord.Quote(word);
}

/// <summary><c>["cd", "/app", "&amp;&amp;", "node", "x.js"]</c>: the words become the text of a shell.</summary>
internal sealed class ShellSyntaxPlanner : IPlanner
{
    private static readonly string[] Operators = ["&&", "||", ";", "|"];

    public IReadOnlyList<string> Rules { get; } = ["shell-syntax-in-exec-form"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        if (site.Instruction.ExecForm is not { Count: > 1 } words || site.End?.FindProgram("sh").IsAbsent != false || words.Any(w => w.AsSpan().ContainsAny("\"\\'")))
        {
            yield break;
        }

        var last = words.ToList().FindLastIndex(w => Operators.Contains(w));
        var line = string.Join(' ', words.Select((w, i) => (i == last + 1 && last >= 0 && words[last] != "|" ? "exec " : "") + Plain(w)));
        if (Words.ReplaceArguments(site.Document, site.Instruction, JsonCommand.Write(["sh", "-c", line])) is { } text)
        {
            yield return new("Give the words to a shell, which understands them, and let it give way to the last program by exec.", text);
        }
    }

    public string Refusal(Site site) => "There is no shell in the image, or quotes in the array leave open what was meant; use WORKDIR in place of cd, and one program.";

    private static string Plain(string word) => word.Contains(' ', StringComparison.Ordinal) ? $"'{word}'" : word;
}
