using System.CommandLine;
using System.Text.Json;
using Unloop.Alerts.Planning;
using Unloop.Cli.Rendering;

namespace Unloop.Cli.Commands;

/// <summary><c>unloop monitor status</c>: how the monitors stand, and whether anything would change them.</summary>
internal static class MonitorStatusCommand
{
    public static Command Create(Terminal terminal)
    {
        var flags = new MonitorFlags();
        var command = new Command("status", "Says how the monitors of a target stand: whether their metrics have data, whether somebody has edited them, what they alert on now.");
        flags.AddTo(command, mayDelete: false);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (session, problems) = await flags.OpenAsync(parsed, terminal, cancellationToken);
            if (session is null)
            {
                terminal.Complain(problems);
                return ExitCode.Of(problems);
            }

            using (session)
            {
                var asking = session.Monitors.StatusAsync(session.Order, cancellationToken);
                var (report, unanswered) = await Waiting.WithProgress(asking, "reading monitors and metrics", terminal, cancellationToken);
                terminal.Complain(unanswered);
                if (report is not null && flags.IsJson(parsed))
                {
                    terminal.WriteLine(JsonSerializer.Serialize(report, MonitorPlanJson.Default.MonitorStatusReport));
                }
                else if (report is not null)
                {
                    terminal.Write(MonitorPlanText.Write(report, session.Sights, terminal.Width));
                }

                return ExitCode.Of(unanswered);
            }
        });
        HelpWithExamples.Add(command, "unloop monitor status deploy/web -n shop --provider datadog");
        return command;
    }
}
