using Unloop.Dockerfile.Mending.Files;
using Unloop.Dockerfile.Mending.Writing;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.Mending.Languages;

/// <summary>A script that only works as a module of its package: started with <c>-m</c>.</summary>
internal sealed class RunAsModulePlanner : IPlanner
{
    public IReadOnlyList<string> Rules { get; } = ["script-with-relative-import", "package-not-on-path"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        var command = site.Instruction;
        foreach (var script in (command.ExecForm ?? command.Arguments.Split(' ')).Where(w => w.EndsWith(".py", StringComparison.Ordinal)).Take(1))
        {
            var module = script[..^".py".Length].TrimStart('.', '/').Replace('/', '.');
            var text = command.ExecForm is { } words
                ? JsonCommand.ReplaceElement(site.Document, command, words.ToList().IndexOf(script), "-m", module)
                : Words.LastIndexOf(command, script) is var at and >= 0 ? Words.Replace(site.Document, command, at, script.Length, $"-m {module}") : null;
            if (text is not null && !script.StartsWith('/'))
            {
                yield return new($"Start {script} as the module {module}, so that its package is found.", text);
            }
        }

        if (site.Defect.Rule == "package-not-on-path" && site.End?.WorkingDirectory is { } here)
        {
            yield return new($"Let Python look for packages in {here}.", site.Edit().PutBefore(site.Document, command, "ENV", $"PYTHONPATH={here}").Apply());
        }
    }

    public string Refusal(Site site) => site.Defect.Repair;
}

/// <summary>A script of a virtual environment that was moved: the module behind it is started by the environment's own python.</summary>
internal sealed class MovedVenvPlanner : IPlanner
{
    /// <summary>Programs that may as well be started with <c>python -m</c>.</summary>
    private static readonly string[] Modules = ["gunicorn", "uvicorn", "hypercorn", "flask", "celery", "alembic", "streamlit", "waitress", "daphne"];

    public IReadOnlyList<string> Rules { get; } = ["venv-moved-between-stages"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        var command = site.Instruction;
        if (command.ExecForm is not { Count: > 0 } words || !Modules.Contains(Paths.Name(words[0])))
        {
            yield break;
        }

        var folder = words[0][..^Paths.Name(words[0]).Length];
        if (JsonCommand.ReplaceElement(site.Document, command, 0, folder + "python", "-m", Paths.Name(words[0])) is { } text)
        {
            yield return new($"Start {Paths.Name(words[0])} with the environment's own python, which finds its packages wherever the environment lies.", text);
        }
    }

    public string Refusal(Site site) => site.Defect.Repair;
}

/// <summary>Poetry and Pipenv install to an environment of their own: told to use the system's Python.</summary>
internal sealed class PoetryVenvPlanner : IPlanner
{
    private const string Variable = "POETRY_VIRTUALENVS_CREATE=false";

    public IReadOnlyList<string> Rules { get; } = ["poetry-venv-outside"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        var step = site.Model.Target?.Steps.FirstOrDefault(s => s.Commands.Any(c => c.Program is "poetry" or "pipenv" && c.Arguments.Contains("install")));
        if (step is null)
        {
            yield break;
        }

        if (step.Commands.Any(c => c.Program == "poetry"))
        {
            yield return new("Let Poetry install to the Python that the container starts.", site.Edit().PutBefore(site.Document, step.Instruction, "ENV", Variable).Apply());
        }
        else if (step.Instruction.Arguments.LastIndexOf("pipenv install", StringComparison.Ordinal) is var at and >= 0
            && Words.Replace(site.Document, step.Instruction, at + "pipenv install".Length, 0, " --system") is { } text)
        {
            yield return new("Let Pipenv install to the Python that the container starts.", text);
        }
    }

    public string Refusal(Site site) => site.Defect.Repair;
}

/// <summary><c>pip install --user</c> as root: without <c>--user</c> everybody can use what it brings.</summary>
internal sealed class UserInstallPlanner : IPlanner
{
    private const string Flag = "--user";

    public IReadOnlyList<string> Rules { get; } = ["user-install-as-root"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        var at = Words.LastIndexOf(site.Instruction, Flag);
        if (site.Instruction.Keyword == "RUN" && at > 0 && Words.Replace(site.Document, site.Instruction, at - 1, Flag.Length + 1, "") is { } text)
        {
            yield return new("Install without --user, so that it is there for every user.", text);
        }
    }

    public string Refusal(Site site) => site.Defect.Repair;
}

/// <summary>A module of the project itself: let through the ignore file, or copied.</summary>
internal sealed class LocalModulePlanner : IPlanner
{
    public IReadOnlyList<string> Rules { get; } = ["local-module-not-copied"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        if (site.Context is not { } context || site.Model.Target is not { } target || target.End.WorkingDirectory is not { } here)
        {
            yield break;
        }

        var name = site.Defect.Subject;
        foreach (var path in new[] { $"{name}.py", $"{name}/__init__.py", name }.Where(p => context.Exists(p) == Existence.Present).Take(1))
        {
            if (context.IsIgnored(path))
            {
                foreach (var proposal in IgnoredFilePlanner.Admit(site, path))
                {
                    yield return proposal;
                }

                continue;
            }

            var isFile = path.EndsWith($"{name}.py", StringComparison.Ordinal);
            yield return new($"Copy {(isFile ? path : name)}, which the program imports.", Copies.Add(site, target, state => isFile ? $"{path} {Copies.Folder(state, here)}" : $"{name} {Copies.Folder(state, Paths.Join(here, name))}"));
        }
    }

    public string Refusal(Site site) => site.Defect.Repair;
}
