using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Reflection;
using Unloop.Cli.Commands;
using Unloop.Cli.Rendering;

namespace Unloop.Cli;

/// <summary>The command line: every command is one file in <c>Commands/</c> and one line here.</summary>
internal static class UnloopCommand
{
    /// <summary>After Ctrl-C a fix still goes its way back; everything else ends at once.</summary>
    private static readonly TimeSpan TimeToPutBack = TimeSpan.FromMinutes(15);

    public static string Version { get; } =
        typeof(UnloopCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public static RootCommand Build(Terminal terminal)
    {
        var root = new RootCommand("Says why a pod is in CrashLoopBackOff, and proves it.")
        {
            DiagnoseCommand.Create(terminal),
            ListCommand.Create(terminal),
            FixCommand.Create(terminal),
            TryCommand.Create(terminal),
            CaptureCommand.Create(terminal),
            VerifyCommand.Create(terminal),
            ConfigCommand.Create(terminal),
            ScaleCommand.Create(terminal),
            ImageCommand.Create(terminal),
            DockerfileCommand.Create(terminal),
            MonitorCommand.Create(terminal),
            KnowledgeCommand.Create(terminal),
            AuthCommand.Create(terminal),
            CompletionCommand.Create(terminal),
        };
        HelpWithExamples.Add(root,
            "unloop diagnose deploy/web -n shop      why do the pods of this deployment keep crashing?",
            "unloop diagnose --from ./evidence       the same from files: describe text, YAML, logs",
            "unloop capture web-7d9f-x2x4q --to web.tgz");
        if (root.Options.OfType<HelpOption>().FirstOrDefault() is { Action: HelpAction help } option)
        {
            option.Action = new HelpWithExamples(help);
        }

        return root;
    }

    /// <summary>Runs one command line. Nothing that a user or a cluster may do ends in a stack trace.</summary>
    public static async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancellationToken)
    {
        try
        {
            var parsed = Build(terminal).Parse(args);
            if (parsed.Errors.Count > 0 && parsed.Action is not HelpWithExamples)
            {
                foreach (var error in parsed.Errors)
                {
                    terminal.Complain(error.Message);
                }

                terminal.Complain($"see '{string.Join(' ', PathOf(parsed))} --help'");
                return ExitCode.BadInput;
            }

            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeToPutBack };
            return await parsed.InvokeAsync(configuration, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            terminal.Complain("stopped");
            return ExitCode.Failed;
        }
#pragma warning disable CA1031 // The outer edge: a defect is reported as one line.
        catch (Exception e)
#pragma warning restore CA1031
        {
            terminal.Complain($"this is a defect in unloop {Version}: {e.GetType().Name}: {e.Message}");
            return ExitCode.Failed;
        }
    }

    private static Stack<string> PathOf(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (var result = parsed.CommandResult; result is not null; result = result.Parent as CommandResult)
        {
            names.Push(result.Command is RootCommand ? "unloop" : result.Command.Name);
        }

        return names;
    }
}
