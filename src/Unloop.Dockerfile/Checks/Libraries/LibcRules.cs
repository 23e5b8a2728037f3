using Unloop.Dockerfile.Checks.Launching;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Bases;

namespace Unloop.Dockerfile.Checks.Libraries;

/// <summary>The kernel says that the binary is not there when its loader is not.</summary>
internal sealed class BinaryForOtherLibc : IRule
{
    private static readonly string[] Compatibility = ["gcompat", "libc6-compat", "glibc", "ld-linux", "/lib64", "musl"];

    public RuleDescription About { get; } = new(
        "binary-for-other-libc", Severity.Error, "the binary is linked against glibc in its build stage, and the final stage has musl or nothing (or the reverse)",
        "exec /usr/local/bin/app: no such file or directory",
        "Build it without libc (Go: CGO_ENABLED=0), or build and run on the same distribution.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        foreach (var binary in CompiledBinary.Of(model))
        {
            var (built, run) = (binary.Builder.Base.Traits, model.Target!.Base.Traits);
            var differs = (built.Libc == Libc.Glibc && run.Libc is Libc.Musl or Libc.None) || (built.Libc == Libc.Musl && run.Libc is Libc.Glibc or Libc.None && binary.Compiler != Compiler.Rust);
            if (differs && !BringsLibc(model.Target))
            {
                yield return About.At(binary.Copy.Instruction, binary.Path,
                    $"{binary.Path} is linked against {Name(built.Libc)} in line {binary.Step.Instruction.FirstLine}, and the final stage on {model.Target.Base.Reference} has {Name(run.Libc)}.",
                    $"exec {binary.Path}: no such file or directory",
                    binary.Compiler == Compiler.Go ? "Build it with CGO_ENABLED=0, or build and run on the same distribution." : "Build and run on the same distribution, or link it statically.");
            }
        }
    }

    private static string Name(Libc libc) => libc switch { Libc.Glibc => "glibc", Libc.Musl => "musl", _ => "no libc" };

    private static bool BringsLibc(StageModel target)
    {
        for (var stage = target; stage is not null; stage = stage.Parent)
        {
            if (stage.Steps.Any(s => s.Instruction.Keyword is "RUN" or "COPY" or "ADD" && Compatibility.Any(c => s.Instruction.Arguments.Contains(c, StringComparison.Ordinal))))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>
/// What is linked where glibc is 2.34 or later asks for symbols of that version (the one of the start-up code and threads), whatever the
/// program does; older ones do not have it.
/// </summary>
internal sealed class RuntimeOlderThanBuilder : IRule
{
    private static readonly SoftwareVersion Merge = new(2, 34);

    private static readonly Dictionary<string, SoftwareVersion> Glibc = new()
    {
        ["buster"] = new(2, 28), ["10"] = new(2, 28), ["bullseye"] = new(2, 31), ["11"] = new(2, 31), ["bookworm"] = new(2, 36), ["12"] = new(2, 36), ["trixie"] = new(2, 41), ["13"] = new(2, 41),
        ["bionic"] = new(2, 27), ["18.04"] = new(2, 27), ["focal"] = new(2, 31), ["20.04"] = new(2, 31), ["jammy"] = new(2, 35), ["22.04"] = new(2, 35), ["noble"] = new(2, 39), ["24.04"] = new(2, 39),
    };

    public RuleDescription About { get; } = new(
        "runtime-older-than-builder", Severity.Error, "the binary is linked on a newer distribution than it runs on",
        "/lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by /app)",
        "Use the same release of the distribution in both stages.");

    public IEnumerable<Defect> Check(BuildModel model) =>
        from binary in CompiledBinary.Of(model)
        let built = Version(binary.Builder)
        let run = Version(model.Target!)
        where built is { Minor: var newer } && run is { Minor: var older } && newer >= Merge.Minor && older < Merge.Minor
        select About.At(binary.Copy.Instruction, binary.Path,
            $"{binary.Path} is linked on {binary.Builder.Base.Traits.Release} (glibc {built}), and the final stage is {model.Target!.Base.Traits.Release} (glibc {run}).",
            $"libc.so.6: version `GLIBC_2.34' not found (required by {binary.Path})");

    private static SoftwareVersion? Version(StageModel stage) =>
        stage.Base.Traits is { Distribution: Distribution.Debian or Distribution.Ubuntu or Distribution.Distroless, Release: { } release } && Glibc.TryGetValue(release, out var version) ? version : null;
}

/// <summary>A binary for another system or processor was copied from the context.</summary>
internal sealed class ForeignBinary : IRule
{
    public RuleDescription About { get; } = new(
        "foreign-binary", Severity.Error, "the program that is copied from the build context is for another system or processor",
        "exec /app/server: exec format error",
        "Build the program in a stage of the Dockerfile, or for the platform of the nodes.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        foreach (var command in Launch.Of(model)?.Commands.Where(c => c.IsCertain && !Names.HasVariable(c.Program)) ?? [])
        {
            var file = command.In(model.Target!.End).FindProgram(command.Program);
            if (file is { IsPresent: true, Copied: { } copied, MadeBy.Instruction: { } instruction, TouchedBy: null } && Format(copied.FirstBytes.Span, model.Options.Platform) is { } format)
            {
                yield return About.At(instruction, file.Path, $"{copied.Path} is {format}, which {(model.Options.Platform is { } platform ? platform : "Linux")} cannot execute.", $"exec {file.Path}: exec format error");
            }
        }
    }

    /// <summary>What it is, when that cannot run.</summary>
    private static string? Format(ReadOnlySpan<byte> bytes, string? platform)
    {
        if (bytes.Length < 20)
        {
            return null;
        }

        if (bytes[..4] is [0xCF or 0xCE, 0xFA, 0xED, 0xFE] or [0xFE, 0xED, 0xFA, 0xCE or 0xCF])
        {
            return "a program for macOS";
        }

        if (bytes[..2] is [(byte)'M', (byte)'Z'])
        {
            return "a program for Windows";
        }

        if (bytes[..4] is not [0x7F, (byte)'E', (byte)'L', (byte)'F'] || platform is null)
        {
            return null;
        }

        var machine = (bytes[18] | (bytes[19] << 8)) switch { 0x3E => "amd64", 0xB7 => "arm64", _ => null };
        var wanted = platform.Split('/') is [_, var architecture, ..] ? architecture : null;
        return machine is not null && wanted is "amd64" or "arm64" && machine != wanted ? $"a program for {machine}" : null;
    }
}
