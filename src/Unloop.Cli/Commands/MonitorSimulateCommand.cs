using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using System.Text.Json;
using Unloop.Alerts.Backoff;
using Unloop.Alerts.Prometheus.Expressions;
using Unloop.Alerts.Simulation;
using Unloop.Cli.Rendering;
using Unloop.Core.Charts;
using Unloop.Core.Facts;
using Unloop.Core.Text;
using Unloop.Host.Files;

namespace Unloop.Cli.Commands;

/// <summary><c>unloop monitor simulate</c>: what an alert makes of a crash loop, drawn over time.</summary>
internal static class MonitorSimulateCommand
{
    private static readonly TimeSpan LongestPlay = TimeSpan.FromHours(24);

    public static Command Create(Terminal terminal)
    {
        var input = new SimulationInput();
        var scenarios = new Option<string[]>("--scenario") { Description = $"{string.Join(", ", Scenarios.Names)}; may be repeated", HelpName = "NAME", DefaultValueFactory = _ => [Scenarios.Names[0]] };
        var maximum = Span("--back-off-max", "The node's longest wait before a restart (maxContainerRestartPeriod), 1s to 5m", BackoffPolicy.LeastMaximum, BackoffPolicy.MostMaximum);
        var runsFor = Span("--runs-for", "How long each run lasts before it crashes", TimeSpan.Zero, LongestPlay);
        var repaired = Span("--repaired-after", "When the cause is mended, from the first crash", TimeSpan.Zero, LongestPlay);
        var shown = Span("--for", "How much is shown, from the first crash: 30m, 4h, at most 24h", TimeSpan.FromMinutes(1), LongestPlay);
        var svg = new Option<string?>("--svg") { Description = "Write the drawing of the (one) scenario to a file", HelpName = "FILE" };
        var output = new Option<string>("--output", "-o") { Description = "text or json", HelpName = "FORMAT", DefaultValueFactory = _ => "text" };
        output.AcceptOnlyFromAmong("text", "json");

        var command = new Command("simulate", "Plays crash loops against a monitor or rule, and draws when it is pending, firing and resolved.");
        input.AddTo(command);
        foreach (var option in (Option[])[scenarios, maximum, runsFor, repaired, shown, svg, output])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result => Validate(result, result.GetValue(scenarios) ?? [], result.GetValue(svg) is not null));
        command.SetAction(parsed =>
        {
            var (alerts, problems) = input.Read(parsed);
            if (problems.Count > 0)
            {
                terminal.Complain(problems);
                return ExitCode.Of(problems);
            }

            var options = new ScenarioOptions
            {
                Policy = parsed.GetValue(maximum) is { } most ? BackoffPolicy.Default.WithNodeMaximum(most) : BackoffPolicy.Default,
                RunsFor = parsed.GetValue(runsFor),
                RepairedAfter = parsed.GetValue(repaired),
                Until = parsed.GetValue(shown),
            };
            var played = parsed.GetRequiredValue(scenarios).Distinct().Select(n => Scenarios.Named(n, options)!).Select(s => new PlayedScenario(s, [.. alerts.Select(a => (a.Name, a.Play(s)))])).ToList();
            Write(played, parsed.GetRequiredValue(output), terminal);
            problems = parsed.GetValue(svg) is { } file && new FileEditor().Replace(file, Encoding.UTF8.GetBytes(ChartSvg.Write(played[0].Chart))) is { } problem ? [problem] : [];
            terminal.Complain(problems);
            return problems.Count > 0 ? ExitCode.Of(problems) : played.All(p => p.Alerts.All(a => a.Timeline.NotPlayed is not null)) ? ExitCode.Refused : ExitCode.Done;
        });
        HelpWithExamples.Add(command,
            "unloop monitor simulate --query 'sum:kubernetes.pod.restart.count{*} by {pod_name} > 5'",
            "unloop monitor simulate rules.yaml --scenario crash-after-30s --scenario slow-leak",
            "unloop monitor simulate monitor.json --back-off-max 60s     on nodes with a shorter back-off",
            "unloop monitor simulate monitor.json --scenario recovery --repaired-after 20m --for 1h --svg alert.svg");
        return command;
    }

    /// <summary>Durations are written as Prometheus writes them.</summary>
    private static Option<TimeSpan?> Span(string name, string description, TimeSpan least, TimeSpan most) => new(name)
    {
        Description = description,
        HelpName = "DURATION",
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            var span = Duration.Parse(text, out var error);
            if (span is null)
            {
                result.AddError($"{name}: {error}");
            }
            else if (span < least || span > most)
            {
                result.AddError($"{name} is from {Duration.Print(least)} to {Duration.Print(most)}, not {text}");
            }

            return span;
        },
    };

    private static void Validate(CommandResult result, IReadOnlyList<string> scenarios, bool draws)
    {
        foreach (var unknown in scenarios.Except(Scenarios.Names))
        {
            result.AddError($"there is no scenario '{unknown}'{NearestNames.Suggest(unknown, Scenarios.Names)}; they are {string.Join(", ", Scenarios.Names)}");
        }

        if (draws && scenarios.Distinct().Count() > 1)
        {
            result.AddError("--svg draws one scenario: give only one --scenario");
        }
    }

    private static void Write(IReadOnlyList<PlayedScenario> played, string format, Terminal terminal)
    {
        if (format == "json")
        {
            terminal.WriteLine(JsonSerializer.Serialize(SimulationReport.Of(played), SimulationJson.Default.SimulationReport));
            return;
        }

        foreach (var (one, index) in played.Select((p, i) => (p, i)))
        {
            if (index > 0)
            {
                terminal.WriteLine();
            }

            terminal.WriteLine(Core.Reports.Printable.Line(one.Chart.Title));
            terminal.WriteLine();
            terminal.Write(ChartText.Write(one.Chart, terminal.Width));
        }
    }
}
