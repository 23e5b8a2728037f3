using System.CommandLine;
using Unloop.Cli.Rendering;

namespace Unloop.Cli.Commands;

/// <summary><c>unloop monitor</c>: the alarm for next time. Every verb is one file <c>Monitor…Command.cs</c> and one line here.</summary>
internal static class MonitorCommand
{
    public static Command Create(Terminal terminal) => new("monitor", "Alerts on crash loops, in Datadog and Prometheus, that fire when they should.")
    {
        MonitorLintCommand.Create(terminal),
        MonitorSimulateCommand.Create(terminal),
        MonitorGenerateCommand.Create(terminal),
        MonitorPlanCommand.Create(terminal),
        MonitorApplyCommand.Create(terminal),
        MonitorStatusCommand.Create(terminal),
    };
}
