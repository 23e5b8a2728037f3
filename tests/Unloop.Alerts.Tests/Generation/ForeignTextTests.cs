using CsCheck;
using Unloop.Alerts.Generation;
using Unloop.Alerts.Generation.Targets;
using Unloop.Core;
using Unloop.Tests;

namespace Unloop.Alerts.Tests.Generation;

/// <summary>Logs are written by programs that nobody vouches for; what they say comes into messages that call people.</summary>
public class ForeignTextTests
{
    private static AlertRequest Hostile => Requests.Workload(new KnownCause(Category.MissingModule, Requests.Hostile, [Requests.Hostile], [Requests.Hostile], "web"));

    private static string Written(string target, AlertRequest request) =>
        string.Concat(TargetList.All.Single(t => t.Name == target).Write(request, AlertList.Of(request)).Files.Select(f => f.Content));

    [Fact]
    public void A_package_with_a_scope_calls_nobody() => Assert.Equal("Cannot find module '@ nestjs/core'", ForeignText.Clean("Cannot find module '@nestjs/core'"));

    [Theory]
    [InlineData("<!channel>", "< !channel>")]
    [InlineData("<@U123>", "< @ U123>")]
    [InlineData("a\nb\tc", "a b c")]
    [InlineData("a\u001b[31mb\u202e", "a·[31mb·")]
    public void Chats_and_terminals_are_told_nothing(string text, string clean) => Assert.Equal(clean, ForeignText.Clean(text));

    [Theory]
    [InlineData("a < b, x@ y, List<String>")]
    [InlineData("connect ECONNREFUSED 10.0.0.1:5432")]
    public void Harmless_text_stays_as_it_is(string text) => Assert.Equal(text, ForeignText.Clean(text));

    [Fact]
    public void Nothing_foreign_is_a_template_of_Datadog()
    {
        var benign = AlertList.Of(Requests.Workload(Requests.Cause(Category.MissingModule)))[0].Datadog.Message!;
        var hostile = AlertList.Of(Hostile)[0].Datadog.Message!;

        Assert.Equal(benign.Split("{{").Length, hostile.Split("{{").Length);
        Assert.Equal(Words(benign), Words(hostile));

        static IEnumerable<string> Words(string message) => message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Where(w => w.Length > 1 && w.Trim('\'', '(').StartsWith('@') && w.Trim('\'', '(').Length > 1);
    }

    [Fact]
    public void Nothing_foreign_is_a_template_of_Prometheus()
    {
        var runbook = AlertList.Of(Hostile)[0].Prometheus.Annotations["runbook"];

        Assert.Contains("{{ \"{{\" }} $labels.pod }}", runbook, StringComparison.Ordinal);
        Assert.DoesNotContain("{{", runbook.Replace("{{ \"{{\" }}", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_foreign_is_a_template_of_Terraform()
    {
        var hcl = Written("terraform", Hostile);

        Assert.DoesNotContain("${", hcl.Replace("$${", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("%{", hcl.Replace("%%{", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(hcl.Split("<<EOT\n").Length, hcl.Split("\nEOT\n").Length);
    }

    [Fact]
    public void Nothing_foreign_is_a_variable_of_Grafanas_environment()
    {
        var rules = TargetList.All.Single(t => t.Name == "grafana").Write(Hostile, AlertList.Of(Hostile)).Files.Single(f => f.Path.EndsWith("-rules.yaml", StringComparison.Ordinal));

        Assert.DoesNotContain('$', rules.Content);
        Assert.Contains("{{ \"\\x24\" }}{file(", rules.Content, StringComparison.Ordinal);
    }

    [Fact]
    public void No_foreign_text_can_begin_a_template_whatever_it_is() =>
        Gen.String[Gen.Char["{}<@!# a\n"], 0, 40].ForAll(text =>
        {
            var clean = ForeignText.Clean(text);
            Assert.DoesNotContain("{{", ForeignText.ForDatadog(clean), StringComparison.Ordinal);
            Assert.DoesNotContain("{{", ForeignText.ForGoTemplate(clean).Replace("{{ \"{{\" }}", "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.DoesNotContain("<!", clean, StringComparison.Ordinal);
            Assert.DoesNotContain("@a", clean, StringComparison.Ordinal);
        });
}
