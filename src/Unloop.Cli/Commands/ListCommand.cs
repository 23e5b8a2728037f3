using System.CommandLine;
using Unloop.Cli.Rendering;
using Unloop.Core;
using Unloop.Core.Diagnoses;
using Unloop.Core.Reports;
using Unloop.Engine.Diagnosing;
using Unloop.Engine.Knowing;

namespace Unloop.Cli.Commands;

/// <summary><c>unloop list</c>: what is looping or flapping now, and why, one line each.</summary>
internal static class ListCommand
{
    public static Command Create(Terminal terminal)
    {
        var targets = new TargetOptions();
        var command = new Command("list", "What is looping or flapping now, and why, one line each.");
        targets.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var knowledge = ShippedKnowledge.LoadInBackground();
            var batch = await targets.CollectAsync(parsed, knowledge, terminal, cancellationToken);
            terminal.Complain(batch.Problems);

            var items = new Diagnose(await knowledge.Index, UnloopCommand.Version).Report(batch, parsed.GetValue(targets.Container)).Items
                .Where(i => i.Verdict != Verdict.NotCrashLooping).ToList();
            foreach (var item in items)
            {
                terminal.WriteLine(Printable.Line(Line(item)));
            }

            if (items.Count == 0 && batch.Problems.Count == 0)
            {
                terminal.WriteLine("Nothing is unwell here.");
            }

            return ExitCode.Of(batch.Problems);
        });
        HelpWithExamples.Add(command, "unloop list -A");
        return command;
    }

    private static string Line(Diagnosis item)
    {
        var why = item.Cause is { } cause ? $"{cause.Category.Token()}: {cause.Subject} ({cause.Confidence.ToString().ToLowerInvariant()})" : "undetermined";
        return $"{item.Subject.Namespace}/{item.Subject.Pod}/{item.Subject.Container}  {item.State}  {item.Restarts}x  {why}";
    }
}
