using Unloop.Dockerfile.Checks.Files;
using Unloop.Dockerfile.Checks.Forms;
using Unloop.Dockerfile.Checks.Scripts;

namespace Unloop.Dockerfile.Checks;

/// <summary>The rules that hold whatever language the program is written in.</summary>
internal static class GeneralRules
{
    public static IReadOnlyList<IRule> All { get; } =
    [
        new ExecFormOneString(), new CommandNotJson(), new EntrypointAndCmdDouble(), new VariableInExecForm(), new ShellSyntaxInExecForm(), new OptionWithBlank(),
        new ShellEntrypointIgnoresCmd(), new ShellFormWithoutShell(), new CommandRepeated(), new CommandInOtherStage(), new EntrypointDropsInheritedCmd(),
        new ScriptWithCrlf(), new ScriptNotExecutable(), new ScriptWithoutShebang(), new ScriptWithByteOrderMark(), new ScriptIsEmpty(), new GitLfsPointer(),
        new InterpreterMissing(), new EntrypointNeverRunsCommand(), new ScriptToolMissing(), new Daemonising(),
        new StartedFileDeleted(), new RelativeWorkdir(), new NeededFileIgnored(), new CopiedContents(), new StartedFileElsewhere(), new StartedFileNotCopied(), new StartedFileMissing(),
        new ProgramNotFound(), new PathOverwritten(), new ProgramIsDirectory(),
    ];
}
