using System.CommandLine;
using System.Text.Json;
using Unloop.Alerts.Planning;
using Unloop.Cli.Rendering;
using Unloop.Engine.Monitoring;

namespace Unloop.Cli.Commands;

/// <summary><c>unloop monitor plan</c>: what <c>apply</c> would change.</summary>
internal static class MonitorPlanCommand
{
    public static Command Create(Terminal terminal)
    {
        var flags = new MonitorFlags();
        var command = new Command("plan", "Shows which monitors would be made, changed or adopted, field by field. Nothing is written. Exit code 4: it could not be applied as it is.");
        flags.AddTo(command, mayDelete: true);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (session, proposal) = await flags.ProposeAsync(parsed, terminal, cancellationToken);
            using (session)
            {
                terminal.Complain(proposal.Problems);
                return proposal.Plan is { } plan ? Show(plan, session!, flags.IsJson(parsed), terminal) : ExitCode.Of(proposal.Problems);
            }
        });
        HelpWithExamples.Add(command,
            "unloop monitor plan deploy/web -n shop --provider datadog --site datadoghq.eu --notify slack:#ops",
            "unloop monitor plan -n shop --provider datadog -o json");
        return command;
    }

    private static int Show(MonitorPlan plan, MonitorSession session, bool json, Terminal terminal)
    {
        if (json)
        {
            terminal.WriteLine(JsonSerializer.Serialize(plan, MonitorPlanJson.Default.MonitorPlan));
        }
        else
        {
            terminal.Write(MonitorPlanText.Write(plan, session.Sights, terminal.Width));
        }

        if (Monitors.Obstacle(plan, session.Order) is not { } obstacle)
        {
            return ExitCode.Done;
        }

        terminal.Complain(obstacle.Message);
        return ExitCode.Of([obstacle]);
    }
}
