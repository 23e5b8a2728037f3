using Unloop.Dockerfile.Checks.Forms;
using Unloop.Dockerfile.Checks.Launching;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Checks.Files;

internal enum MissingBecause
{
    /// <summary>An instruction deleted it.</summary>
    Deleted,

    /// <summary>A relative WORKDIR leads one folder too deep.</summary>
    WorkDirectory,

    /// <summary>The ignore file keeps it from a COPY that would have brought it.</summary>
    Ignored,

    /// <summary>COPY of a folder brought the folder's contents, not the folder.</summary>
    ContentsCopied,

    /// <summary>The same name lies in another folder of the image.</summary>
    Elsewhere,

    /// <summary>The context has it, and no COPY brings it.</summary>
    NotCopied,

    /// <summary>Nowhere: neither in the image nor in the context.</summary>
    Nowhere,
}

/// <summary>A file that the start command names and the image does not have, with the one reason that is to blame.</summary>
/// <param name="ToBlame">The instruction that an author would change.</param>
/// <param name="Place">Where the file is instead: a path in the image, or in the context; null for nowhere.</param>
internal sealed record MissingFile(StartedFile File, MissingBecause Because, Instruction ToBlame, string? Place)
{
    public string Path => File.Candidates[0];

    public string Symptom
    {
        get
        {
            var name = File.Name;
            return File.Interpreter switch
            {
                "node" => $"Error: Cannot find module '{Path}'",
                "python" => $"python: can't open file '{Path}': [Errno 2] No such file or directory",
                "java" => $"Error: Unable to access jarfile {name}",
                "dotnet" => $"The application '{name}' does not exist or is not a managed .dll or .exe.",
                "php" => $"Could not open input file: {name}",
                "ruby" => $"ruby: No such file or directory -- {name} (LoadError)",
                { } shell when Names.IsShell(shell) => $"{shell}: can't open '{name}': No such file or directory",
                { } other => $"{other}: {name}: No such file or directory",
                null when File.Command.InShell => $"/bin/sh: {name}: not found",
                null => $"exec: \"{name}\": stat {name}: no such file or directory",
            };
        }
    }

    public static IEnumerable<MissingFile> Of(BuildModel model)
    {
        if (Launch.Of(model) is not { } launch || EntrypointAndCmdDouble.IsDoubled(model))
        {
            yield break;
        }

        foreach (var file in StartedFile.Of(launch).Where(f => f.SetBy is not null && f.Command.IsFirst && !f.Name.Contains(' ', StringComparison.Ordinal)))
        {
            if (file.Candidates.All(c => launch.State.Files.Find(c).IsAbsent))
            {
                yield return new MissingFileSearch(model, launch, file).Explain();
            }
        }
    }
}

/// <summary>Looks for the reason, the nearest first.</summary>
internal sealed class MissingFileSearch(BuildModel model, Launch launch, StartedFile file)
{
    private static readonly string[] SourceFolders = ["", "src/", "app/", "dist/", "build/", "bin/", "scripts/", "docker/", "target/", "target/release/"];

    private StageState State => launch.State;

    private string Path => file.Candidates[0];

    private string Name => Names.Base(Path);

    public MissingFile Explain() => Deleted() ?? WorkDirectory() ?? Ignored() ?? ContentsCopied() ?? Elsewhere() ?? NotCopied() ?? Because(MissingBecause.Nowhere, file.SetBy!);

    private MissingFile Because(MissingBecause reason, Instruction toBlame, string? place = null) => new(file, reason, toBlame, place);

    private MissingFile? Deleted() =>
        file.Candidates.Select(c => State.Files.Find(c).DeletedBy?.Instruction).FirstOrDefault(i => i is not null) is { } instruction
            ? Because(MissingBecause.Deleted, instruction)
            : null;

    private MissingFile? WorkDirectory()
    {
        if (file.Name.StartsWith('/'))
        {
            return null;
        }

        foreach (var step in Steps("WORKDIR").Where(s => !s.Instruction.Arguments.TrimStart('"').StartsWith('/')))
        {
            if (step.After.WorkingDirectory == State.WorkingDirectory && step.Before.Resolve(file.Name) is { } place && place != Path && IsFile(place))
            {
                return Because(MissingBecause.WorkDirectory, step.Instruction, place);
            }
        }

        return null;
    }

