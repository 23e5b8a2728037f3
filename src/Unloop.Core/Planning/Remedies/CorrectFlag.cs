using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Unloop.Core.Text;

namespace Unloop.Core.Planning.Remedies;

/// <summary>A flag that the program does not know: the one that it meant, the one that the healthy revision had, or none.</summary>
internal sealed partial class CorrectFlag : IRemedy
{
    /// <summary>What Node.js knows and people misremember; its own message names no neighbour.</summary>
    private static readonly string[] NodeFlags =
        ["--max-old-space-size", "--max-semi-space-size", "--max-http-header-size", "--stack-size", "--enable-source-maps", "--unhandled-rejections", "--trace-warnings", "--no-warnings",
            "--experimental-modules", "--heapsnapshot-near-heap-limit", "--experimental-fetch", "--openssl-legacy-provider"];

    /// <summary>Variables that runtimes read flags from.</summary>
    private static readonly string[] FlagVariables = ["NODE_OPTIONS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "JAVA_OPTS", "_JAVA_OPTIONS"];

    public IReadOnlyList<Category> Categories { get; } = [Category.BadFlag];

    public IEnumerable<Proposal> Propose(RemedyCase @case)
    {
        if (@case.Cause.Rule == "repeated-command")
        {
            return Once(@case) is { } once ? [once] : [];
        }

        return @case.Cause.Subject.StartsWith('-') ? ForFlag(@case, @case.Cause.Subject) : [];
    }

    private static IEnumerable<Proposal> ForFlag(RemedyCase @case, string flag)
    {
        if (Meant(@case, flag) is { } meant && Edit(@case, flag, w => meant + ValueOf(w), needsNoOperand: false) is { } right)
        {
            yield return right.Propose($"Write {meant} in place of {Name(flag)}, which the program does not know: it is the nearest that it has.");
        }

        if (Edit(@case, flag, _ => null, needsNoOperand: true) is { } without)
        {
            yield return without.Propose($"Leave out {Name(flag)}: the program does not know it and ends; what it was to do is then not done.");
        }
    }

    /// <summary>Args without the words that the command has said already.</summary>
    private static TemplateProposal? Once(RemedyCase @case)
    {
        var edit = new TemplateEditor(@case.Workload.Template);
        if (edit.Container(@case.Cause.Container) is not { } container)
        {
            return null;
        }

        var (command, args) = (TemplateEditor.Words(container["command"]), TemplateEditor.Words(container["args"]));
        var same = command.Zip(args).TakeWhile(p => p.First == p.Second).Count();
        if (same == 0 || same < command.Count)
        {
            return null;
        }

        container["args"] = TemplateEditor.List(args.Skip(same));
        return edit.Propose($"Take the first {same} words out of the args of {@case.Cause.Container}: its command says them already.");
    }

    /// <summary>The flag wherever the spec has it as a word of its own; null where it has not, or where what follows may be its operand.</summary>
    private static TemplateEditor? Edit(RemedyCase @case, string flag, Func<string, string?> word, bool needsNoOperand)
    {
        var edit = new TemplateEditor(@case.Workload.Template);
        if (edit.Container(@case.Cause.Container) is not { } container)
        {
            return null;
        }

        foreach (var list in new[] { "args", "command" })
        {
            var words = TemplateEditor.Words(container[list]);
            if (words.Count == (container[list] as JsonArray)?.Count && Replace(words, flag, word, needsNoOperand) is { } replaced)
            {
                container[list] = TemplateEditor.List(replaced);
                return edit;
            }
        }

        foreach (var variable in container["env"].Objects().Where(e => FlagVariables.Contains(e["name"].Text())))
        {
            if (variable["value"].Text() is { } value && !value.Contains('"', StringComparison.Ordinal) && !value.Contains('\'', StringComparison.Ordinal)
                && Replace(value.Split(' ', StringSplitOptions.RemoveEmptyEntries), flag, word, needsNoOperand) is { } replaced)
            {
                variable["value"] = string.Join(' ', replaced);
                return edit;
            }
        }

        return null;
    }

    private static List<string>? Replace(IReadOnlyList<string> words, string flag, Func<string, string?> word, bool needsNoOperand)
    {
        var at = words.TakeWhile(w => !IsFlag(w, flag)).Count();
        var mayHaveOperand = at + 1 < words.Count && !words[at + 1].StartsWith('-') && !words[at].Contains('=', StringComparison.Ordinal);
        return at == words.Count || (needsNoOperand && mayHaveOperand)
            ? null : [.. words.Take(at), .. word(words[at]) is { } replacement ? [replacement] : Array.Empty<string>(), .. words.Skip(at + 1)];
    }

    /// <summary>Programs name a flag with one dash, two or with its value.</summary>
    private static bool IsFlag(string word, string flag) => word.StartsWith('-') && (word == flag || Name(word).TrimStart('-') == Name(flag).TrimStart('-'));

    private static string Name(string flag) => flag.IndexOf('=', StringComparison.Ordinal) is > 0 and var at ? flag[..at] : flag;

    private static string ValueOf(string word) => word[Name(word).Length..];

    private static string? Meant(RemedyCase @case, string flag)
    {
        foreach (var match in @case.Words.Where(l => l.Length < 1000).Select(l => Suggestion().Match(l)).Where(m => m.Success))
        {
            return match.Groups["flag"].Value;
        }

        var name = Name(flag);
        return @case.Cause.Rule != "node-bad-option" ? null
            : NodeFlags.Where(f => f.StartsWith(name, StringComparison.Ordinal)).ToList() is [var only] ? only
            : NodeFlags.Where(f => f != name && NearestNames.IsNear(name, f)).ToList() is [var near] ? near : null;
    }

    [GeneratedRegex("(?i)(did you mean|perhaps you meant|maybe you meant|a similar (argument|option|flag) exists|most similar (option|flag) is)[^-a-z0-9]{1,10}(?<flag>--?[a-zA-Z][a-zA-Z0-9_.-]{0,60})", RegexOptions.NonBacktracking)]
    private static partial Regex Suggestion();
}
