using Unloop.Core.Injection;
using static Unloop.Core.Tests.Injection.Given;

namespace Unloop.Core.Tests.Injection;

public sealed class VariableTableTests
{
    /// <summary>The kubelet's order, one step at a time: each source goes before all that stand above it.</summary>
    [Theory]
    [InlineData("image", VariableOrigin.Image)]
    [InlineData("image link", VariableOrigin.ServiceLink)]
    [InlineData("image link envFrom", VariableOrigin.EnvFromConfigMap)]
    [InlineData("image link envFrom literal", VariableOrigin.Literal)]
    [InlineData("image envFrom", VariableOrigin.EnvFromConfigMap)]
    [InlineData("image literal", VariableOrigin.Literal)]
    [InlineData("link envFrom", VariableOrigin.EnvFromConfigMap)]
    [InlineData("link literal", VariableOrigin.Literal)]
    [InlineData("envFrom literal", VariableOrigin.Literal)]
    [InlineData("envFrom key", VariableOrigin.ConfigMapKey)]
    [InlineData("literal key", VariableOrigin.ConfigMapKey)]
    public void The_later_source_goes_before_the_earlier(string sources, VariableOrigin winner)
    {
        const string name = "REDIS_PORT";
        var words = sources.Split(' ');
        var container = App with
        {
            EnvFrom = words.Contains("envFrom") ? [From("all")] : [],
            Env = [.. words.Contains("literal") ? [Literal(name, "1")] : Array.Empty<VariableSpec>(), .. words.Contains("key") ? [Key(name, "one", "k")] : Array.Empty<VariableSpec>()],
        };
        var facts = PodOf(container, Map("all", (name, "2")), Map("one", ("k", "3"))) with
        {
            Services = words.Contains("link") ? [new ServiceSpec("redis", "10.0.0.1", [new(6379)])] : [],
        };
        facts = words.Contains("image") ? facts.WithImage(Image($"{name}=4")) : facts;

        var table = Table(facts);

        Assert.Equal(winner, table.Effective(name)!.Origin);
        Assert.Equal(words.Length - 1, table.Variables.Count(v => v.Name == name && v.State == VariableState.Overridden));
    }

    [Fact]
    public void Of_two_envFrom_the_later_goes_before_and_of_two_entries_of_env_too()
    {
        var table = Table(PodOf(App with { EnvFrom = [From("a"), From("b")], Env = [Literal("X", "1"), Literal("X", "2")] }, Map("a", ("Y", "1")), Map("b", ("Y", "2"))));

        Assert.Equal("2", table.Effective("X")!.Value);
        Assert.Equal("2", table.Effective("Y")!.Value);
        Assert.Equal("envFrom ConfigMap b, key Y", table.Variables.Single(v => v.Name == "Y" && v.State == VariableState.Overridden).OverriddenBy);
    }

    [Fact]
    public void The_images_own_HOSTNAME_goes_before_the_runtimes()
    {
        Assert.Equal("image", Table(PodOf(App).WithImage(Image("HOSTNAME=image"))).Effective("HOSTNAME")!.Value);
        Assert.Equal(VariableOrigin.Runtime, Table(PodOf(App).WithImage(Image("OTHER=image"))).Effective("HOSTNAME")!.Origin);
    }

    [Theory]
    [InlineData("PGPASS", "postgres-password", "***")]
    [InlineData("postgres-password", "plain", "***")]
    [InlineData("PGPASS", "plain", "hunter2")]
    public void The_key_promises_a_secret_as_well_as_the_name(string name, string key, string shown)
    {
        static string Mask(string name, string value) => name.Contains("password", StringComparison.Ordinal) ? "***" : value;
        var container = App with { Env = [Key(name, "web", key), Literal("DSN", $"db://$({name})")] };

        var table = Assert.Single(InjectionTable.Of(PodOf(container, Map("web", (key, "hunter2"))), Mask));

        Assert.Equal(shown, table.Effective(name)!.Value);
        Assert.Equal($"db://{shown}", table.Effective("DSN")!.Value);
    }

    [Fact]
    public void With_a_prefix_the_key_still_promises_a_secret()
    {
        var container = App with { EnvFrom = [From("web", "PUB_")] };

        var table = Assert.Single(InjectionTable.Of(PodOf(container, Map("web", ("password", "hunter2"))), (name, value) => name == "password" ? "***" : value));

        Assert.Equal("***", table.Effective("PUB_password")!.Value);
    }

    [Fact]
    public void An_optional_key_that_is_not_there_leaves_what_was_set_before()
    {
        var table = Table(PodOf(Env(Literal("X", "1"), Key("X", "a", "none", optional: true)), Map("a")));

        Assert.Equal("1", table.Effective("X")!.Value);
        Assert.Equal(VariableState.Unset, table.Variables[^1].State);
    }

