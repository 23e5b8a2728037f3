using Unloop.Core.Diagnoses;

namespace Unloop.Core.Reasoning.Analyzers;

/// <summary>What an exit code alone suggests when nothing was printed: a direction, never more than possible.</summary>
internal sealed class ExitCodes : IAnalyzer
{
    private static readonly Dictionary<int, (Category Category, string Subject, string Meaning, string Next)> Meanings = new()
    {
        [126] = (Category.NotExecutable, "exit code 126", "a shell found the command but was not allowed to execute it", "Check the file's mode in the image (chmod +x in the Dockerfile) and that no volume with noexec holds it."),
        [127] = (Category.CommandNotFound, "exit code 127", "a shell did not find the command, or the loader a shared library", "Check command, args and PATH against what the image holds, and the binary's libraries with ldd."),
        [132] = (Category.CpuInstructionSet, "SIGILL", "the CPU met an instruction that it does not have (SIGILL)", "Compare the image's build target with the node's CPU, and its architecture with the node's."),
        [134] = (Category.AppBug, "SIGABRT", "the program or its runtime gave up by itself (SIGABRT)", "Read the lines before the end: an assertion, an uncaught exception or a runtime that ran out of memory says so there."),
        [136] = (Category.AppBug, "SIGFPE", "the program met an arithmetic error such as a division by zero (SIGFPE)", "Try the version before, and report it with a core dump or a stack trace."),
        [139] = (Category.AppBug, "SIGSEGV", "the program touched memory that is not its own (SIGSEGV, a segmentation fault)", "Try the version before; check that image, libc and CPU fit each other, and that the configuration is complete; get a core dump or a debug log."),
        [145] = (Category.MissingFile, "the application's .dll", "the .NET host found no application to run", "Check that the .dll named in the entrypoint is in the working directory, and that no volume covers that directory."),
        [159] = (Category.SecurityProfile, "SIGSYS", "the kernel ended the program because of a system call that a seccomp profile does not allow (SIGSYS)", "Try seccompProfile: Unconfined to prove it, then allow the one call; an old container runtime or libseccomp on the node refuses calls that new images make."),
        [150] = (Category.MissingFile, "the .NET framework", "the .NET host did not find the framework version that the application asks for", "Use the runtime image of the version that the application targets."),
    };

    /// <summary>Codes that say how it ended, and not why.</summary>
    private static readonly Dictionary<int, string> Signals = new()
    {
        [143] = "SIGTERM: somebody told it to stop: a rollout, an eviction, a scale-down, or a neighbour; it did not fail by itself",
    };

    public string Id => "exit-code";

    public IEnumerable<Insight> Look(ContainerCase @case)
    {
        if (@case.Container.Termination?.ExitCode is not { } code)
        {
            yield break;
        }

        if (Signals.TryGetValue(code, out var signal) && !ProbeKill.HasKilled(@case))
        {
            yield return new Contribution
            {
                Rule = Id,
                Statement = $"Exit code {code} is {signal}.",
                Proof = [new(ProofSource.ContainerStatus, "lastState.terminated.exitCode", $"exit code {code}")],
            };
        }

        if (Meanings.TryGetValue(code, out var meaning))
        {
            yield return new Finding
            {
                Rule = Id,
                Category = meaning.Category,
                Subject = meaning.Subject,
                Statement = $"Exit code {code} of {@case.Container.Name} says that {meaning.Meaning}.",
                Confidence = Confidence.Possible,
                Weight = Weight.Echo,
                Proof = [new(ProofSource.ContainerStatus, "lastState.terminated.exitCode", $"exit code {code}")],
                Solution = [new(meaning.Next)],
            };
        }
    }
}
