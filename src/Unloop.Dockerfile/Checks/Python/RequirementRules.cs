using Unloop.Dockerfile.Checks.Languages;
using Unloop.Dockerfile.Checks.Launching;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.Checks.Python;

/// <summary>The program imports packages, and nothing installs or copies any.</summary>
internal sealed class RequirementsNotInstalled : IRule
{
    public RuleDescription About { get; } = new(
        "requirements-not-installed", Severity.Error,
        "the Python program needs packages, and the image installs none",
        "ModuleNotFoundError: No module named 'flask'",
        "Copy requirements.txt and run pip install -r requirements.txt in the image.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (PythonScene.Of(model) is not { IsOnPythonImage: true, HasPlainPath: true, InstallsAreKnown: true, Start.Runner: null } scene
            || PythonScene.PipInstalls(scene.Stage).Any() || !OnlyFilesFromElsewhere(scene.Stage) || model.Context is not { IsComplete: true } context || HasPackages(context))
        {
            yield break;
        }

        var module = scene.Imports.Select(i => i.Top).FirstOrDefault(t => KnownPackages.OfModule(t).Count > 0 && scene.IsNotBeside(t));
        if (module is not null)
        {
            var built = model.Others(scene.Stage).SelectMany(PythonScene.PipInstalls).FirstOrDefault();
            yield return About.At(
                scene.By, module,
                built is null
                    ? $"{scene.Entry!.Name} imports '{module}', and no step of the image installs packages."
                    : $"{scene.Entry!.Name} imports '{module}', which is installed in {built.Step.In()} only (line {built.Line}): the final stage neither installs nor copies packages.",
                $"ModuleNotFoundError: No module named '{module}'");
        }
    }

    /// <summary>What comes from other stages are single files, no folders that may hold packages.</summary>
    private static bool OnlyFilesFromElsewhere(StageModel stage) => stage.CopiesFromElsewhere().All(c => c.Copy!.Sources.Count > 0 && c.Copy.Sources.All(s => s.Kind == EntryKind.File));

    private static bool HasPackages(BuildContext context) =>
        context.Files.Any(f => f.Path.Contains("site-packages/", StringComparison.Ordinal) || f.Path.EndsWith(".whl", StringComparison.Ordinal) || f.Path.Contains(".dist-info/", StringComparison.Ordinal));
}

/// <summary>pip installs, and what the program needs is not among it.</summary>
internal sealed class RequirementNotDeclared : IRule
{
    public RuleDescription About { get; } = new(
        "requirement-not-declared", Severity.Error,
        "the program needs a Python package that no requirement brings",
        "exec: \"gunicorn\": executable file not found in $PATH",
        "Add the package to requirements.txt.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (PythonScene.Of(model) is not { IsOnPythonImage: true, HasPlainPath: true, InstallsAreKnown: true, Start.Runner: null } scene
            || scene.Stage.CopiesFromElsewhere().Any() || !PythonScene.PipInstalls(scene.Stage).Any())
        {
            yield break;
        }

        var installed = PythonScene.Installed(scene.Stage);
        var wanted = KnownPackages.OfProgram(scene.Start.Program) ?? (scene.Start.Module is { } m && KnownPackages.OfModule(m).Count > 0 ? m : null);
        if (wanted is not null)
        {
            if (KnownPackages.Brings(installed, [wanted]) == false)
            {
                yield return About.At(
                    scene.By, wanted,
                    $"'{wanted}' is started, but {Told(scene)} does not bring it.",
                    scene.Start.Module is not null ? $"/usr/local/bin/python: No module named {wanted}"
                    : scene.Start.Launched.InShell ? $"/bin/sh: {wanted}: not found" : $"exec: \"{wanted}\": executable file not found in $PATH",
                    $"Add {wanted} to the requirements.");
            }

            yield break;
        }

        var module = scene.Imports.Select(i => i.Top).FirstOrDefault(t => KnownPackages.OfModule(t) is { Count: > 0 } any && scene.IsNotBeside(t) && KnownPackages.Brings(installed, any) == false);
        if (module is not null)
        {
            yield return About.At(
                scene.By, module,
                $"{scene.Entry!.Name} imports '{module}', but {Told(scene)} does not bring {string.Join(" or ", KnownPackages.OfModule(module).Take(2))}.",
                $"ModuleNotFoundError: No module named '{module}'", $"Add {KnownPackages.OfModule(module)[0]} to the requirements.");
        }
    }

    private static string Told(PythonScene scene)
    {
        var last = PythonScene.PipInstalls(scene.Stage).Last();
        return $"'{last.Command.Text}' (line {last.Line})";
    }
}

/// <summary>Poetry or Pipenv installed to an environment of its own, and the container starts the system's Python.</summary>
internal sealed class PoetryVenvOutside : IRule
{
    public RuleDescription About { get; } = new(
        "poetry-venv-outside", Severity.Error,
        "Poetry or Pipenv installs to its own virtual environment, and the container starts another Python",
        "ModuleNotFoundError: No module named 'fastapi'",
        "Set POETRY_VIRTUALENVS_CREATE=false before the install, or start the program with poetry run.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (PythonScene.Of(model) is not { IsOnPythonImage: true, HasPlainPath: true, Start.Runner: null } scene || scene.Start.Program.Contains("venv", StringComparison.Ordinal)
            || !PlainCommands.AreAll(scene.Stage, "pip", "pip3", "python", "python3", "poetry", "pipenv", "pipx") || scene.Stage.CopiesFromElsewhere().Any())
        {
            yield break;
        }

