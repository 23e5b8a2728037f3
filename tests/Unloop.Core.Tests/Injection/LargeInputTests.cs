using Unloop.Core.Injection;
using Unloop.Core.Reports;
using static Unloop.Core.Tests.Injection.Given;

namespace Unloop.Core.Tests.Injection;

public sealed class LargeInputTests
{
    private static IReadOnlyList<StyledLine> Text(InjectionFacts facts) =>
        ConfigText.Write(new ConfigReport { Version = "0", Namespace = "shop", Workload = "Deployment/web", Pod = "web-1", Containers = [Table(facts)], Troubles = Troubles(facts) });

    [Fact]
    public void A_thousand_variables_are_all_in_the_table_and_cut_short_in_the_terminal()
    {
        var facts = PodOf(App with { EnvFrom = [From("all"), From("all", "P_")] }, Map("all", [.. Enumerable.Range(0, 1000).Select(i => ($"KEY_{i}", $"{i}"))]));

        Assert.Equal(2001, Table(facts).Variables.Count);
        Assert.Empty(Troubles(facts));
        Assert.InRange(Text(facts).Count, 60, 80);
        Assert.Contains(Text(facts), l => l.ToString().Contains("and 1940 more", StringComparison.Ordinal));
    }

    [Fact]
    public void A_megabyte_is_too_long_for_a_variable_well_for_a_file_and_one_line_in_the_terminal()
    {
        var map = Map("big", ("TEXT", new string('x', 1 << 20)));
        var file = PodOf(App with { Mounts = [new("/etc/big", "config")] }, map) with { Volumes = [Volume("big")] };

        _ = Only(Troubles(PodOf(Env(Key("TEXT", "big", "TEXT")), map)), "too-long", "TEXT");
        Assert.Empty(Troubles(file));
        Assert.All(Text(PodOf(Env(Key("TEXT", "big", "TEXT")), map)), l => Assert.InRange(l.ToString().Length, 0, 300));
    }

    [Theory]
    [InlineData("${")]
    [InlineData("$(")]
    [InlineData("$")]
    [InlineData("<")]
    [InlineData("\"")]
    public void What_opens_and_never_closes_takes_no_longer_than_anything_else(string open)
    {
        var text = string.Concat(Enumerable.Repeat(open, (1 << 20) / open.Length));

        Assert.True(ValueForm.OfVariable("X", text + "}").HasFlag(ValueFlaws.TooLong));
        Assert.True(ValueForm.OfVariable("X", text).HasFlag(ValueFlaws.TooLong));
        Assert.Equal(open == "$" ? text.Length / 2 : text.Length, Expansion.Expand(text, _ => null).Text.Length);
    }

    [Fact]
    public void Binary_data_is_mounted_and_makes_no_variable()
    {
        var map = Map("bin", ("TEXT", "x")) with { BinaryKeys = ["blob"] };
        var facts = PodOf(App with { EnvFrom = [From("bin")], Mounts = [new("/etc/bin", "config")] }, map) with { Volumes = [Volume("bin")] };

        Assert.Empty(Troubles(facts));
        Assert.Equal(["/etc/bin/TEXT", "/etc/bin/blob"], Table(facts).Files.Select(f => f.Path));
        Assert.Null(Table(facts).Effective("blob"));
    }
}
