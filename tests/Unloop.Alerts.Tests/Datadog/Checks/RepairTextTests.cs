using Unloop.Alerts.Linting;
using Unloop.Alerts.Sources;
using Unloop.Core.Reports;

namespace Unloop.Alerts.Tests.Datadog.Checks;

/// <summary>The text of repairs, where more than their being there matters.</summary>
public class RepairTextTests
{
    private static CheckFinding Found(string name, string rule) => Linter.Lint(MonitorCase.Read(name).Files, "datadog").Items.Single(i => i.Id == rule);

    [Fact]
    public void What_resolves_missing_data_takes_away_what_notifies_it_as_Datadog_takes_only_one_of_them()
    {
        Assert.Equal("\"on_missing_data\": \"resolve\"\n\"notify_no_data\": false\n\"no_data_timeframe\": null", Found("no-data-trap/bad-notify.case", "no-data-trap").Replacement);
        Assert.Equal("on_missing_data = \"resolve\"\nnotify_no_data = null\nno_data_timeframe = null", Found("no-data-trap/bad-terraform.case", "no-data-trap").Replacement);
    }

    [Fact]
    public void Interpolations_stay_as_they_are_in_a_repaired_text()
    {
        const string file = """
            resource "datadog_monitor" "web" {
              name    = "Pods \"crash\""
              type    = "query alert"
              message = "See ${var.runbooks["restarts"]}. @slack-ops"
              query   = "sum:kubernetes.pod.restart.count{kube_namespace:${var.spaces["shop"]}} by {kube_cluster_name,kube_namespace,pod_name} > 3"
            }
            """;
        var query = Linter.Lint([new LintFile("web.tf", file)]).Items.First(i => i.Id == "unknown-metric").Replacement!;
        Assert.Equal(
            "query = \"change(max(last_5m),last_10m):sum:kubernetes.containers.restarts{kube_namespace:${var.spaces[\"shop\"]}} by {kube_cluster_name,kube_namespace,pod_name} > 3\"", query);
        Assert.Empty(HclSource.Read(PlacedText.Of(query)).Errors);
    }

    [Theory]
    [InlineData("counter-against-constant/bad-twenty-minutes.case", "counter-against-constant", "change(max(last_5m),last_20m):")]
    [InlineData("window-contradicts-text/bad-said-first.case", "window-contradicts-text", "change(max(last_5m),last_20m):")]
    public void Any_number_of_minutes_is_a_window(string name, string rule, string expected) => Assert.Contains(expected, Found(name, rule).Replacement, StringComparison.Ordinal);

    [Fact]
    public void The_time_of_the_five_thousandth_restart_is_that_of_the_longest_waits() =>
        Assert.Contains($"has 5001 restarts {Unloop.Alerts.Backoff.RestartWords.Text(TimeSpan.FromSeconds(310 + (4995 * 300)))} after its first crash", Found("counter-against-constant/bad-thousands.case", "counter-against-constant").Effect, StringComparison.Ordinal);

    [Fact]
    public void A_warning_is_compared_as_the_alert_is() =>
        Assert.Contains("The warning (more than 5) is reached 310 s after the first crash", Found("threshold-out-of-reach/bad-warning-at-least.case", "threshold-out-of-reach").Effect, StringComparison.Ordinal);
}
