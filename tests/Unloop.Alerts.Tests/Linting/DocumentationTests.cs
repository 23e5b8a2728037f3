using System.Text;
using Unloop.Alerts.Linting;
using Unloop.Core.Reports;
using Unloop.Tests;

namespace Unloop.Alerts.Tests.Linting;

public class DocumentationTests
{
    /// <summary>docs/monitor-checks.md is what the rules say of themselves; <c>UPDATE_SNAPSHOTS=1</c> writes it anew.</summary>
    [Fact]
    public void The_page_of_checks_is_what_the_rules_say_of_themselves()
    {
        var page = new StringBuilder("""
            # What `unloop monitor lint` sees

            Written by the tests from the rules; do not edit.

            Every check is about a monitor or rule that does not do what it is for when a container crash-loops: it never fires, fires too late or for something else, goes silent
            while the pod is still broken, or reaches nobody. Times in its findings are computed from the kubelet's back-off (10 s, doubled up to 5 minutes). A check speaks only of
            what is known from the text, and from the cluster and the organisation where they were asked; what Terraform or Helm fills in later is not guessed. *Warning* means that
            it fails under a condition that is named; a *note* is harmless unless something else is asked for. The indented line is what the service or the notification says.

            """);
        foreach (var provider in Linter.Providers)
        {
            page.Append($"\n## {provider.Name}\n\n{provider.Rules.Count} checks.\n");
            foreach (var rule in provider.Rules.OrderBy(r => r.Id, StringComparer.Ordinal))
            {
                page.Append($"\n### {rule.Id}\n\n{char.ToUpperInvariant(rule.Sees[0])}{rule.Sees[1..]}.{(rule.Severity == FindingSeverity.Error ? "" : $" *{rule.Severity}.*")}\n\n");
                page.Append($"    {rule.Symptom}\n\n{rule.Repair}\n");
            }
        }

        Snapshot.Match(page.ToString(), Path.Combine("..", "..", "..", "docs", "monitor-checks.md"));
    }
}
