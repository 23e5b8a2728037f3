using System.Text;
using Unloop.Dockerfile.Checks;
using Unloop.Tests;

namespace Unloop.Dockerfile.Tests.Checks;

public class DocumentationTests
{
    /// <summary>docs/dockerfile-rules.md is what the rules say of themselves; <c>UPDATE_SNAPSHOTS=1</c> writes it anew.</summary>
    [Fact]
    public void The_page_of_rules_is_what_the_rules_say_of_themselves()
    {
        var page = new StringBuilder("""
            # What `unloop dockerfile check` sees

            Written by the tests from the rules; do not edit.

            Every rule is about a mistake in a Dockerfile, its build context or an entrypoint script that makes the container crash, or never start: none is about style. A rule speaks
            only of what is known for certain from the instructions, the context and the base image, and is silent about the rest. Its cases stand in
            `tests/Unloop.Dockerfile.Tests/Checks/Cases/<rule>/`. *Warning* means that the failure needs something that the Dockerfile does not show; a *note* is shown with `--notes` only.


            """);
        page.Append($"{RuleList.All.Count} rules.\n");
        foreach (var rule in RuleList.All.Select(r => r.About).OrderBy(r => r.Id, StringComparer.Ordinal))
        {
            page.Append($"\n## {rule.Id}\n\n{char.ToUpperInvariant(rule.Sees[0])}{rule.Sees[1..]}.{(rule.Severity == Severity.Error ? "" : $" *{rule.Severity}.*")}\n\n");
            page.Append($"    {rule.Symptom}\n\n{rule.Repair}\n");
        }

        Snapshot.Match(page.ToString(), Path.Combine("..", "..", "..", "docs", "dockerfile-rules.md"));
    }
}
