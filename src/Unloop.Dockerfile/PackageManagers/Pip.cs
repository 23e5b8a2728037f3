using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Commands;
using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.PackageManagers;

/// <summary>pip, and <c>uv pip</c>. A requirements file that is not there stops it; an empty one does not.</summary>
internal static class Pip
{
    private static readonly string[] Valued =
    [
        "-r", "--requirement", "-c", "--constraint", "-t", "--target", "--prefix", "--root", "-i", "--index-url", "--extra-index-url", "-f", "--find-links", "--trusted-host",
        "--timeout", "--retries", "--cache-dir", "--python", "-p", "--log", "--progress-bar", "--no-binary", "--only-binary", "-e", "--editable", "--default-timeout",
    ];

    /// <summary>Programs that packages bring into the folder of programs; a package without entry may bring one of its own name.</summary>
    private static readonly Dictionary<string, string[]> Programs = new(StringComparer.OrdinalIgnoreCase)
    {
        ["gunicorn"] = ["gunicorn"], ["uvicorn"] = ["uvicorn"], ["flask"] = ["flask"], ["celery"] = ["celery"], ["django"] = ["django-admin"], ["alembic"] = ["alembic"],
        ["hypercorn"] = ["hypercorn"], ["daphne"] = ["daphne"], ["waitress"] = ["waitress-serve"], ["uwsgi"] = ["uwsgi"], ["streamlit"] = ["streamlit"], ["pytest"] = ["pytest"],
        ["poetry"] = ["poetry"], ["uv"] = ["uv", "uvx"], ["pipenv"] = ["pipenv"], ["supervisor"] = ["supervisord", "supervisorctl"], ["awscli"] = ["aws"], ["fastapi"] = ["fastapi"],
    };

    public static CommandResult Run(CommandCall call)
    {
        var verb = call.Operands(Valued).FirstOrDefault().Text;
        return verb switch
        {
            "install" => Install(call, "pip", 1),
            "uninstall" => ShellBuiltins.Unfollowed(call),
            "wheel" or "download" => CommandTable.Works(call),
            null when call.HasUnknownWords => ShellBuiltins.Unfollowed(call),
            _ => CommandResult.Succeeds,
        };
    }

    /// <param name="verbs">Words before the packages: 1 for <c>pip install</c>, 2 for <c>uv pip install</c>.</param>
    public static CommandResult Install(CommandCall call, string manager, int verbs)
    {
        var run = call.Run;
        var names = new List<string>();
        var record = new PackageInstall
        {
            Ecosystem = Ecosystem.Python,
            Manager = manager,
            Action = "install",
            Directory = run.Directory,
            Named = [.. call.Operands(Valued).Skip(verbs).Select(o => o.Text).OfType<string>().Where(IsName).Select(RequirementsFile.Name).OfType<string>()],
        };
        var isKnown = !call.HasUnknownWords && !call.Has("-e", "--editable") && call.Operands(Valued).Skip(verbs).All(o => IsName(o.Text!));
        foreach (var file in Files(call))
        {
            var path = run.Resolve(file);
            var entry = path is null ? null : run.Find(path);
            record = record with { ManifestPath = path, Manifest = entry?.Existence ?? Existence.Unknown };
            if (entry is { IsAbsent: true })
            {
                return ProjectFiles.Failed(record, $"pip finds no {path}", $"ERROR: Could not open requirements file: [Errno 2] No such file or directory: '{file}'");
            }

            if (entry?.Text?.Whole is { } text && RequirementsFile.Parse(text) is { } listed)
            {
                names.AddRange(listed);
            }
            else
            {
                isKnown = false;
            }
        }

        Place(call);
        names.AddRange(record.Named);
        foreach (var program in names.SelectMany(n => Programs.GetValueOrDefault(n) ?? []))
        {
            PutProgram(call, program);
        }

        return CommandResult.Of(record with
        {
            Packages = isKnown ? [.. names.Distinct(StringComparer.OrdinalIgnoreCase)] : null,
            Target = call.Value("-t", "--target") is { } target ? run.Resolve(target) : null,
            Effect = isKnown && names.Count == 0 ? InstallEffect.Nothing : InstallEffect.Installed,
        });
    }