    [Theory]
    [InlineData("1BAD", "", false, false)]
    [InlineData("1BAD", "", null, true)]
    [InlineData("1BAD", "P_", false, true)]
    [InlineData("a.b-c", "", false, true)]
    [InlineData("..", "", false, false)]
    [InlineData("1BAD", "", true, true)]
    public void Keys_that_are_no_names_are_skipped_by_older_kubelets(string key, string prefix, bool? takesAny, bool isSet)
    {
        var table = Table(PodOf(App with { EnvFrom = [From("a", prefix)] }, Map("a", (key, "v"))) with { TakesAnyName = takesAny });

        Assert.Equal(isSet ? VariableState.Set : VariableState.Skipped, table.Variables.Single(v => v.Key == key).State);
    }

    [Fact]
    public void References_see_envFrom_links_and_what_stands_above_and_nothing_else()
    {
        var container = App with { EnvFrom = [From("a")], Env = [Literal("X", "$(ALL) $(LATER) $(PATH) $(REDIS_SERVICE_HOST) $$(ALL)"), Literal("LATER", "1")] };
        var facts = (PodOf(container, Map("a", ("ALL", "$(LATER)"))) with { Services = [new("redis", "10.0.0.1", [new(6379)])] }).WithImage(Image("PATH=/bin"));

        var x = Table(facts).Effective("X")!;

        Assert.Equal("$(LATER) $(LATER) $(PATH) 10.0.0.1 $(ALL)", x.Value);
        Assert.Equal(["LATER", "PATH"], x.Unresolved);
    }

    [Fact]
    public void What_is_not_known_of_a_Secret_stands_in_words_where_it_is_referred_to()
    {
        var table = Table(PodOf(Env(Key("PASSWORD", "db", "password", kind: "Secret"), Literal("URL", "db://app:$(PASSWORD)@db"))));

        Assert.Equal("db://app:‹Secret db, key password›@db", table.Effective("URL")!.Value);
        Assert.Null(table.Effective("PASSWORD")!.Value);
    }

    [Fact]
    public void A_container_that_never_started_may_lack_a_Secret_that_nobody_looked_for()
    {
        var table = Table(PodOf(Env(Key("PASSWORD", "db", "password", kind: "Secret")) with { StartedAt = null }));

        Assert.Equal(VariableState.Unknown, table.Variables[^1].State);
        Assert.True(table.MayHave("PASSWORD"));
    }

    [Fact]
    public void Without_links_only_the_API_servers_own_Service_has_variables()
    {
        var facts = PodOf(App) with { EnableServiceLinks = false, Services = [new("kubernetes", "10.0.0.1", [new(443, "https")]), new("redis", "10.0.0.2", [new(6379)])] };

        var names = Table(facts).Variables.Where(v => v.Origin == VariableOrigin.ServiceLink).Select(v => v.Name);

        Assert.Equal(
            ["KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT", "KUBERNETES_SERVICE_PORT_HTTPS", "KUBERNETES_PORT", "KUBERNETES_PORT_443_TCP", "KUBERNETES_PORT_443_TCP_PROTO", "KUBERNETES_PORT_443_TCP_PORT", "KUBERNETES_PORT_443_TCP_ADDR"],
            names);
    }

    [Theory]
    [InlineData(null, 0, 0)]
    [InlineData("None", 0, 0)]
    [InlineData("10.0.0.1", 60, 0)]
    [InlineData("10.0.0.1", -60, 7)]
    public void Links_are_of_Services_with_an_address_that_were_there_at_the_start(string? address, int minutes, int variables)
    {
        var facts = PodOf(App) with { Services = [new("my-db", address, [new(5432)], Start.AddMinutes(minutes))] };

        Assert.Equal(variables, Table(facts).Variables.Count(v => v.Name.StartsWith("MY_DB_", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_was_written_since_the_start_is_not_what_the_program_has()
    {
        var map = Map("a", ("X", "new")) with { ChangedAt = Start.AddMinutes(1) };

        Assert.Null(Table(PodOf(Env(Key("X", "a", "X")), map)).Effective("X")!.Value);
        Assert.Equal("new", Table(PodOf(Env(Key("X", "a", "X")) with { Running = false }, map)).Effective("X")!.Value);
    }

    [Theory]
    [InlineData("a$(X)b", "a1b")]
    [InlineData("$$(X)", "$(X)")]
    [InlineData("$$$(X)", "$1")]
    [InlineData("$(X", "$(X")]
    [InlineData("$", "$")]
    [InlineData("${X} $X", "${X} $X")]
    [InlineData("$(NO)", "$(NO)")]
    [InlineData("$(X)$(X)", "11")]
    [InlineData("", "")]
    public void References_are_replaced_as_Kubernetes_does_it(string input, string output) =>
        Assert.Equal(output, Expansion.Expand(input, name => name == "X" ? "1" : null).Text);
}
