using System.CommandLine;
using Unloop.Cli.Rendering;
using Unloop.Engine.Diagnosing;
using Unloop.Engine.Imaging;
using Unloop.Engine.Knowing;

namespace Unloop.Cli.Commands;

/// <summary><c>unloop diagnose</c>: why containers keep dying, live or from files.</summary>
internal static class DiagnoseCommand
{
    public static Command Create(Terminal terminal)
    {
        var (targets, source) = (new TargetOptions(), new SourceFlags());
        var from = new Option<string?>("--from") { Description = "Look at files, not at a cluster: a folder, a .tgz, a file, or - for standard input", HelpName = "PATH" };
        var output = new Option<string>("--output", "-o") { Description = "text, json or markdown", HelpName = "FORMAT", DefaultValueFactory = _ => "text" };
        output.AcceptOnlyFromAmong(ReportFormat.Names);
        var verbose = new Option<bool>("--verbose", "-v") { Description = "All evidence, not only what decides" };
        var exitCode = new Option<bool>("--exit-code") { Description = "Exit with 10 when a cause was found, with 11 when something fails and none was" };

        var command = new Command("diagnose", "Says why containers keep dying, what proves it, what was ruled out, and what to do.");
        targets.AddTo(command);
        source.AddTo(command);
        foreach (var option in (Option[])[from, output, verbose, exitCode])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetValue(from) is not null && targets.NamesACluster(result))
            {
                result.AddError("--from looks at files: leave out the target and the flags of a cluster");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var knowledge = ShippedKnowledge.LoadInBackground();
            var (batch, layout) = parsed.GetValue(from) is { } path
                ? OfflineInput.Read(path, parsed.GetValue(targets.Container), knowledge)
                : (await targets.CollectAsync(parsed, knowledge, terminal, cancellationToken, source.UsesPullSecrets(parsed)), null);
            var diagnose = new Diagnose(await knowledge.Index, UnloopCommand.Version);
            using var images = source.Images(parsed);
            var (built, problems) = await source.ReadBuildAsync(parsed, images, terminal, cancellationToken);
            batch = batch with { Problems = [.. batch.Problems, .. problems] };
            var (checks, image) = source.Checks(parsed, isOffline: parsed.GetValue(from) is not null, layout);
            if (built is not null && checks is ImageChecks.Auto)
            {
                // Only the image's own history tells whether it was built from this Dockerfile.
                checks = ImageChecks.Always;
            }

            var inspection = diagnose.InspectImagesAsync(batch, images, checks, TimeProvider.System, cancellationToken, image);
            batch = await Waiting.WithProgress(inspection, "looking into images", terminal, cancellationToken);
            var report = diagnose.Report(batch, parsed.GetValue(targets.Container), built?.Evidence);
            terminal.Complain(batch.Problems);

            if (report.Items.Count == 0 && batch.Problems.Count == 0 && parsed.GetValue(output) != "json")
            {
                terminal.WriteLine("Nothing is unwell here.");
            }
            else if (report.Items.Count > 0 || parsed.GetValue(output) == "json")
            {
                ReportFormat.Write(report, parsed.GetRequiredValue(output), parsed.GetValue(verbose), terminal);
            }

            return batch.Problems.Count > 0 ? ExitCode.Of(batch.Problems) : parsed.GetValue(exitCode) ? ExitCode.Of(report) : ExitCode.Done;
        });
        HelpWithExamples.Add(command,
            "unloop diagnose web-7d9f8c6b5-x2x4q             one pod",
            "unloop diagnose deploy/web -n shop -o markdown  all pods of a deployment, for a ticket",
            "unloop diagnose -A                              whatever is unwell in the cluster",
            "unloop diagnose --from evidence.tgz             what a colleague captured",
            "kubectl describe pod web-0 | unloop diagnose --from -",
            "unloop diagnose deploy/web --build-context .    … down to the line of the Dockerfile, with the patch");
        return command;
    }
}
