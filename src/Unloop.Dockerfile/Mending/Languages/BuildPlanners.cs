using Unloop.Dockerfile.Mending.Writing;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.Mending.Languages;

/// <summary>Cargo keeps the empty program of the dependency trick: the real source is touched before the second build.</summary>
internal sealed class RustDummyPlanner : IPlanner
{
    private const string Build = "cargo build";

    public IReadOnlyList<string> Rules { get; } = ["rust-dummy-main"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        var at = site.Instruction.Arguments.LastIndexOf(Build, StringComparison.Ordinal);
        if (at >= 0 && site.Instruction.ExecForm is null && Words.Replace(site.Document, site.Instruction, at, 0, "touch src/main.rs && ") is { } text)
        {
            yield return new("Touch src/main.rs, so that cargo builds it again.", text);
        }
    }

    public string Refusal(Site site) => site.Defect.Repair;
}

/// <summary>Published for glibc, started on musl: published for musl, or the dll is given to dotnet.</summary>
internal sealed class MuslPublishPlanner : IPlanner
{
    public IReadOnlyList<string> Rules { get; } = ["apphost-on-musl"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        foreach (var step in site.Model.Stages.SelectMany(s => s.Steps).Where(s => s.Instruction.Keyword == "RUN" && s.Commands.Any(c => c.Program == "dotnet")))
        {
            var at = step.Instruction.Arguments.IndexOf("linux-", StringComparison.Ordinal);
            if (at >= 0 && !step.Instruction.Arguments.Contains("linux-musl", StringComparison.Ordinal) && Words.Replace(site.Document, step.Instruction, at, "linux-".Length, "linux-musl-") is { } text)
            {
                yield return new("Publish for musl, which the final image has.", text);
            }
        }

        var program = site.Defect.Subject;
        if (site.Instruction.ExecForm is { Count: > 0 } words && site.End?.Resolve(words[0]) == program && site.End.FindProgram("dotnet").IsPresent
            && JsonCommand.ReplaceElement(site.Document, site.Instruction, 0, "dotnet", words[0] + ".dll") is { } start)
        {
            yield return new($"Give the dll to dotnet, which is made for the final image, in place of {program}.", start);
        }
    }

    public string Refusal(Site site) => site.Defect.Repair;
}

/// <summary>Only the dlls of the publish folder were copied: the folder is.</summary>
internal sealed class PublishFolderPlanner : IPlanner
{
    private const string Glob = "*.dll";

    public IReadOnlyList<string> Rules { get; } = ["runtimeconfig-not-copied"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        if (site.Instruction is { Sources: [var source], ExecForm: null } && source.EndsWith(".dll", StringComparison.Ordinal) && source.Contains('/', StringComparison.Ordinal)
            && Words.LastIndexOf(site.Instruction, source) is var at and >= 0)
        {
            var folder = source[..(source.LastIndexOf('/') + 1)];
            var whole = Words.Replace(site.Document, site.Instruction, at, source.Length, folder);
            if (whole is not null && (source.EndsWith(Glob, StringComparison.Ordinal) || site.Instruction.Destination!.EndsWith('/') || site.Instruction.Destination == "."))
            {
                yield return new($"Copy the whole folder {folder}, with the file that names the framework.", whole);
            }
        }
    }

    public string Refusal(Site site) => site.Defect.Repair;
}

/// <summary>Templates that the program reads at start: copied to where it looks.</summary>
internal sealed class TemplatesPlanner : IPlanner
{
    public IReadOnlyList<string> Rules { get; } = ["templates-not-copied"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        var folder = site.Defect.Subject.Split('*', '?', '[')[0].TrimEnd('/').TrimStart('.', '/');
        if (folder.Length > 0 && site.Model.Target is { } target && target.End.Resolve(folder) is { } place && site.Context?.IsIgnored(folder) == false)
        {
            yield return new($"Copy {folder} to {place}, where the program looks.", Copies.Add(site, target, state => $"{folder} {Copies.Folder(state, place)}"));
        }
    }

