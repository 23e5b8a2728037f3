using Unloop.Core.Diagnoses;
using Unloop.Core.Facts.Images;

namespace Unloop.Core.Reasoning.Analyzers;

/// <summary>
/// What stops the container's program from starting, as the image shows it: followed through PATH, script, interpreter, loader and libraries.
/// Only where the container also died like one that never began: what ran for a while has shown that it can start.
/// </summary>
internal sealed class ImageEntrypoint : IAnalyzer
{
    /// <summary>What messages about a failed start are taken for; the image knows better which of them it is.</summary>
    private static readonly Category[] StartFailures =
        [Category.CommandNotFound, Category.NotExecutable, Category.ExecFormat, Category.ScriptFormat, Category.SharedLibrary, Category.MissingFile, Category.FilePermission];

    /// <summary>Exit codes of a shell or runtime that could not start the program, and for no other reason.</summary>
    private static readonly int?[] CodesOfStart = [126, 127, 128];

    public string Id => "image-entrypoint";

    public IEnumerable<Insight> Look(ContainerCase @case)
    {
        if (@case.Image?.Entrypoint is not { Troubles: [var trouble, ..] } entrypoint || Translate(trouble) is not { } meaning)
        {
            yield break;
        }

        var said = @case.Seen.Where(f => StartFailures.Contains(f.Category)).ToList();
        var other = @case.Seen.Any(f => !StartFailures.Contains(f.Category) && f.Weight >= Weight.Particular);
        var code = @case.Container.Termination?.ExitCode;
        var byCode = said.Count == 0 && CodesOfStart.Contains(code);
        var silent = said.Count == 0 && code is 1 or 255 && @case.Pod.LogsOf(@case.Container.Name).All(l => l.IsEmpty);
        var refused = said.Count == 0 && @case.Container.WaitingReason is "CreateContainerError" or "RunContainerError";
        if (other || (said.Count == 0 && !byCode && !silent && !refused))
        {
            yield break;
        }

        var image = new Proof(ProofSource.Image, entrypoint.Program?.RealPath ?? (entrypoint.Argv is [var first, ..] ? first : "entrypoint"), trouble.Statement);
        var seen = said.SelectMany(f => f.Proof).Take(2).ToList();
        if (seen.Count == 0)
        {
            seen.Add(refused
                ? new(ProofSource.ContainerStatus, "state.waiting", @case.Container.State?.Message ?? @case.Container.WaitingReason!)
                : new(ProofSource.ContainerStatus, "lastState.terminated.exitCode", $"exit code {code}"));
        }

        var command = string.Join(' ', entrypoint.Argv.Take(6));
        yield return new Finding
        {
            Rule = Id,
            Category = meaning.Category,
            Subject = trouble.Subject,
            Statement = trouble.Statement,
            Confidence = Confidence.Certain,
            Weight = Weight.Root,
            Proof = [.. seen, image],
            Supersedes = [.. said.Select(f => f.Rule).Distinct()],
            Chain = [new($"The container runs '{Sentence.Shorten(command, 120)}'{Origin(entrypoint)}", seen[0]), new(trouble.Statement, image)],
            Solution = [new(meaning.Repair)],
            Prevention = [new("Run the finished image once in the pipeline, with the command, user and platform of the cluster, before it is pushed.")],
        };
    }

    private static string Origin(EntrypointFacts entrypoint) => entrypoint.Origin.Count > 0 ? $" ({string.Join(" + ", entrypoint.Origin.Distinct())})" : "";

    private static (Category Category, string Repair)? Translate(EntrypointTrouble trouble) => trouble.Kind switch
    {
        EntrypointTroubleKind.NoCommand => (Category.CommandNotFound, "Give the image an ENTRYPOINT or CMD, or the container a command."),
        EntrypointTroubleKind.ProgramMissing => (Category.CommandNotFound, $"Put {trouble.Subject} into the image where it is looked for, or correct the path in ENTRYPOINT, CMD or the container's command."),
        EntrypointTroubleKind.OneElementCommand => (Category.CommandNotFound, "Write program and arguments as elements of their own: [\"program\", \"argument\"]."),
        EntrypointTroubleKind.ShellBuiltin => (Category.CommandNotFound, $"'{trouble.Subject}' is a word of the shell and no program: use [\"sh\", \"-c\", \"…\"], or WORKDIR instead of cd."),
        EntrypointTroubleKind.IsDirectory => (Category.NotExecutable, $"{trouble.Subject} is a directory: name the program in it."),
        EntrypointTroubleKind.NotExecutable => (Category.NotExecutable, $"Give it its executable bit in the image: COPY --chmod=0755, or RUN chmod +x {trouble.Subject}."),
        EntrypointTroubleKind.NotReachable => (Category.FilePermission, "Install the program where the container's user may go, or change the mode of the folders on the way."),
        EntrypointTroubleKind.EmptyFile => (Category.ScriptFormat, $"{trouble.Subject} is empty in the image: look at what wrote or copied it."),
        EntrypointTroubleKind.NoShebang => (Category.ScriptFormat, $"Begin {trouble.Subject} with #!/bin/sh, or run it as [\"sh\", \"{trouble.Subject}\"]."),
        EntrypointTroubleKind.ByteOrderMark => (Category.ScriptFormat, $"Save {trouble.Subject} as UTF-8 without a byte order mark."),
        EntrypointTroubleKind.CarriageReturn => (Category.ScriptFormat, $"Give {trouble.Subject} Unix line ends: `*.sh text eol=lf` in .gitattributes, or RUN sed -i 's/\\r$//' after it is copied."),
        EntrypointTroubleKind.InterpreterMissing => (Category.ScriptFormat, $"Install {trouble.Subject} in the image, or begin the script with an interpreter that the image has."),
        EntrypointTroubleKind.WrongArchitecture => (Category.ExecFormat, "Build the image for the node's architecture: docker buildx build --platform linux/amd64,linux/arm64 --push."),
        EntrypointTroubleKind.ForeignFormat => (Category.ExecFormat, $"{trouble.Subject} is no program for Linux: build it for the image's platform, or fetch what a Git LFS pointer stands for before the build."),
        EntrypointTroubleKind.LoaderMissing => (Category.SharedLibrary, "Build and run on the same C library: the same distribution in both stages, a static build (CGO_ENABLED=0), or install gcompat on Alpine."),
        EntrypointTroubleKind.LibraryMissing => (Category.SharedLibrary, $"Install the package that brings {trouble.Subject} in the image's last stage."),
        EntrypointTroubleKind.SymbolVersionMissing => (Category.SharedLibrary, "Build on the distribution that the image runs on, or on an older one; or take a newer base for the last stage."),
        EntrypointTroubleKind.NotReadable => (Category.FilePermission, $"Let the container's user read {trouble.Subject}: COPY --chown, or a mode with r for all."),
        EntrypointTroubleKind.NoMainClass => (Category.ExecFormat, $"Build an executable jar (Spring Boot's plugin, shade, or a Main-Class in the manifest) in place of {trouble.Subject}."),
        EntrypointTroubleKind.RuntimeTooOld => (Category.ExecFormat, "Run on the version that the program was built for: align the tags of the build stage and of the last stage."),
        EntrypointTroubleKind.UserUnknown => (Category.BadFlag, $"Make the user in the image's last stage (RUN adduser), or name it by its number: USER 1000."),
        EntrypointTroubleKind.ScriptMissing => (Category.MissingFile, $"Copy {trouble.Subject} into the image, or correct its path in the command or WORKDIR."),
        _ => null,
    };
}
