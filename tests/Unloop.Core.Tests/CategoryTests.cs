using System.Text.Json;
using Unloop.Core.Reports;

namespace Unloop.Core.Tests;

public class CategoryTests
{
    [Theory]
    [InlineData(Category.MissingConfigmapOrSecret, "missing-configmap-or-secret")]
    [InlineData(Category.OomLimit, "oom-limit")]
    [InlineData(Category.DnsLoop, "dns-loop")]
    [InlineData(Category.MissingCrdOrApi, "missing-crd-or-api")]
    public void A_category_is_spelt_in_kebab_case(Category category, string token)
    {
        Assert.Equal(token, category.Token());
        Assert.True(Categories.TryParse(token, out var parsed));
        Assert.Equal(category, parsed);
    }

    [Fact]
    public void The_list_is_closed_at_48_kinds_of_crash_loop_and_4_relatives() => Assert.Equal(48 + 4, Categories.AllTokens.Count);

    [Fact]
    public void A_token_that_is_none_does_not_parse() => Assert.False(Categories.TryParse("OomLimit", out _));

    [Fact]
    public void The_report_spells_a_category_as_its_token()
    {
        var pod = Some.Pod(Some.Crashing(exitCode: 137, reason: "OOMKilled") with { Resources = new() { MemoryLimit = "128Mi" } });
        var json = JsonSerializer.Serialize(new Report { Version = "1", Items = pod.Diagnose() }, CoreJson.Default.Report);
        Assert.Contains("\"category\": \"oom-limit\"", json, StringComparison.Ordinal);
        Assert.Contains("\"verdict\": \"diagnosed\"", json, StringComparison.Ordinal);
        Assert.Contains("\"confidence\": \"certain\"", json, StringComparison.Ordinal);
    }
}