    private MissingFile? Ignored()
    {
        foreach (var (step, source) in SourcesInContext(file.Candidates))
        {
            if (model.Context!.Find(source) is not null && model.Context.IsIgnored(source))
            {
                return Because(MissingBecause.Ignored, step.Instruction, source);
            }
        }

        return null;
    }

    /// <summary><c>/app/dist/main.js</c> is wanted and <c>/app/main.js</c> is there.</summary>
    private MissingFile? ContentsCopied()
    {
        var parts = Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < parts.Length - 1; i++)
        {
            var place = "/" + string.Join('/', parts.Where((_, index) => index != i));
            if (IsFile(place) && State.Files.Find(place).MadeBy?.Instruction is { Keyword: "COPY" or "ADD" } copy && copy.Sources.Any(s => Names.Base(s.TrimEnd('/')) == parts[i]))
            {
                return Because(MissingBecause.ContentsCopied, copy, place);
            }
        }

        return null;
    }

    private MissingFile? Elsewhere()
    {
        var folders = Steps("WORKDIR").Select(s => s.After.WorkingDirectory)
            .Concat(Steps("COPY", "ADD").SelectMany(s => Landings(s)))
            .Concat(State.SearchPath ?? [])
            .Append("/")
            .OfType<string>()
            .Distinct();
        foreach (var folder in folders)
        {
            foreach (var below in SourceFolders)
            {
                var place = $"{folder.TrimEnd('/')}/{below}{Name}";
                if (place != Path && IsFile(place))
                {
                    return Because(MissingBecause.Elsewhere, file.SetBy!, place);
                }
            }
        }

        return null;
    }

    private MissingFile? NotCopied()
    {
        if (model.Context is not { } context || State.WorkingDirectory is not { } directory)
        {
            return null;
        }

        var relative = Path.StartsWith(directory.TrimEnd('/') + "/", StringComparison.Ordinal) ? Path[(directory.TrimEnd('/').Length + 1)..] : Path.TrimStart('/');
        foreach (var name in file.Candidates.Select(c => relative + c[Path.Length..]))
        {
            if (context.Find(name) is { Kind: EntryKind.File })
            {
                return Because(MissingBecause.NotCopied, file.SetBy!, name);
            }
        }

        var alike = context.Files.Where(f => f.Kind == EntryKind.File && Names.Base(f.Path) == Name && !f.Path.Contains("node_modules/", StringComparison.Ordinal)).Take(2).ToList();
        return alike.Count == 1 ? Because(MissingBecause.NotCopied, file.SetBy!, alike[0].Path) : null;
    }

    /// <summary>Paths of the context that would have landed at one of the paths, had they been sent.</summary>
    private IEnumerable<(StepModel Step, string Source)> SourcesInContext(IReadOnlyList<string> paths)
    {
        if (model.Context is null)
        {
            yield break;
        }

        foreach (var step in Steps("COPY", "ADD").Where(s => s.Copy is { IsFromContext: true, Destination: not null }))
        {
            foreach (var source in step.Copy!.Sources.Where(s => s.Text is not null && s.Kind == EntryKind.Directory))
            {
                var folder = source.Text!.Trim('/') is var f && f is "." or "" ? "" : f.StartsWith("./", StringComparison.Ordinal) ? f[2..] + "/" : f + "/";
                foreach (var path in paths.Where(p => p.StartsWith(step.Copy.Destination!.TrimEnd('/') + "/", StringComparison.Ordinal)))
                {
                    yield return (step, folder + path[(step.Copy.Destination!.TrimEnd('/').Length + 1)..]);
                }
            }
        }
    }

    private static IEnumerable<string?> Landings(StepModel step)
    {
        yield return step.Copy?.Destination;
        foreach (var match in step.Copy?.Sources.SelectMany(s => s.Matches) ?? [])
        {
            yield return match.Destination[..Math.Max(1, match.Destination.LastIndexOf('/'))];
        }
    }

    private bool IsFile(string path) => State.Files.Find(path) is { IsPresent: true, Kind: not EntryKind.Directory };

    /// <summary>Of the target and the stages that it stands on, first to last.</summary>
    private IEnumerable<StepModel> Steps(params string[] keywords)
    {
        var chain = new Stack<StageModel>();
        for (var stage = launch.Stage; stage is not null && chain.Count < 100; stage = stage.Parent)
        {
            chain.Push(stage);
        }

        return chain.SelectMany(s => s.Steps).Where(s => keywords.Contains(s.Instruction.Keyword));
    }
}