        var runs = scene.Stage.Runs().ToList();
        var install = runs.FirstOrDefault(r => r.Command.Program is "poetry" or "pipenv" && r.Command.Arguments.Any(a => a is "install" or "sync"));
        if (install is null || runs.Any(r => r.Command.Arguments.Any(a => a is null || a.StartsWith("virtualenvs", StringComparison.Ordinal) || a is "--system" or "export" or "requirements" or "venv"))
            || scene.State.Environment.Keys.Concat(runs.SelectMany(r => r.Command.Assignments.Keys)).Any(k => k.StartsWith("POETRY_VIRTUALENVS", StringComparison.Ordinal) || k.StartsWith("PIPENV_", StringComparison.Ordinal) || k == "VIRTUAL_ENV")
            || model.Context?.Find("poetry.toml") is not null || scene.State.SearchPath?.Any(f => f.Contains("venv", StringComparison.Ordinal) || f.Contains("virtualenvs", StringComparison.Ordinal)) != false)
        {
            yield break;
        }

        // What pip itself installed is there: Poetry, and what Poetry needs.
        var byPip = PythonScene.Installed(scene.Stage);
        var module = scene.Start.IsPython ? scene.Imports.Select(i => i.Top).FirstOrDefault(t => IsOnlyInEnvironment(t, byPip) && scene.HasNoModule(t)) : IsOnlyInEnvironment(scene.Start.ProgramName, byPip) ? scene.Start.ProgramName : null;
        if (module is not null)
        {
            yield return About.At(
                scene.By, module,
                $"'{install.Command.Text}' (line {install.Line}) installs '{module}' to an environment of {install.Command.Program}'s own, but '{scene.Start.Program}' is the system's.",
                scene.Start.IsPython ? $"ModuleNotFoundError: No module named '{module}'" : $"exec: \"{module}\": executable file not found in $PATH",
                install.Command.Program == "poetry" ? "Set ENV POETRY_VIRTUALENVS_CREATE=false before the install, or start with poetry run." : "Install with pipenv install --system --deploy, or start with pipenv run.");
        }
    }

    /// <summary>Nothing that Poetry or Pipenv themselves depend on.</summary>
    private static bool IsOnlyInEnvironment(string module, Requirements byPip) =>
        KnownPackages.OfModule(module) is { Count: > 0 } distributions && module is not ("requests" or "cryptography" or "click" or "dateutil" or "tqdm" or "urllib3") && !distributions.Any(byPip.Has)
        && byPip.Names.All(n => n is "poetry" or "pipenv" or "pip" or "setuptools" or "wheel");
}

/// <summary>Packages in root's home, and a user who may not look there.</summary>
internal sealed class UserInstallAsRoot : IRule
{
    public RuleDescription About { get; } = new(
        "user-install-as-root", Severity.Error,
        "packages are installed to /root/.local, and the container runs as another user",
        "ModuleNotFoundError: No module named 'flask'",
        "Install without --user, or after USER.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (PythonScene.Of(model) is not { HasPlainPath: true, Start.Runner: null } scene || scene.State is not { User: { Length: > 0 } user, IsRoot: false } state || Names.HasVariable(user)
            || state.Environment.ContainsKey("PYTHONUSERBASE") || state.Environment.ContainsKey("HOME") || scene.Stage.Runs().Any(r => r.Command.Arguments.Any(a => a?.StartsWith("/root", StringComparison.Ordinal) != false)))
        {
            yield break;
        }

        var install = PythonScene.PipInstalls(scene.Stage).LastOrDefault();
        var copies = scene.Stage.CopiesFromElsewhere().SelectMany(c => c.Copy!.Sources.SelectMany(s => s.Matches).Select(m => (Step: c, m.Destination))).Where(c => c.Destination == "/root/.local").ToList();
        if (install is { Command: var command } && command.Arguments.Contains("--user") && command.Before.IsRoot && PythonScene.PipInstalls(scene.Stage).All(r => r.Command.Arguments.Contains("--user")))
        {
            yield return Found(scene, install.Step, $"'{command.Text}' runs as root and installs to /root/.local, where", user);
        }
        else if (install is null && copies.Count > 0)
        {
            yield return Found(scene, copies[0].Step, "The packages are copied to /root/.local, where", user);
        }
    }

    private Defect Found(PythonScene scene, StepModel step, string what, string user)
    {
        var module = scene.Imports.Select(i => i.Top).FirstOrDefault(t => KnownPackages.OfModule(t).Count > 0);
        return About.At(
            step.Instruction, "/root/.local", $"{what} the user {user}{(scene.State.UserSetBy is { } by ? $" (line {by.FirstLine})" : "")} does not look and may not enter.",
            scene.Start.IsPython && module is not null ? $"ModuleNotFoundError: No module named '{module}'" : scene.Start.IsPython ? null : $"exec: \"{scene.Start.Program}\": executable file not found in $PATH");
    }
}
