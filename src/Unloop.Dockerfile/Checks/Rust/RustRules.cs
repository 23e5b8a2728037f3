using Unloop.Dockerfile.Checks.Languages;
using Unloop.Dockerfile.Checks.Launching;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Bases;
using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.Checks.Rust;

/// <summary>The stand-in for the program, built to cache the dependencies, may be what runs.</summary>
internal sealed class RustDummyMain : IRule
{
    public RuleDescription About { get; } = new(
        "rust-dummy-main", Severity.Warning,
        "cargo may keep the empty program that was built to cache the dependencies, as the real source is older",
        "(no output: the container ends with exit code 0)",
        "Touch src/main.rs before the second build, or use cargo-chef.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (model.FirstFailure is not null || Launch.Of(model) is not { } launch || model.Context is not { } context || CargoProject.Of(context) is not { } project)
        {
            yield break;
        }

        foreach (var stage in model.Stages.Where(s => s.IsNeeded))
        {
            var steps = stage.Steps.ToList();
            var dummy = steps.FindIndex(IsDummy);
            var copy = dummy < 0 ? -1 : steps.FindIndex(dummy, s => s.Copy is { IsFromContext: true } && s.After.Files.Find(MainOf(s)) is { Copied: not null } main && main.MadeBy?.Order == s.Order);
            if (copy < 0 || steps.Skip(dummy).Any(MakesNew) || steps.Skip(dummy).Any(s => s.Instruction.Flags.Any(f => f.Name == "mount")))
            {
                continue;
            }

            var first = steps.Skip(dummy).Take(copy - dummy).SelectMany(s => s.Runs()).LastOrDefault(IsBuild);
            var second = steps.Skip(copy).SelectMany(s => s.Runs()).FirstOrDefault(IsBuild);
            if (first is not null && second is not null && first.Command.Arguments.Contains("--release") == second.Command.Arguments.Contains("--release") && Starts(launch, project.Name))
            {
                yield return About.At(
                    second.Step.Instruction, project.Name,
                    $"'{second.Command.Text}' compares times: src/main.rs of the context (line {steps[copy].Instruction.FirstLine}) is older than the empty program built in line {first.Line}, so that cargo may keep that one, which ends at once.");
            }
        }
    }

    private static bool IsDummy(StepModel step) =>
        step.Instruction.Keyword == "RUN" && step.Instruction.Arguments is var text && text.Contains("fn main()", StringComparison.Ordinal) && text.Contains("main.rs", StringComparison.Ordinal) && text.Contains('>', StringComparison.Ordinal);

    private static string MainOf(StepModel step) => Paths.Absolute(step.After.WorkingDirectory ?? "/", "src/main.rs") ?? "/src/main.rs";

    private static bool IsBuild(RunAt run) => run.Command.Program == "cargo" && run.Command.Arguments is ["build", ..];

    /// <summary>Anything that makes the source newer or the old program go.</summary>
    private static bool MakesNew(StepModel step) =>
        step.Instruction.Keyword == "RUN" && step.Instruction.Arguments is var text && (text.Contains("touch", StringComparison.Ordinal) || text.Contains("target", StringComparison.Ordinal) || text.Contains("clean", StringComparison.Ordinal) || text.Contains("chef", StringComparison.Ordinal) || text.Contains("sccache", StringComparison.Ordinal));

    private static bool Starts(Launch launch, string name) => launch.Commands.Any(c => Names.Base(c.Program) == name);
}

/// <summary>The program needs OpenSSL, which the final stage does not have.</summary>
internal sealed class OpensslNotInFinalStage : IRule
{
    /// <summary>Debian's releases whose image has no OpenSSL; since trixie apt brings it.</summary>
    private static readonly string[] Releases = ["bookworm", "12", "bullseye", "11", "buster", "10"];

