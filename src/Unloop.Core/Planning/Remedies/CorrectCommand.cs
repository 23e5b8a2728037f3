using System.Buffers;
using System.Text.Json.Nodes;
using Unloop.Core.Diagnoses;
using Unloop.Core.Facts.Images;
using Unloop.Core.Text;

namespace Unloop.Core.Planning.Remedies;

/// <summary>
/// A command of the spec that the image cannot start: the words that it was meant to be, the program where the image has it, the command of the
/// healthy revision, or the image's own.
/// </summary>
internal sealed class CorrectCommand : IRemedy
{
    private static readonly SearchValues<char> ShellCharacters = SearchValues.Create("\"'$`|&;<>()*?\\\n");

    private static readonly string[] Lists = ["command", "args"];

    public IReadOnlyList<Category> Categories { get; } = [Category.CommandNotFound, Category.NotExecutable, Category.MissingFile];

    public IEnumerable<Proposal> Propose(RemedyCase @case)
    {
        if (@case.Cause.Category == Category.NotExecutable)
        {
            return ByInterpreter(@case) is { } run ? [run] : [];
        }

        // Where a script of the image misses its tool, the spec's command is not to blame.
        var container = new TemplateEditor(@case.Workload.Template).Container(@case.Cause.Container);
        var list = container is null ? null : Lists.FirstOrDefault(l => TemplateEditor.Words(container[l]).Contains(@case.Cause.Subject, StringComparer.Ordinal));
        var isProgram = list is not null && TemplateEditor.Words(container![list])[0] == @case.Cause.Subject && (list == "command" || container["command"] is null);
        if (list is null || (!isProgram && @case.Cause.Category != Category.MissingFile))
        {
            return [];
        }

        return new[] { Split(@case, list, isProgram), Elsewhere(@case, list), AsBefore(@case), OfImage(@case, isProgram) }.OfType<Proposal>();
    }

    /// <summary>One element that holds the whole command line.</summary>
    private static TemplateProposal? Split(RemedyCase @case, string list, bool isProgram)
    {
        var edit = new TemplateEditor(@case.Workload.Template);
        var container = edit.Container(@case.Cause.Container)!;
        var words = @case.Cause.Subject.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (!isProgram || words.Length < 2 || @case.Cause.Subject.AsSpan().IndexOfAny(ShellCharacters) >= 0)
        {
            return null;
        }

        container[list] = TemplateEditor.List(words.Concat(TemplateEditor.Words(container[list]).Skip(1)));
        return edit.Propose($"Write the {list} of {@case.Cause.Container} as {words.Length} elements: as one, '{Sentence.Shorten(@case.Cause.Subject, 80)}' is taken for the name of a program.");
    }

    /// <summary>The same name at another place of the image, or the one name beside it that is near.</summary>
    private static TemplateProposal? Elsewhere(RemedyCase @case, string list)
    {
        var wanted = @case.Cause.Subject;
        var name = wanted[(wanted.LastIndexOf('/') + 1)..];
        if (@case.Image is not { } image || name.Length < 2)
        {
            return null;
        }

        var there = image.Files.Where(f => f is { Presence: FilePresence.Present, Kind: FileKind.File or null } && f.Path != wanted)
            .Select(f => f.RealPath ?? f.Path).Where(p => p.EndsWith($"/{name}", StringComparison.Ordinal)).Distinct().ToList();
        var folder = wanted.LastIndexOf('/') is > 0 and var slash ? wanted[..slash] : null;
        var near = folder is null ? [] : (image.File(folder)?.Entries ?? []).Where(e => NearestNames.IsNear(name, e)).ToList();
        var right = there is [var same] ? same : there.Count == 0 && near is [var only] ? $"{folder}/{only}" : null;
        if (right is null)
        {
            return null;
        }

        var edit = new TemplateEditor(@case.Workload.Template);
        var container = edit.Container(@case.Cause.Container)!;
        container[list] = TemplateEditor.List(TemplateEditor.Words(container[list]).Select(w => w == wanted ? right : w));
        return edit.Propose($"Name {right} in the {list} of {@case.Cause.Container} in place of {wanted}: the image has it there and nowhere else.");
    }

    private static TemplateProposal? AsBefore(RemedyCase @case)
    {
        if (@case.Workload.Healthy is not { HadReadyPods: true } healthy || new TemplateEditor(healthy.Template).Container(@case.Cause.Container) is not { } before)
        {
            return null;
        }

        var edit = new TemplateEditor(@case.Workload.Template);
        var container = edit.Container(@case.Cause.Container)!;
        if (CanonicalJson.Equal(container["command"], before["command"]) && CanonicalJson.Equal(container["args"], before["args"]))
        {
            return null;
        }

        foreach (var list in Lists)
        {
            container.Remove(list);
            if (before[list] is { } words)
            {
                container[list] = words.DeepClone();
            }
        }

        return edit.Propose($"Give {@case.Cause.Container} the command and args of revision {healthy.Name}, which had ready pods; everything else stays.");
    }

    /// <summary>Without the spec's command, and where the image has no entrypoint for them without its args.</summary>
    private static TemplateProposal? OfImage(RemedyCase @case, bool isProgram)
    {
        if (!isProgram || @case.Image?.Config is not { } config)
        {
            return null;
        }

        var (entrypoint, own) = (config.Entrypoint ?? [], config.Cmd ?? []);
        if ((entrypoint.Count == 0 && own.Count == 0) || entrypoint.Concat(own).First() == @case.Cause.Subject)
        {
            return null;
        }

        var edit = new TemplateEditor(@case.Workload.Template);
        var container = edit.Container(@case.Cause.Container)!;
        if (container["command"] is null && entrypoint.Count > 0)
        {
            return null;
        }

        container.Remove("command");
        if (entrypoint.Count == 0)
        {
            container.Remove("args");
        }

        return edit.Propose($"Leave the command of {@case.Cause.Container} to the image, which starts {entrypoint.Concat(own).First()}: it does not have {@case.Cause.Subject}.");
    }

    /// <summary>A script without its executable bit is read by the interpreter that its first line names.</summary>
    private static TemplateProposal? ByInterpreter(RemedyCase @case)
    {
        if (@case.Image is not { Entrypoint: { Argv: [var program, ..] } start } image || program != @case.Cause.Subject
            || (start.Program?.Head ?? image.File(program)?.Head) is not { } head || !head.StartsWith("#!/", StringComparison.Ordinal))
        {
            return null;
        }

        var line = head[2..].Split('\n')[0];
        if (line.Contains('\r', StringComparison.Ordinal))
        {
            return null;
        }

        var edit = new TemplateEditor(@case.Workload.Template);
        if (edit.Container(@case.Cause.Container) is not { } container)
        {
            return null;
        }

        var command = TemplateEditor.Words(container["command"]);
        var interpreter = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        container["command"] = TemplateEditor.List(interpreter.Concat(command.Count > 0 ? command : image.Config.Entrypoint ?? []).Concat(command.Count == 0 && image.Config.Entrypoint is null or [] ? [program] : []));
        if (command.Count == 0 && container["args"] is null && image.Config is { Entrypoint.Count: > 0, Cmd: { Count: > 0 } own })
        {
            // A command of the spec takes the image's Cmd away.
            container["args"] = TemplateEditor.List(own);
        }

        return edit.Propose($"Start {program} by {string.Join(' ', interpreter)}, which its first line names: it has no executable bit in the image, and then needs none.");
    }
}
