using System.CommandLine;
using Unloop.Cli.Rendering;
using Unloop.Evidence.Bundles;
using Unloop.Host.Bundles;
using Unloop.Engine.Knowing;

namespace Unloop.Cli.Commands;

/// <summary><c>unloop capture</c>: the evidence, redacted, for a colleague or a ticket.</summary>
internal static class CaptureCommand
{
    public static Command Create(Terminal terminal)
    {
        var targets = new TargetOptions();
        var to = new Option<string>("--to") { Description = "A new folder, or a file that ends in .tgz", HelpName = "PATH", Required = true };
        var command = new Command("capture", "Writes the evidence about pods, redacted, as a folder or archive that diagnoses as the cluster does.");
        targets.AddTo(command);
        command.Options.Add(to);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var batch = await targets.CollectAsync(parsed, ShippedKnowledge.LoadInBackground(), terminal, cancellationToken);
            terminal.Complain(batch.Problems);

            if (batch.Pods.Count == 0)
            {
                return ExitCode.Of(batch.Problems);
            }

            var path = parsed.GetRequiredValue(to);
            if (BundleFiles.Write(path, BundleWriter.Write(batch.Pods, UnloopCommand.Version)) is { } refused)
            {
                terminal.Complain(refused.Message);
                return ExitCode.Of([refused]);
            }

            terminal.WriteLine($"{path}: evidence about {batch.Pods.Count} pod{(batch.Pods.Count == 1 ? "" : "s")}, redacted. Look through it before you send it.");
            terminal.WriteLine($"unloop diagnose --from {path}");
            return ExitCode.Of(batch.Problems);
        });
        HelpWithExamples.Add(command,
            "unloop capture web-7d9f8c6b5-x2x4q --to web.tgz",
            "unloop capture -n shop --to evidence/            everything that is unwell in the namespace");
        return command;
    }
}
