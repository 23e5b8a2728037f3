using Unloop.Dockerfile.Checks.Languages;
using Unloop.Dockerfile.Checks.Launching;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Files;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Checks.Python;

/// <summary>A Python program as it starts in the target, with what was installed for it.</summary>
/// <param name="By">The instruction that starts it.</param>
/// <param name="Entry">The first file that is loaded; null where it is not known.</param>
internal sealed record PythonScene(BuildModel Model, Launch Launch, PythonStart Start, Instruction By, PythonEntry? Entry)
{
    private static readonly string[] Installers = ["pip", "pip3", "python", "python3"];

    public StageModel Stage => Launch.Stage;

    public StageState State => Launch.State;

    /// <summary>The base image is made for Python and brings nothing but its standard library.</summary>
    public bool IsOnPythonImage => Stage.Base.Traits.Runtime is { Name: "python" } && Stage.Base.Reference.Split('/')[^1].StartsWith("python:", StringComparison.Ordinal);

    /// <summary>Modules are looked for beside the entry and in site-packages only.</summary>
    public bool HasPlainPath => !State.EnvironmentIsOpen && !State.Environment.ContainsKey("PYTHONPATH") && !State.Environment.ContainsKey("PYTHONHOME");

    public IReadOnlyList<PythonImport> Imports => Entry?.Text is { } text && !PythonImports.ChangesPath(text) ? PythonImports.Of(text) : [];

    /// <summary>Nothing but pip and harmless commands ran, so that what pip was told is all that there is.</summary>
    public bool InstallsAreKnown => PlainCommands.AreAll(Stage, Installers) && Stage.Runs().Where(r => r.Command.Program is "python" or "python3").All(IsModuleCall)
        && PlainCommands.SystemPackages(Stage) is { } packages && !packages.Any(p => p.StartsWith("python", StringComparison.Ordinal) || p.StartsWith("py3-", StringComparison.Ordinal));

    public static PythonScene? Of(BuildModel model)
    {
        if (model.FirstFailure is not null || Launch.Of(model) is not { } launch || PythonStart.Of(launch) is not { } start || start.Launched.SetBy is not { } by || !PythonStart.IsAlone(launch))
        {
            return null;
        }

        return new PythonScene(model, launch, start, by, start.Entry(launch));
    }

    public static IEnumerable<RunAt> PipInstalls(StageModel stage) => stage.Runs().Where(IsPipInstall);

    public static bool IsPipInstall(RunAt run) =>
        run.Command.Arguments.Contains("install") && (run.Command.Program is "pip" or "pip3" || (IsModuleCall(run) && run.Command.Arguments.Contains("pip")));

    /// <summary>Everything that pip was told in a stage.</summary>
    public static Requirements Installed(StageModel stage) => PipInstalls(stage).Select(Requirements.Of).Aggregate(Requirements.None, (a, b) => a.With(b));

    /// <summary>Nothing in the folder that Python looks at first is the module.</summary>
    public bool IsNotBeside(string module) =>
        Entry is { } entry && Candidates(entry.Root, module).All(p => State.Files.Find(p).IsAbsent);

    /// <summary>The same, as far as the context tells: a command of unknown effect ran, which makes no modules of the project.</summary>
    public bool HasNoModule(string module) =>
        Entry is { } entry && Candidates(entry.Root, module).All(p => !State.Files.Find(p).IsPresent)
        && Model.Context is { IsComplete: true } context && !context.Files.Any(f => f.Path == module + ".py" || f.Path.EndsWith($"/{module}.py", StringComparison.Ordinal) || ("/" + f.Path).Contains($"/{module}/", StringComparison.Ordinal));

    public static IEnumerable<string> Candidates(string root, string module)
    {
        var path = Paths.Join(root, module.Replace('.', '/'));
        return [path, path + ".py", path + ".so", path + ".pyc"];
    }

    private static bool IsModuleCall(RunAt run) => run.Command.Arguments is ["-m", "pip" or "venv" or "ensurepip" or "compileall", ..];
}
