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
            yield return new("Touches src/main.rs, so that cargo builds it again.", text);
        }
    }

    public string Refusal(Site site) => site.Defect.Repair;
}

/// <summary>Published for glibc, started on musl: published for musl.</summary>
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
                yield return new("Publishes for musl, which the final image has.", text);
            }
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
                yield return new($"Copies the whole folder {folder}, with the file that names the framework.", whole);
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
            yield return new($"Copies {folder} to {place}, where the program looks.", Copies.Add(site, target, state => $"{folder} {Copies.Folder(state, place)}"));
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
        var index = instruction.ExecForm?.ToList().FindIndex(w => w.Split('=')[0] == option) ?? -1;
        if (index >= 0 && JsonCommand.ReplaceElement(site.Document, instruction, index) is { } shorter)
        {
            yield return new($"Leaves {option} out, which this Java refuses.", shorter);
        }

        var at = instruction.ExecForm is null ? instruction.Arguments.IndexOf(option, StringComparison.Ordinal) : -1;
        if (at > 0)
        {
            var end = instruction.Arguments.AsSpan(at).IndexOfAny(" \"'") is var length and >= 0 ? at + length : instruction.Arguments.Length;
            var blankBehind = end < instruction.Arguments.Length && instruction.Arguments[end] == ' ';
            var start = !blankBehind && instruction.Arguments[at - 1] == ' ' ? at - 1 : at;
            if (Words.Replace(site.Document, instruction, start, end + (blankBehind ? 1 : 0) - start, "") is { } text)
            {
                yield return new($"Leaves {option} out, which this Java refuses.", text);
            }
        }
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
                yield return new($"Copies the package {module.Split('.')[0]} as a folder, since COPY of a folder brings its contents.", text);
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
                yield return new($"Lets the server look for {module} in {found}.", program);
            }
        }
    }

    public string Refusal(Site site) => site.Defect.Repair;
}
