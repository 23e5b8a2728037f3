using System.CommandLine;
using Unloop.Cli.Rendering;
using Unloop.Core;
using Unloop.Core.Signatures;
using Unloop.Core.Text;
using Unloop.Engine.Knowing;
using Unloop.Host.Files;
using Unloop.Knowledge;

namespace Unloop.Cli.Commands;

/// <summary><c>unloop knowledge</c>: the failures that Unloop knows, and the check for those who add one.</summary>
internal static class KnowledgeCommand
{
    public static Command Create(Terminal terminal) => new("knowledge", "The failures that Unloop knows.")
    {
        List(terminal),
        Show(terminal),
        Check(terminal),
    };

    private static Command List(Terminal terminal)
    {
        var category = new Option<string?>("--category") { Description = "Only this category", HelpName = "TOKEN" };
        category.AcceptOnlyFromAmong([.. Categories.AllTokens]);
        var command = new Command("list", "All signatures, one line each.") { category };
        command.SetAction(parsed =>
        {
            var wanted = parsed.GetValue(category);
            foreach (var signature in ShippedKnowledge.Load().Signatures.Where(s => wanted is null || s.Category.Token() == wanted))
            {
                terminal.WriteLine($"{signature.Id,-40} {signature.Category.Token(),-28} {signature.Title}");
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static Command Show(Terminal terminal)
    {
        var id = new Argument<string>("ID") { Description = "A signature's id, as 'knowledge list' prints it" };
        var command = new Command("show", "One signature: what it looks for, what it means, what to do.") { id };
        command.SetAction(parsed =>
        {
            var signatures = ShippedKnowledge.Load().Signatures;
            var wanted = parsed.GetRequiredValue(id);
            if (signatures.FirstOrDefault(s => s.Id == wanted) is not { } signature)
            {
                terminal.Complain($"there is no signature '{wanted}'{NearestNames.Suggest(wanted, signatures.Select(s => s.Id))}");
                return ExitCode.BadInput;
            }

            Describe(signature, terminal);
            return ExitCode.Done;
        });
        HelpWithExamples.Add(command, "unloop knowledge show node-cannot-find-module");
        return command;
    }

    private static void Describe(Signature signature, Terminal terminal)
    {
        terminal.WriteLine($"{signature.Id}: {signature.Title}");
        terminal.WriteLine($"  category    {signature.Category.Token()}");
        terminal.WriteLine($"  means       {signature.Statement}");
        terminal.WriteLine($"  confidence  {signature.Confidence.ToString().ToLowerInvariant()} by itself, weight {signature.Weight.ToString().ToLowerInvariant()}");
        foreach (var matcher in signature.Match)
        {
            terminal.WriteLine($"  looks for   {matcher.Literal}{(matcher.Regex is null ? "" : $"   /{matcher.Regex}/")}");
        }

        foreach (var advice in signature.Solution)
        {
            terminal.WriteLine($"  solution    {advice.Text}");
        }

        foreach (var advice in signature.Prevention)
        {
            terminal.WriteLine($"  prevention  {advice.Text}");
        }
    }

    private static Command Check(Terminal terminal)
    {
        var folder = new Argument<string>("DIR") { Description = "A folder of signatures and their cases" };
        var command = new Command("check", "Checks signature files and runs their cases; all errors at once.") { folder };
        command.SetAction(parsed =>
        {
            if (TextFolder.Read(parsed.GetRequiredValue(folder), ".yaml") is not { } files)
            {
                terminal.Complain($"there is no folder '{parsed.GetRequiredValue(folder)}'");
                return ExitCode.BadInput;
            }

            var (signatures, cases, errors) = KnowledgeCheck.Read(files);
            var check = new KnowledgeCheck(new SignatureIndex(signatures));
            var problems = errors.Select(e => e.ToString())
                .Concat(cases.SelectMany(c => check.Problems(c).Select(p => $"{c.Signature}.cases.yaml:{c.Line}: '{c.Title}': {p}"))).ToList();
            problems.ForEach(terminal.WriteLine);
            foreach (var ranking in cases.Where(c => !c.NearMiss).Select(check.Rank).Where(r => r.Winner != r.Case.Signature))
            {
                terminal.WriteLine($"note: {ranking.Case} is won by {ranking.Winner ?? "nobody"}");
            }

            terminal.WriteLine($"{signatures.Count} signatures, {cases.Count(c => !c.NearMiss)} cases, {cases.Count(c => c.NearMiss)} near-misses, {problems.Count} problems");
            return problems.Count == 0 ? ExitCode.Done : ExitCode.BadInput;
        });
        HelpWithExamples.Add(command, "unloop knowledge check knowledge/signatures");
        return command;
    }
}
