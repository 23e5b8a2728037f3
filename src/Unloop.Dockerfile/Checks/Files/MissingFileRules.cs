using Unloop.Dockerfile.Modelling;

namespace Unloop.Dockerfile.Checks.Files;

/// <summary>The file that the start command names is not in the image; each reason is a rule of its own, because each has its own repair.</summary>
internal abstract class MissingFileRule(MissingBecause because) : IRule
{
    public abstract RuleDescription About { get; }

    public IEnumerable<Defect> Check(BuildModel model) =>
        from missing in MissingFile.Of(model)
        where missing.Because == because
        select About.At(missing.ToBlame, missing.Path, Statement(missing), missing.Symptom, Repair(missing));

    protected abstract string Statement(MissingFile missing);

    protected virtual string? Repair(MissingFile missing) => null;
}

internal sealed class StartedFileDeleted() : MissingFileRule(MissingBecause.Deleted)
{
    public override RuleDescription About { get; } = new(
        "started-file-deleted", Severity.Error, "an instruction deletes the file that the start command names",
        "Error: Cannot find module '/app/dist/index.js'",
        "Delete less: leave out what the container starts.");

    protected override string Statement(MissingFile missing) => $"This deletes {missing.Path}, which the container starts.";
}

internal sealed class RelativeWorkdir() : MissingFileRule(MissingBecause.WorkDirectory)
{
    public override RuleDescription About { get; } = new(
        "relative-workdir", Severity.Error, "a relative WORKDIR leads into a folder below, where the start command's file is not",
        "Error: Cannot find module '/app/app/server.js'",
        "Write WORKDIR with an absolute path.");

    protected override string Statement(MissingFile missing) =>
        $"A relative WORKDIR goes on from the one before, so that {missing.File.Name} means {missing.Path}; it lies at {missing.Place}.";
}

internal sealed class NeededFileIgnored() : MissingFileRule(MissingBecause.Ignored)
{
    public override RuleDescription About { get; } = new(
        "needed-file-ignored", Severity.Error, ".dockerignore keeps away the file that the start command names",
        "Error: Cannot find module '/app/dist/index.js'",
        "Let the file through: take the pattern out of .dockerignore, or add a line that begins with an exclamation mark after it.");

    protected override string Statement(MissingFile missing) => $"COPY does not bring {missing.Place}, which the container starts: .dockerignore keeps it from the builder.";

    protected override string Repair(MissingFile missing) => $"Let {missing.Place} through: take the pattern out of .dockerignore, or add the line !{missing.Place} after it.";
}

internal sealed class CopiedContents() : MissingFileRule(MissingBecause.ContentsCopied)
{
    public override RuleDescription About { get; } = new(
        "copied-contents-not-folder", Severity.Error, "COPY of a folder brings its contents, and the start command expects the folder",
        "Error: Cannot find module '/app/dist/index.js'",
        "Name the folder in the destination, too: COPY dist ./dist/.");

    protected override string Statement(MissingFile missing) => $"COPY of a folder brings its contents, not the folder: the container starts {missing.Path}, and the file lies at {missing.Place}.";

    protected override string Repair(MissingFile missing)
    {
        var folder = missing.Path[..missing.Path.LastIndexOf('/')];
        return $"Name the folder in the destination, too ({folder}/), or start {missing.Place}.";
    }
}

internal sealed class StartedFileElsewhere() : MissingFileRule(MissingBecause.Elsewhere)
{
    public override RuleDescription About { get; } = new(
        "started-file-elsewhere", Severity.Error, "the file that the start command names lies in another folder of the image",
        "exec: \"./run.sh\": stat ./run.sh: no such file or directory",
        "Name the file with its absolute path, or copy it to where it is looked for.");

    protected override string Statement(MissingFile missing) => $"The container starts {missing.Path}, which is not there; the same name lies at {missing.Place}.";

    protected override string Repair(MissingFile missing) => $"Start {missing.Place}, or copy the file to {missing.Path}.";
}

internal sealed class StartedFileNotCopied() : MissingFileRule(MissingBecause.NotCopied)
{
    public override RuleDescription About { get; } = new(
        "started-file-not-copied", Severity.Error, "the build context has the file that the start command names, and no COPY brings it",
        "Error: Cannot find module '/app/server.js'",
        "Copy the file into the final stage.");

    protected override string Statement(MissingFile missing) => $"The container starts {missing.Path}, and no COPY of the final stage brings {missing.Place}.";

    protected override string Repair(MissingFile missing) => $"Copy it into the final stage: COPY {missing.Place} {missing.Path}.";
}

internal sealed class StartedFileMissing() : MissingFileRule(MissingBecause.Nowhere)
{
    public override RuleDescription About { get; } = new(
        "started-file-missing", Severity.Error, "nothing brings the file that the start command names",
        "exec: \"/usr/local/bin/app\": stat /usr/local/bin/app: no such file or directory",
        "Correct the path, or bring the file: COPY it, or let a RUN make it.");

    protected override string Statement(MissingFile missing) => $"The container starts {missing.Path}, and nothing in the final stage brings it there.";
}
