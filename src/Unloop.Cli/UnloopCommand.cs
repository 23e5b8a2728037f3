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
    public static string Version { get; } =
        typeof(UnloopCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public static RootCommand Build(Terminal terminal)
    {
        var root = new RootCommand("Says why a pod is in CrashLoopBackOff, and proves it.")
        {
            DiagnoseCommand.Create(terminal),
            ListCommand.Create(terminal),
            CaptureCommand.Create(terminal),
            ImageCommand.Create(terminal),
