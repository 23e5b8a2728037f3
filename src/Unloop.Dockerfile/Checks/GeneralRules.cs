using Unloop.Dockerfile.Checks.Building;
using Unloop.Dockerfile.Checks.Files;
using Unloop.Dockerfile.Checks.Forms;
using Unloop.Dockerfile.Checks.Launching;
using Unloop.Dockerfile.Checks.Libraries;
using Unloop.Dockerfile.Checks.Scripts;
using Unloop.Dockerfile.Checks.Users;
using Unloop.Dockerfile.Checks.Variables;

namespace Unloop.Dockerfile.Checks;

/// <summary>The rules that hold whatever language the program is written in.</summary>
internal static class GeneralRules
{
    /// <summary>These say that something is missing or stops, whatever the reason; a rule of a language that knows the reason says it better.</summary>
    private static readonly string[] Yielding =
        ["started-file-missing", "started-file-not-copied", "started-file-elsewhere", "program-not-found", "program-is-directory", "build-stops", "install-failure-hidden", "binary-for-other-libc", "library-only-in-builder"];

    /// <summary>One mistake is told once: what is found here is the same as one of the others, told with less.</summary>
    public static bool Yields(Defect general, IReadOnlyList<Defect> others) =>
        Yielding.Contains(general.Rule) && others.Any(o => o.Severity > Severity.Note && (o.Line == general.Line || Names.Base(o.Subject) == Names.Base(general.Subject)));

    public static IReadOnlyList<IRule> All { get; } =
    [
        new ExecFormOneString(), new CommandNotJson(), new EntrypointAndCmdDouble(), new VariableInExecForm(), new ShellSyntaxInExecForm(), new OptionWithBlank(),
        new ShellEntrypointIgnoresCmd(), new ShellFormWithoutShell(), new CommandRepeated(), new CommandInOtherStage(), new EntrypointDropsInheritedCmd(),
        new ScriptWithCrlf(), new ScriptNotExecutable(), new ScriptWithoutShebang(), new ScriptWithByteOrderMark(), new ScriptIsEmpty(), new GitLfsPointer(),
        new InterpreterMissing(), new EntrypointNeverRunsCommand(), new ScriptToolMissing(), new Daemonising(),
        new StartedFileDeleted(), new RelativeWorkdir(), new NeededFileIgnored(), new CopiedContents(), new StartedFileElsewhere(), new StartedFileNotCopied(), new StartedFileMissing(),
        new ProgramNotFound(), new PathOverwritten(), new ProgramIsDirectory(),
        new ArgAtRunTime(), new ArgOutOfScope(), new EnvValueWithEquals(), new TildeNotExpanded(),
        new UserNotMade(), new UserIsNamed(), new ProgramUnderRootHome(), new LowPortAsUser(), new ScriptNeedsRoot(),
        new BinaryForOtherLibc(), new RuntimeOlderThanBuilder(), new ForeignBinary(), new LibraryOnlyInBuilder(), new CertificatesMissing(), new TimeZonesMissing(),
        new BuildStops(), new CopyFromUnknownStage(), new InstallFailureHidden(), new RunEffectLost(), new ServiceStartedInBuild(), new PlatformContradicts(), new PlatformPinned(), new VolumeBeforeWrites(),
    ];
}
