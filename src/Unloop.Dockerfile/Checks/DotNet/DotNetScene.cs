using Unloop.Dockerfile.Checks.Languages;
using Unloop.Dockerfile.Checks.Launching;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Files;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Checks.DotNet;

/// <summary>A project that one stage publishes, and the command that starts it in the final one.</summary>
/// <param name="Publish">The one dotnet publish of its stage.</param>
/// <param name="Output">Its folder in that stage.</param>
/// <param name="Copies">The COPY steps that bring something of it.</param>
/// <param name="Folder">Where it lies in the final stage.</param>
/// <param name="Started">Absolute path of what is started: the dll given to dotnet, or the program itself.</param>
/// <param name="ByDotnet">Through <c>dotnet X.dll</c>.</param>
internal sealed record DotNetScene(Launch Launch, DotNetProject Project, RunAt Publish, string Output, IReadOnlyList<StepModel> Copies, string Folder, string Started, bool ByDotnet, LaunchedCommand Command, Instruction By)
{
    public StageModel Stage => Launch.Stage;

    public StageState State => Launch.State;

    public IReadOnlyList<string> Options => [.. Publish.Command.Arguments.OfType<string>()];

    /// <summary><c>dotnet/aspnet</c>, <c>dotnet/runtime</c>, …; null for another image.</summary>
    public string? Image => Stage.Base.Reference.Split(':', '@')[0] is var name && name.Contains("dotnet/", StringComparison.Ordinal) ? name[(name.LastIndexOf("dotnet/", StringComparison.Ordinal) + "dotnet/".Length)..] : null;

    /// <summary>A runtime of its own is, or may be, published with it.</summary>
    public bool MayBeSelfContained =>
        !(Options.Contains("--no-self-contained") || HasPair("--self-contained", "false") || HasPair("--sc", "false"))
        && (Options.Any(o => o is "--self-contained" or "--sc" or "-r" or "--runtime" or "--os" or "-a" or "--arch" || o.StartsWith("--self-contained=", StringComparison.Ordinal) || IsProperty(o, "SelfContained") || IsProperty(o, "PublishSingleFile") || IsProperty(o, "PublishAot") || IsProperty(o, "RuntimeIdentifier"))
            || Project.Has("SelfContained") || Project.Has("RuntimeIdentifier") || Project.Has("PublishAot") || Project.Has("PublishSingleFile"));

    /// <summary>Other files may set the project's properties.</summary>
    public bool HasSharedProperties { get; private init; }

    public static DotNetScene? Of(BuildModel model)
    {
        if (model.FirstFailure is not null || Launch.Of(model) is not { } launch || launch.Commands.LastOrDefault(c => c.IsCertain) is not { SetBy: { } by, Directory: { } directory } command)
        {
            return null;
        }

        var byDotnet = Names.Base(command.Program) == "dotnet";
        var named = byDotnet ? command.Words.Count > 1 && command.Words[1].EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? command.Words[1] : null
            : command.Program.Contains('/', StringComparison.Ordinal) ? command.Program : null;
        if (named is null || Names.HasVariable(named) || Paths.Absolute(directory, named) is not { } started)
        {
            return null;
        }

        foreach (var from in launch.Stage.CopiesFromElsewhere().Select(c => c.Copy!.FromStage).OfType<StageModel>().Distinct())
        {
            var publishes = from.Runs().Where(r => r.Command.Program == "dotnet" && r.Command.Arguments is ["publish", ..]).ToList();
            if (publishes.Count == 1 && Read(publishes[0]) is { } project && OutputOf(publishes[0]) is { } output && Landed(launch.Stage, from, output) is { Copies.Count: > 0 } landed)
            {
                var shared = model.Context?.Files.Any(f => Paths.Name(f.Path) is "Directory.Build.props" or "Directory.Build.targets" or "runtimeconfig.template.json") != false;
                return new DotNetScene(launch, project, publishes[0], output, landed.Copies, landed.Folder, started, byDotnet, command, by) { HasSharedProperties = shared };
            }
        }

        return null;
    }

    public static bool IsProperty(string option, string name) => (option.StartsWith("-p:", StringComparison.Ordinal) || option.StartsWith("/p:", StringComparison.Ordinal) || option.StartsWith("--property:", StringComparison.Ordinal)) && option.Contains(name, StringComparison.Ordinal);

    private bool HasPair(string name, string value) => Options.Index().Any(o => o.Item == name && o.Index + 1 < Options.Count && Options[o.Index + 1] == value);

    /// <summary>The project that is named, or the only one of the folder.</summary>
    private static DotNetProject? Read(RunAt publish)
    {
        if (publish.Command.Directory is not { } directory || publish.Command.Arguments.Any(a => a is null) || publish.Command.Arguments.Any(a => IsProperty(a!, "AssemblyName") || IsProperty(a!, "TargetFramework")))
        {
            return null;
        }

        var files = publish.Command.Before.Files;
        var named = publish.Command.Arguments.OfType<string>().FirstOrDefault(a => a.EndsWith(".csproj", StringComparison.Ordinal));
        var folder = publish.Command.Arguments is [_, { } second, ..] && !second.StartsWith('-') && named is null ? Paths.Absolute(directory, second) : directory;
        if (named is null && folder is not null)
        {
            var projects = files.List(folder).Names.Where(n => n.EndsWith("proj", StringComparison.Ordinal) || n.EndsWith(".sln", StringComparison.Ordinal) || n.EndsWith(".slnx", StringComparison.Ordinal)).ToList();
            named = projects.Count == 1 ? Paths.Join(folder, projects[0]) : null;
        }

        return named is not null && Paths.Absolute(directory, named) is { } path ? DotNetProject.Read(path, files.Find(path).Text?.Whole) : null;
    }

    private static string? OutputOf(RunAt publish)
    {
        var options = publish.Command.Arguments;
        for (var i = 0; i < options.Count; i++)
        {
            if (options[i] is "-o" or "--output" && i + 1 < options.Count)
            {
                return Paths.Absolute(publish.Command.Directory!, options[i + 1]!);
            }

            if (options[i]!.StartsWith("--output=", StringComparison.Ordinal))
            {
                return Paths.Absolute(publish.Command.Directory!, options[i]!["--output=".Length..]);
            }
        }

        return null;
    }

    private static (IReadOnlyList<StepModel> Copies, string Folder) Landed(StageModel stage, StageModel from, string output)
    {
        var copies = stage.CopiesFromElsewhere().Where(c => c.Copy!.FromStage == from && c.Copy.Sources.Any(s => s.Text is { } text && Paths.Absolute("/", text) is { } path && (path == output || Paths.Folder(path) == output))).ToList();
        return (copies, copies.FirstOrDefault()?.Copy?.Destination ?? "");
    }
}
