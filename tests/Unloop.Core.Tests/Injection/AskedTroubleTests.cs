using Unloop.Core.Injection;
using static Unloop.Core.Tests.Injection.Given;

namespace Unloop.Core.Tests.Injection;

public sealed class AskedTroubleTests
{
    private static string Why(InjectionFacts facts, string name = "DATABASE_URL") =>
        Assert.Single(Troubles(facts, Found(Category.MissingEnv, name)), t => t.Rule == "asked-for-variable" && t.Subject == name).Statement;

    [Fact]
    public void The_nearest_name_that_is_set_is_told() =>
        Assert.Equal("The program asks for DATABASE_URL ('it says so'), which it does not get: nothing sets it; the nearest name is DATABASE_URI.", Why(PodOf(Env(Literal("DATABASE_URI", "x")))));

    [Fact]
    public void A_prefix_that_makes_another_name_of_it_is_told() =>
        Assert.Contains("it is there as APP_DATABASE_URL, because envFrom of ConfigMap web has the prefix APP_", Why(PodOf(App with { EnvFrom = [From("web", "APP_")] }, Map("web", ("DATABASE_URL", "x")))), StringComparison.Ordinal);

    [Fact]
    public void A_key_of_which_nothing_makes_a_variable_is_told() =>
        Assert.Contains("ConfigMap web has the key", Why(PodOf(Env(Key("A", "web", "a")), Map("web", ("a", "1"), ("DATABASE_URL", "x")))), StringComparison.Ordinal);

    [Fact]
    public void An_optional_source_that_is_missing_is_told() =>
        Assert.Contains("is optional and not there", Why(PodOf(Env(Key("DATABASE_URL", "web", "u", optional: true)), Map("web"))), StringComparison.Ordinal);

    [Fact]
    public void A_neighbour_that_has_it_is_told()
    {
        var facts = PodOf(App) with { Containers = [App, App with { Name = "other", Env = [Literal("DATABASE_URL", "x")] }] };

        Assert.Contains("only container other has it", Why(facts), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_set_is_not_missing_and_what_is_empty_is()
    {
        Assert.Empty(Troubles(PodOf(Env(Literal("DATABASE_URL", "x"))), Found(Category.MissingEnv, "DATABASE_URL")));
        Assert.Contains("sets to nothing", Why(PodOf(Env(Literal("DATABASE_URL", "")))), StringComparison.Ordinal);
    }

    [Fact]
    public void Findings_that_name_no_variable_say_nothing_here() => Assert.Empty(Troubles(PodOf(App), Found(Category.MissingEnv, "the database URL"), Found(Category.AppBug, "X")));

    [Fact]
    public void A_file_that_was_opened_elsewhere_than_it_is_mounted_is_told()
    {
        var facts = PodOf(App with { Mounts = [new("/etc/web", "config")] }, Map("web", ("config.yaml", "x"))) with { Volumes = [Volume("web")] };

        Assert.Contains("the nearest that is mounted is /etc/web/config.yaml", Only(Troubles(facts, Found(Category.MissingFile, "/app/config.yaml")), "asked-for-file", "/app/config.yaml").Statement, StringComparison.Ordinal);
        Assert.Contains("the nearest that is mounted is /etc/web/config.yaml", Only(Troubles(facts, Found(Category.MissingFile, "/etc/web/config.yml")), "asked-for-file", "/etc/web/config.yml").Statement, StringComparison.Ordinal);
        Assert.Empty(Troubles(facts, Found(Category.MissingFile, "/etc/web/config.yaml"), Found(Category.MissingFile, "/usr/lib/x.so")));
    }

    [Fact]
    public void A_service_link_that_the_program_chokes_on_is_told_by_its_name()
    {
        var facts = PodOf(App) with { Services = [new("redis", "10.0.0.1", [new(6379)])] };

        _ = Only(Troubles(facts, Found(Category.BadEnvValue, "REDIS", "invalid port 'tcp://10.0.0.1:6379'")), "service-link", "REDIS_PORT");
        Assert.Empty(Troubles(facts, Found(Category.BadEnvValue, "REDIS", "invalid port 'tcp://10.9.9.9:1'")));
    }
}
