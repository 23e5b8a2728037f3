namespace Unloop.Images.Building.Tools;

/// <summary>
/// Inside a plain container the steps of a build often cannot get containers of their own. Whether they can is only known by trying: the way
/// that isolates is taken first, and the other when the runtime, not the step, says that it failed.
/// </summary>
internal static class Isolation
{
    /// <summary>The user's own choice, which buildah and podman read themselves.</summary>
    private const string Variable = "BUILDAH_ISOLATION";
    private static readonly string[] Chroot = ["--isolation", "chroot"];

    private static readonly string[] Signs =
    [
        "creating container for",
        "did not get container start message",
        "error creating process for",
        "creating process for",
        "unable to start container process",
        "OCI runtime error",
        "OCI permission denied",
        "cgroups in hybrid mode not supported",
        "cannot clone: Operation not permitted",
        "error mounting \"proc\"",
        "mounting \"sysfs\"",
        "no runtime",
    ];

    /// <summary>A container whose program is not there fails in the runtime's words too; that is the image's fault, unless it is the runtime itself that is missing.</summary>
    private const string ExecSign = "exec: \"";
    private static readonly string[] Runtimes = ["exec: \"crun\"", "exec: \"runc\""];

    /// <param name="work">Gets the arguments that choose the isolation.</param>
    public static async Task<ToolRun> WithAsync(
        ImageOptions options, IProgress<string> listener, Func<IEnumerable<string>, CancellationToken, Task<ToolRun>> work, CancellationToken cancellationToken)
    {
        var run = await work([], cancellationToken);
        if (run.Succeeded || options.Variable(Variable) is not null || !IsRuntimeFailure(run))
        {
            return run;
        }

        listener.Report($"{run.Program}: the container runtime does not work here; once more with --isolation chroot.");
        return await work(Chroot, cancellationToken);
    }

    /// <summary>The container runtime failed, whatever should have run in it.</summary>
    public static bool IsRuntimeFailure(ToolRun run) => run.Result.ExitCode != 0 && run.Lines.TakeLast(12).Any(IsRuntimeFailure);

    private static bool IsRuntimeFailure(string line) =>
        Runtimes.Any(r => line.Contains(r, StringComparison.Ordinal))
        || (!line.Contains(ExecSign, StringComparison.Ordinal) && Signs.Any(s => line.Contains(s, StringComparison.OrdinalIgnoreCase)));
}
