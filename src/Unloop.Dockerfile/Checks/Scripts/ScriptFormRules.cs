using Unloop.Dockerfile.Checks.Launching;
using Unloop.Dockerfile.Modelling;

namespace Unloop.Dockerfile.Checks.Scripts;

/// <summary>A carriage return at the end of the shebang belongs to the interpreter's name, for the kernel.</summary>
internal sealed class ScriptWithCrlf : IRule
{
    public RuleDescription About { get; } = new(
        "script-with-crlf", Severity.Error, "the script that the container starts ends its lines with CR LF",
        "exec /app/run.sh: no such file or directory",
        "Store the script with LF line ends (.gitattributes: *.sh text eol=lf), or strip them after COPY: RUN sed -i 's/\\r$//' /app/run.sh.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        foreach (var script in StartedScript.Of(Launch.Of(model)))
        {
            var inShebang = script.HasShebang && script.FirstLine.EndsWith('\r');
            if (script.ToBlame is not { } instruction || !(script.RunBy is null ? inShebang : MostLinesEndSo(script.Text.Head)))
            {
                continue;
            }

            var interpreter = script.FirstLine.TrimEnd('\r').Split(' ')[^1];
            var symptom = script.RunBy is not null ? $"{script.Path}: line 2: $'\\r': command not found"
                : script.FirstLine.Contains("/env ", StringComparison.Ordinal) ? $"env: '{interpreter}\\r': No such file or directory"
                : $"exec {script.Path}: no such file or directory";
            yield return About.At(instruction, script.Path, $"{script.Path} ends its lines with CR LF, so that no interpreter of that name is found.", symptom,
                $"Store {script.Path} with LF line ends (.gitattributes: *.sh text eol=lf), or strip them after COPY: RUN sed -i 's/\\r$//' {script.Path}.");
        }
    }

    private static bool MostLinesEndSo(string text)
    {
        var lines = text.Split('\n');
        return lines.Length > 1 && lines.Count(l => l.EndsWith('\r')) * 2 > lines.Length - 1;
    }
}

internal sealed class ScriptNotExecutable : IRule
{
    public RuleDescription About { get; } = new(
        "script-not-executable", Severity.Error, "the file that the container executes has no execute permission",
        "exec: \"/app/run.sh\": permission denied",
        "Copy it with COPY --chmod=0755, set the bit in the repository (git update-index --chmod=+x), or RUN chmod +x.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (Launch.Of(model) is not { } launch)
        {
            yield break;
        }

        foreach (var command in launch.Commands.Where(c => c.IsCertain && !Names.HasVariable(c.Program) && c.Program.Contains('/', StringComparison.Ordinal)))
        {
            var file = command.In(launch.State).FindProgram(command.Program);
            if (file is { IsPresent: true, Executable: false, TouchedBy: null } and { Kind: EntryKind.File, MadeBy.Instruction: { } instruction })
            {
                yield return About.At(instruction, file.Path, $"{file.Path} is copied without execute permission, and the container executes it.",
                    command.InShell ? $"/bin/sh: {command.Program}: Permission denied" : $"exec: \"{command.Program}\": permission denied",
                    $"Copy it with COPY --chmod=0755, set the bit in the repository (git update-index --chmod=+x), or RUN chmod +x {file.Path}.");
            }
        }
    }
}

internal sealed class ScriptWithoutShebang : IRule
{
    public RuleDescription About { get; } = new(
        "script-without-shebang", Severity.Error, "the script that the container executes does not begin with #!",
        "exec /app/run.sh: exec format error",
        "Begin the script with #!/bin/sh, or start it as [\"sh\", \"/app/run.sh\"].");

    public IEnumerable<Defect> Check(BuildModel model) =>
        from script in StartedScript.Of(Launch.Of(model))
        where script is { ByKernel: true, HasShebang: false, ToBlame: not null } && script.Text.Head.Trim().Length > 0
            && script.Text.Head[0] != '\uFEFF' && !GitLfsPointer.IsPointer(script.Text.Head)
        select About.At(script.ToBlame!, script.Path, $"{script.Path} does not begin with #!, so that the kernel does not know what to run it with.",
            $"exec {script.Path}: exec format error", $"Begin the script with #!/bin/sh, or start it as [\"sh\", \"{script.Path}\"].");
}

internal sealed class ScriptWithByteOrderMark : IRule
{
    public RuleDescription About { get; } = new(
        "script-with-byte-order-mark", Severity.Error, "a byte order mark stands before the script's #!",
        "exec /app/run.sh: exec format error",
        "Save the script as UTF-8 without byte order mark.");

    public IEnumerable<Defect> Check(BuildModel model) =>
        from script in StartedScript.Of(Launch.Of(model))
        where script is { ByKernel: true, ToBlame: not null } && script.Text.Head.StartsWith("\uFEFF#!", StringComparison.Ordinal)
        select About.At(script.ToBlame!, script.Path, $"{script.Path} begins with a byte order mark, which hides its #! from the kernel.", $"exec {script.Path}: exec format error");
}

internal sealed class ScriptIsEmpty : IRule
{
    public RuleDescription About { get; } = new(
        "script-is-empty", Severity.Error, "the file that the container executes is empty",
        "exec /app/run.sh: exec format error",
        "Give the file its content; look whether it was emptied by mistake.");

    public IEnumerable<Defect> Check(BuildModel model) =>
        from script in StartedScript.Of(Launch.Of(model))
        where script is { ByKernel: true, ToBlame: not null } && script.Text.Whole is { } text && text.Trim('\uFEFF', ' ', '\r', '\n', '\t').Length == 0
        select About.At(script.ToBlame!, script.Path, $"{script.Path} is empty, and the container executes it.", $"exec {script.Path}: exec format error");
}

/// <summary>The repository was checked out without Git LFS: the pointer was copied in place of the file.</summary>
internal sealed class GitLfsPointer : IRule
{
    public RuleDescription About { get; } = new(
        "git-lfs-pointer", Severity.Error, "the file that the container starts is a Git LFS pointer, not the file itself",
        "Error: Invalid or corrupt jarfile app.jar",
        "Fetch the file before the build: git lfs pull.");

    public static bool IsPointer(string text) => text.StartsWith("version https://git-lfs.github.com/spec/", StringComparison.Ordinal);

    public IEnumerable<Defect> Check(BuildModel model) =>
        from file in Launch.Of(model) is { } launch ? StartedFile.Of(launch) : []
        where file.Entry is { IsPresent: true, Text: { } text } && IsPointer(text.Head) && file.Entry.MadeBy?.Instruction is not null
        select About.At(file.Entry.MadeBy!.Instruction!, file.Entry.Path, $"{file.Entry.Path} is a Git LFS pointer of some hundred bytes, not the file itself.",
            file.Interpreter == "java" ? $"Error: Invalid or corrupt jarfile {file.Name}" : $"exec {file.Entry.Path}: exec format error");
}