    public string Refusal(Site site) => site.Defect.Repair;
}

/// <summary>An option that this Java does not know any more: left out.</summary>
internal sealed class JvmOptionPlanner : IPlanner
{
    public IReadOnlyList<string> Rules { get; } = ["jvm-option-refused"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        var (instruction, option) = (site.Instruction, site.Defect.Subject);
        var says = $"Leave {option} out, which this Java refuses.";
        if (instruction.ExecForm is { } words)
        {
            var index = words.ToList().FindIndex(w => w.StartsWith('-') && w.Contains(option, StringComparison.Ordinal));
            if (JsonCommand.ReplaceElement(site.Document, instruction, index) is { } shorter)
            {
                yield return new(says, shorter);
            }
        }
        else if (Without(instruction.Arguments, option) is var (start, length) && length > 0 && Words.Replace(site.Document, instruction, start, length, "") is { } text)
        {
            yield return new(says, text);
        }
    }

    /// <summary>The whole word that the option stands in, with one of the blanks around it.</summary>
    private static (int Start, int Length) Without(string text, string option)
    {
        var at = text.IndexOf(option, StringComparison.Ordinal);
        if (at < 0)
        {
            return (0, 0);
        }

        var (start, end) = (at, at + option.Length);
        while (start > 0 && text[start - 1] is not (' ' or '"' or '\'' or '='))
        {
            start--;
        }

        while (end < text.Length && text[end] is not (' ' or '"' or '\''))
        {
            end++;
        }

        end += end < text.Length && text[end] == ' ' ? 1 : 0;
        start -= text[end - 1] != ' ' && start > 0 && text[start - 1] == ' ' ? 1 : 0;
        return (start, end - start);
    }

    public string Refusal(Site site) => site.Defect.Repair;
}

/// <summary>A server is given a module that lies in a folder below: told to look there, or the package is copied as one.</summary>
internal sealed class ModulePathPlanner : IPlanner
{
    public IReadOnlyList<string> Rules { get; } = ["wrong-module-path"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        if (site.Context is not { } context || site.Model.Target is not { } target || target.End.WorkingDirectory is not { } here)
        {
            yield break;
        }

        var module = site.Defect.Subject;
        foreach (var step in target.Steps.Where(s => s.Instruction is { Keyword: "COPY", Sources: [var source] } && Paths.Name("/" + source.TrimEnd('/')) == module.Split('.')[0]))
        {
            var destination = step.Instruction.Destination!;
            var at = Words.LastIndexOf(step.Instruction, destination);
            if (at >= 0 && Words.Replace(site.Document, step.Instruction, at, destination.Length, $"{(destination is "." or "./" ? "." : destination.TrimEnd('/'))}/{module.Split('.')[0]}/") is { } text)
            {
                yield return new($"Copy the package {module.Split('.')[0]} as a folder, since COPY of a folder brings its contents.", text);
            }
        }

        var file = module.Replace('.', '/') + ".py";
        foreach (var found in context.Files.Where(f => f.Path.EndsWith("/" + file, StringComparison.Ordinal)).Select(f => f.Path[..^(file.Length + 1)]).Take(3).Where(f => site.End!.Files.Find(Paths.Join(here, $"{f}/{file}")).IsPresent))
        {
            var flag = Paths.Name("/" + (site.Instruction.ExecForm is [var first, ..] ? first : site.Instruction.Arguments.Split(' ')[0])) == "uvicorn" ? "--app-dir" : "--chdir";
            var program = site.Instruction.ExecForm is { } words ? JsonCommand.ReplaceElement(site.Document, site.Instruction, 0, words[0], flag, found)
                : Words.Replace(site.Document, site.Instruction, site.Instruction.Arguments.IndexOf(' ', StringComparison.Ordinal) + 1, 0, $"{flag} {found} ");
            if (program is not null)
            {
                yield return new($"Let the server look for {module} in {found}.", program);
            }
        }
    }

    public string Refusal(Site site) => site.Defect.Repair;
}
