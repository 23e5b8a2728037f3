using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.PackageManagers;

namespace Unloop.Dockerfile.Checks.Building;

/// <summary>No image comes of it at all; one that runs was built from something else.</summary>
internal sealed class BuildStops : IRule
{
    public RuleDescription About { get; } = new(
        "build-stops", Severity.Error, "the build stops at this instruction: a running image was not built from this Dockerfile and context",
        "(of the builder) ERROR: failed to compute cache key: \"/package.json\": not found",
        "Mend the instruction; until then the cluster runs an older image.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        foreach (var stage in model.Stages.Where(s => s.IsNeeded))
        {
            if (stage.Outcome.IsFailure)
            {
                yield return About.At(stage.From, stage.BaseReference ?? stage.From.BaseName ?? "FROM", $"The build stops here: {stage.Outcome.Reason}.", stage.Outcome.Message);
            }
        }

        if (model.FirstFailure is { } step)
        {
            var subject = step.Copy?.Sources.FirstOrDefault(s => s.Existence == Existence.Absent)?.Text
                ?? step.Commands.FirstOrDefault(c => c.Outcome.IsFailure)?.Text
                ?? step.Instruction.Keyword;
            yield return About.At(step.Instruction, subject, $"The build stops here: {step.Outcome.Reason}.", step.Outcome.Message);
        }
    }
}

/// <summary>A failed installation that nobody hears of shows itself when the program looks for what is missing.</summary>
internal sealed class InstallFailureHidden : IRule
{
    public RuleDescription About { get; } = new(
        "install-failure-hidden", Severity.Warning, "a failure of the installation does not stop the build (|| true, ; exit 0)",
        "Error: Cannot find module 'express'",
        "Let the build stop when the installation fails: take the || true away.");

    public IEnumerable<Defect> Check(BuildModel model) =>
        from step in model.NeededSteps
        from command in step.Commands
        where command is { FailureIsHidden: true, RunsForCertain: true, Install: { } install } && install.Ecosystem != Ecosystem.System
            && install.Action is "install" or "ci" or "sync" or "restore" or "add"
            && HidesPlainly(step.Instruction.Arguments)
        select About.At(step.Instruction, command.Text, $"When \"{command.Text}\" fails, the build goes on, and what it should have installed is missing at run time.");

    private static bool HidesPlainly(string text) =>
        text.Contains("|| true", StringComparison.Ordinal) || text.Contains("|| :", StringComparison.Ordinal) || text.Contains("|| exit 0", StringComparison.Ordinal)
        || text.Contains("; exit 0", StringComparison.Ordinal) || text.Contains("; true", StringComparison.Ordinal) || text.Contains("|| echo", StringComparison.Ordinal);
}

/// <summary>A name that is no stage is taken for an image.</summary>
internal sealed class CopyFromUnknownStage : IRule
{
    public RuleDescription About { get; } = new(
        "copy-from-unknown-stage", Severity.Error, "COPY --from names a stage that does not exist, its own stage, or one that comes later",
        "(of the builder) pull access denied, repository does not exist or may require authorization",
        "Name a stage that stands above.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        foreach (var step in model.NeededSteps.Where(s => s.Instruction.Keyword == "COPY" && s.Copy is { FromImage: not null }))
        {
            var name = step.Copy!.FromImage!.ToLowerInvariant();
            var later = model.Stages.FirstOrDefault(s => s.Name == name && s.Index >= step.Stage.Index);
            if (later is not null)
            {
                yield return About.At(step.Instruction, name, later == step.Stage ? $"{name} is this stage itself, which cannot copy from itself." : $"{name} comes later, in line {later.From.FirstLine}: a stage can copy from earlier ones only.");
            }
            else if (int.TryParse(name, out var number) && number >= step.Stage.Index)
            {
                yield return About.At(step.Instruction, name, $"There is no stage {number} above this one: stages are counted from 0.");
            }
            else if (name.All(char.IsAsciiLetterOrDigit) && model.Stages.FirstOrDefault(s => s.Name is { Length: > 3 } known && s.Index < step.Stage.Index && OneSlip(known, name)) is { } near)
            {
                yield return About.At(step.Instruction, name, $"There is no stage {name}, so that an image of that name is pulled; did you mean {near.Name}?", null, $"Write --from={near.Name}.");
            }
        }
    }

    /// <summary>One letter more, less or other; two swapped.</summary>
    private static bool OneSlip(string a, string b)
    {
        if (Math.Abs(a.Length - b.Length) > 1)
        {
            return false;
        }

        var head = a.Zip(b).TakeWhile(p => p.First == p.Second).Count();
        var (restA, restB) = (a[head..], b[head..]);
        return restA.Length > 0 && restA.Length == restB.Length && (restA[1..] == restB[1..] || (restA.Length > 1 && restA[0] == restB[1] && restA[1] == restB[0] && restA[2..] == restB[2..]))
            || restA.Length == restB.Length + 1 && restA[1..] == restB
            || restB.Length == restA.Length + 1 && restB[1..] == restA;
    }
}

internal sealed class PlatformContradicts : IRule
{
    public RuleDescription About { get; } = new(
        "platform-contradicts", Severity.Error, "the final stage is pinned to another architecture than the one that is built for",
        "exec /usr/local/bin/app: exec format error",
        "Take the constant away from FROM --platform, and build for the platforms of the nodes.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (model.Target is { Platform: { } pinned } target && model.Options.Platform is { } wanted && Architecture(pinned) is { } one && Architecture(wanted) is { } other && one != other)
        {
            yield return About.At(target.From, pinned, $"The final stage is pinned to {pinned}, and {wanted} is wanted: its programs do not run there.");
        }
    }

    private static string? Architecture(string platform) => platform.Split('/') is [_, var architecture, ..] ? architecture switch { "x86_64" => "amd64", "aarch64" => "arm64", _ => architecture } : null;
}

internal sealed class PlatformPinned : IRule
{
    public RuleDescription About { get; } = new(
        "platform-pinned", Severity.Note, "the final stage is pinned to one architecture: on nodes of another its programs do not run",
        "exec /usr/local/bin/app: exec format error",
        "Take the constant away, and build for the platforms of the nodes (docker buildx build --platform …).");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (model.Target is { Platform: { } pinned } target && model.Options.Platform is null && target.From.Flag("platform") == pinned)
        {
            yield return About.At(target.From, pinned, $"The final stage is pinned to {pinned}: on nodes of another architecture its programs do not run.");
        }
    }
}

/// <summary>Builders differ: the classic one throws away what RUN writes below a volume, BuildKit keeps it.</summary>
internal sealed class VolumeBeforeWrites : IRule
{
    public RuleDescription About { get; } = new(
        "volume-before-writes", Severity.Note, "files are written below a VOLUME after it was declared: the classic builder throws them away",
        "Error: Cannot find module '/app/node_modules/express'",
        "Move VOLUME to the end, or leave it out: a pod's volumes come from its spec.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        var steps = model.Target?.Steps ?? [];
        foreach (var run in steps.Where(s => s.Instruction.Keyword == "RUN" && s.Before.Volumes.Count > 0))
        {
            var directory = run.Before.WorkingDirectory;
            var volume = run.Before.Volumes.FirstOrDefault(v => directory == v || directory?.StartsWith(v.TrimEnd('/') + "/", StringComparison.Ordinal) == true);
            if (volume is not null && run.Commands.Any(c => c.Install is not null))
            {
                yield return About.At(run.Instruction, volume, $"This RUN writes below {volume}, which is a VOLUME already: the classic builder throws that away.");
            }
        }
    }
}