    private static IEnumerable<string> Files(CommandCall call)
    {
        for (var i = 0; i < call.Arguments.Count; i++)
        {
            if (call.Arguments[i].Text is not { } text)
            {
                continue;
            }

            if (text is "-r" or "--requirement" && i + 1 < call.Arguments.Count && call.Arguments[i + 1].Text is { } next)
            {
                yield return next;
            }
            else if (text.StartsWith("--requirement=", StringComparison.Ordinal))
            {
                yield return text[14..];
            }
            else if (text.StartsWith("-r", StringComparison.Ordinal) && text.Length > 2)
            {
                yield return text[2..];
            }
        }
    }

    /// <summary>A name with versions or extras, not a folder, file or address.</summary>
    private static bool IsName(string word) =>
        word.Length > 0 && char.IsAsciiLetterOrDigit(word[0]) && !word.Contains('/', StringComparison.Ordinal) && !word.EndsWith(".whl", StringComparison.Ordinal) && !word.EndsWith(".tar.gz", StringComparison.Ordinal);

    private static void Place(CommandCall call)
    {
        var run = call.Run;
        if (call.Value("-t", "--target", "--prefix", "--root") is { } folder)
        {
            run.Disturb(run.Resolve(folder) ?? "/");
        }
        else if (Environment(call) is { } environment)
        {
            run.Disturb(environment);
        }
        else
        {
            string[] places = call.Has("--user") || !run.Before.IsRoot ? ["/root/.local", "/home", "/usr/local"] : ["/usr/local", "/usr/lib", "/usr/bin", "/root"];
            foreach (var place in places)
            {
                run.Disturb(place);
            }
        }
    }

    /// <summary>The virtual environment that it works in; null for the system's Python, or where not known.</summary>
    private static string? Environment(CommandCall call) =>
        call.Run.Lookup("VIRTUAL_ENV").Value is { Length: > 1 } variable ? Paths.Absolute("/", variable)
        : call.Run.State.FindProgram("pip") is { IsPresent: true } pip && pip.Path.EndsWith("/bin/pip", StringComparison.Ordinal) && !pip.Path.StartsWith("/usr/", StringComparison.Ordinal) ? pip.Path[..^8]
        : null;

    private static void PutProgram(CommandCall call, string program)
    {
        var run = call.Run;
        var isElsewhere = call.Has("--user", "-t", "--target", "--prefix", "--root", "--no-deps") || call.Program is not ("pip" or "pip3" or "python" or "python3");
        if (!isElsewhere && (run.State.FindProgram(call.Program) is { IsPresent: true } tool) && tool.Path.StartsWith('/'))
        {
            run.Put(Paths.Join(Paths.Folder(tool.Path), program), run.NewFile(null, 0b111_101_101));
        }
    }
}

/// <summary>A requirements.txt.</summary>
internal static class RequirementsFile
{
    /// <summary>The names; null where it includes other files or addresses, so that they are not all.</summary>
    public static IReadOnlyList<string>? Parse(string text)
    {
        var names = new List<string>();
        foreach (var raw in text.TrimStart('\uFEFF').Replace("\\\n", " ", StringComparison.Ordinal).Split('\n'))
        {
            var line = raw.Trim();
            var comment = line.StartsWith('#') ? 0 : line.IndexOf(" #", StringComparison.Ordinal);
            line = comment >= 0 ? line[..comment].Trim() : line;
            if (line.Length == 0 || line.StartsWith("--", StringComparison.Ordinal) && !line.StartsWith("--requirement", StringComparison.Ordinal) && !line.StartsWith("--editable", StringComparison.Ordinal))
            {
                continue;
            }

            if (line.StartsWith('-') || Name(line) is not { } name)
            {
                if (line.StartsWith("-i ", StringComparison.Ordinal) || line.StartsWith("-f ", StringComparison.Ordinal) || line.StartsWith("-c ", StringComparison.Ordinal))
                {
                    continue;
                }

                return null;
            }

            names.Add(name);
        }

        return names;
    }

    /// <summary><c>Flask[async]&gt;=2; python_version&gt;"3"</c> → <c>flask</c>, as PEP 503 compares names; null for an address.</summary>
    public static string? Name(string requirement)
    {
        var length = requirement.TakeWhile(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.').Count();
        var rest = requirement[length..].TrimStart();
        return length == 0 || rest.StartsWith(':') || rest.StartsWith('/') || rest.StartsWith('+')
            ? null
            : requirement[..length].ToLowerInvariant().Replace('_', '-').Replace('.', '-');
    }
}