    public RuleDescription About { get; } = new(
        "openssl-not-in-final-stage", Severity.Error,
        "a Rust program is linked to OpenSSL, which the final stage does not have",
        "error while loading shared libraries: libssl.so.3: cannot open shared object file: No such file or directory",
        "Install libssl3 or ca-certificates in the final stage, or use rustls.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (model.FirstFailure is not null || Launch.Of(model) is not { } launch || model.Context is not { } context || CargoProject.Of(context) is not { IsLinkedToOpenssl: true }
            || launch.Stage.Base is not { Traits.Distribution: Distribution.Debian } image || !image.Reference.StartsWith("debian:", StringComparison.Ordinal)
            || image.Reference["debian:".Length..].Split('-', '.')[0] is not { } release || !Releases.Contains(release) || launch.Stage.Runs().Any(r => r.Command.Program is not ("useradd" or "groupadd" or "adduser" or "addgroup" or "mkdir" or "chown" or "chmod")))
        {
            yield break;
        }

        foreach (var copy in launch.Stage.CopiesFromElsewhere().Where(c => c.Copy!.FromStage is { Base.Traits.Runtime.Name: "rust" }))
        {
            var program = copy.Copy!.Sources.Select(s => s.Text).FirstOrDefault(t => t?.Contains("/release/", StringComparison.Ordinal) == true || t?.Contains("/debug/", StringComparison.Ordinal) == true);
            if (program is not null && launch.Commands.Any(c => Names.Base(c.Program) == Paths.Name(program)) && launch.Stage.CopiesFromElsewhere().All(c => c.Copy!.Sources.All(s => s.Text?.Contains("ssl", StringComparison.Ordinal) == false)))
            {
                var library = release is "bookworm" or "12" ? "libssl.so.3" : "libssl.so.1.1";
                yield return About.At(
                    copy.Instruction, library, $"Cargo.lock has openssl-sys, so that {Paths.Name(program)} is linked to {library}, which {launch.Stage.BaseReference} does not have and no step installs.",
                    $"error while loading shared libraries: {library}: cannot open shared object file: No such file or directory");
            }
        }
    }
}

/// <summary>cargo names the program as the package.</summary>
internal sealed class RustBinaryName : IRule
{
    public RuleDescription About { get; } = new(
        "rust-binary-name", Severity.Error,
        "the program that is started has another name than the one that cargo makes",
        "exec: \"./target/release/my_shop\": stat ./target/release/my_shop: no such file or directory",
        "Name the program as the package in Cargo.toml.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (model.FirstFailure is not null || Launch.Of(model) is not { } launch || model.Context is not { IsComplete: true } context || CargoProject.Of(context) is not { HasOneProgram: true } project)
        {
            yield break;
        }

        foreach (var command in launch.Commands.Where(c => c is { IsCertain: true, SetBy: not null, Directory: not null } && !Names.HasVariable(c.Program)))
        {
            var build = launch.Stage.Runs().LastOrDefault(r => r.Command.Program == "cargo" && r.Command.Arguments.Contains("build"));
            if (build?.Command.Directory is { } directory && command.In(launch.State).Resolve(command.Program) is { } path && Paths.Folder(path) == Paths.Join(directory, "target/release") && Paths.Name(path) != project.Name
                && build.Command.Arguments.All(a => a is not (null or "--target" or "--target-dir" or "--example" or "--examples" or "--bin")) && !launch.Stage.Runs().Any(r => r.Command.Program is "cp" or "mv" or "ln")
                && context.Find("Cargo.toml") is not null && build.Command.Before.Files.Find(Paths.Join(directory, "Cargo.toml")).Copied?.Path == "Cargo.toml")
            {
                yield return About.At(
                    command.SetBy!, command.Program.StartsWith("./", StringComparison.Ordinal) ? command.Program[2..] : command.Program,
                    $"{command.Program} is started, but cargo names the program {project.Name} after Cargo.toml.",
                    $"exec: \"{command.Program}\": stat {command.Program}: no such file or directory", $"Start target/release/{project.Name}.");
            }
        }
    }
}
