using Unloop.Dockerfile.Checks.Languages;
using Unloop.Dockerfile.Checks.Launching;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.Checks.Go;

/// <summary>One <c>go build</c> with an output.</summary>
/// <param name="Output">Absolute, as written.</param>
/// <param name="NamedAsFolder">With a slash at its end.</param>
/// <param name="Package">Absolute folder of the one package that is built; null for several, or files.</param>
internal sealed record GoBuild(RunAt Run, string Output, bool NamedAsFolder, string? Package)
{
    private static readonly string[] FlagsWithValue = ["-o", "-ldflags", "-tags", "-mod", "-p", "-gcflags", "-asmflags", "-buildmode", "-trimpath=", "-installsuffix", "-pkgdir", "-overlay", "-modfile"];

    public IReadOnlyList<string> Words => [.. Run.Command.Arguments.OfType<string>()];

    public static IEnumerable<GoBuild> Of(StageModel stage) => stage.Runs().Select(Of).OfType<GoBuild>();

    /// <summary>The program's name inside the folder: the module's or package's last part.</summary>
    public string ProgramName
    {
        get
        {
            var module = Run.Command.Before.Files.Find(Paths.Join(Package ?? "/", "go.mod")).Text?.Head.Split('\n').FirstOrDefault(l => l.StartsWith("module ", StringComparison.Ordinal));
            return Paths.Name("/" + (module?["module ".Length..].Trim() ?? Package ?? "app"));
        }
    }

    /// <summary>The texts of the package's own files, tests left out; empty where they are not known.</summary>
    public IReadOnlyList<string> Sources
    {
        get
        {
            if (Package is null)
            {
                return [];
            }

            var files = Run.Command.Before.Files;
            return [.. files.List(Package).Names.Where(n => n.EndsWith(".go", StringComparison.Ordinal) && !n.EndsWith("_test.go", StringComparison.Ordinal))
                .Select(n => files.Find(Paths.Join(Package, n)).Text?.Whole).OfType<string>()];
        }
    }

    /// <summary>The COPY that brings the program to the stage, with the path it has there.</summary>
    public (StepModel Step, string Path)? CopiedTo(StageModel stage)
    {
        foreach (var copy in stage.CopiesFromElsewhere().Where(c => c.Copy!.FromStage == Run.Step.Stage))
        {
            foreach (var source in copy.Copy!.Sources.Where(s => s.Text is not null && Paths.Absolute("/", s.Text) == Output))
            {
                if (copy.Copy.Destination is { } to)
                {
                    return (copy, copy.Copy.DestinationIsDirectory ? Paths.Join(to, Paths.Name(Output)) : to);
                }
            }
        }

        return null;
    }

    /// <summary>The command that starts the file at a path; null where another is started.</summary>
    public static LaunchedCommand? StartOf(Launch launch, string path) =>
        launch.Commands.FirstOrDefault(c => c.IsCertain && c.SetBy is not null
            && (c.Program.Contains('/', StringComparison.Ordinal) ? c.In(launch.State).Resolve(c.Program) == path : launch.State.SearchPath?.Contains(Paths.Folder(path)) == true && Paths.Name(path) == c.Program));

    /// <summary>Without comments of whole lines.</summary>
    public static IEnumerable<string> Lines(string source) => source.Split('\n').Select(l => l.Trim()).Where(l => !l.StartsWith("//", StringComparison.Ordinal));

    private static GoBuild? Of(RunAt run)
    {
        if (run.Command.Program != "go" || run.Command.Arguments is not ["build", ..] || run.Command.Arguments.Any(a => a is null) || run.Command.Directory is not { } directory)
        {
            return null;
        }

        string? output = null;
        var packages = new List<string>();
        var words = run.Command.Arguments.OfType<string>().Skip(1).ToList();
        for (var i = 0; i < words.Count; i++)
        {
            if (words[i] == "-o" && i + 1 < words.Count)
            {
                output = words[++i];
            }
            else if (words[i].StartsWith("-o=", StringComparison.Ordinal))
            {
                output = words[i][3..];
            }
            else if (FlagsWithValue.Contains(words[i]))
            {
                i++;
            }
            else if (!words[i].StartsWith('-'))
            {
                packages.Add(words[i]);
            }
        }

        var package = packages.Count == 0 ? directory : packages.Count == 1 && !packages[0].Contains("...", StringComparison.Ordinal) && packages[0].StartsWith('.') && !packages[0].EndsWith(".go", StringComparison.Ordinal) ? Paths.Absolute(directory, packages[0])
            : packages.Count == 1 && packages[0].EndsWith("main.go", StringComparison.Ordinal) ? Paths.Folder(Paths.Absolute(directory, packages[0]) ?? "/") : null;
        return output is not null && Paths.Absolute(directory, output) is { } path ? new GoBuild(run, path, output.EndsWith('/'), package) : null;
    }
}
