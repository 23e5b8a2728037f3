using Unloop.Core.Injection;
using static Unloop.Core.Tests.Injection.Given;

namespace Unloop.Core.Tests.Injection;

public sealed class VariableTroubleTests
{
    private static void Well(InjectionFacts facts) => Assert.Empty(Troubles(facts));

    [Fact]
    public void A_ConfigMap_that_is_not_there_is_told_once_with_all_its_places_and_the_nearest_name()
    {
        var facts = PodOf(Env(Key("A", "web-conf", "a"), Key("B", "web-conf", "b")), Gone("web-conf", nearest: "web-config"));

        var trouble = Only(Troubles(facts), "missing-object", "ConfigMap web-conf");

        Assert.Equal("ConfigMap web-conf does not exist in namespace shop: the container does not start (A, B). The nearest there is: web-config.", trouble.Statement);
        Well(PodOf(Env(Key("A", "web", "a")), Map("web", ("a", "1"))));
    }

    [Fact]
    public void A_key_that_is_not_there_is_told_with_the_nearest()
    {
        var trouble = Only(Troubles(PodOf(Env(Key("A", "web", "DB_HOTS")), Map("web", ("DB_HOST", "db"), ("X", "1")))), "missing-key", "web/DB_HOTS");

        Assert.EndsWith("It has DB_HOST.", trouble.Statement, StringComparison.Ordinal);
    }

    [Fact]
    public void No_variable_can_be_made_of_binaryData()
    {
        var trouble = Only(Troubles(PodOf(Env(Key("A", "web", "k")), Map("web") with { BinaryKeys = ["k"] })), "missing-key", "web/k");

        Assert.Contains("binaryData", trouble.Statement, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_optional_and_missing_is_a_note() =>
        Assert.Equal(Severity.Note, Only(Troubles(PodOf(Env(Key("A", "web", "k", optional: true)), Map("web"))), "optional-missing", "A").Severity);

    [Fact]
    public void Keys_that_envFrom_skips_are_named()
    {
        _ = Only(Troubles(PodOf(App with { EnvFrom = [From("web")] }, Map("web", ("1st", "x"), ("GOOD", "y"))) with { TakesAnyName = false }), "invalid-name", "1st");
        Well(PodOf(App with { EnvFrom = [From("web", "P_")] }, Map("web", ("1st", "x"))));
    }

    [Fact]
    public void Nothing_is_said_of_such_keys_where_the_kubelet_takes_them_or_nobody_knows()
    {
        var facts = PodOf(App with { EnvFrom = [From("web")] }, Map("web", ("1st", "x")));

        Assert.Equal("unseen-by-shells", Assert.Single(Troubles(facts with { TakesAnyName = true })).Rule);
        Assert.Equal("unseen-by-shells", Assert.Single(Troubles(facts with { TakesAnyName = null })).Rule);
    }

    [Fact]
    public void A_name_that_stands_twice_in_env_is_told_and_one_over_envFrom_is_meant()
    {
        _ = Only(Troubles(PodOf(Env(Literal("A", "1"), Literal("A", "2")))), "duplicate", "A");
        Well(PodOf(App with { EnvFrom = [From("web")], Env = [Literal("A", "2")] }, Map("web", ("A", "1"))));
    }

    [Fact]
    public void Two_envFrom_that_differ_in_a_key_collide()
    {
        var container = App with { EnvFrom = [From("a"), From("b")] };

        _ = Only(Troubles(PodOf(container, Map("a", ("X", "1")), Map("b", ("X", "2")))), "collision", "X");
        Well(PodOf(container, Map("a", ("X", "1")), Map("b", ("X", "1"))));
        Well(PodOf(App with { EnvFrom = [From("a"), From("b", "B_")] }, Map("a", ("X", "1")), Map("b", ("X", "2"))));
    }

    [Theory]
    [InlineData("LATER", "further down")]
    [InlineData("PATH", "only the image sets")]
    [InlineData("OPTIONAL", "is optional and not there")]
    [InlineData("NOWHERE", "nothing sets")]
    public void A_reference_that_does_not_resolve_is_told_with_the_reason(string name, string why)
    {
        var facts = PodOf(Env(Key("OPTIONAL", "web", "k", optional: true), Literal("X", $"a-$({name})"), Literal("LATER", "1")), Map("web")).WithImage(Image("PATH=/bin"));

        var trouble = Assert.Single(Troubles(facts), t => t.Rule == "unresolved-reference");

        Assert.Contains(why, trouble.Statement, StringComparison.Ordinal);
    }

    [Fact]
    public void References_that_resolve_are_escaped_or_may_be_in_a_Secret_are_well()
    {
        Well(PodOf(App with { Env = [Literal("A", "1"), Literal("B", "$(A) $$(C)")], Command = ["run"], Args = ["$(B)", "$$(X)"] }));
        Well(PodOf(App with { EnvFrom = [From("s", "S_", kind: "Secret")], Env = [Literal("B", "$(S_ANY)")] }));
    }

    [Fact]
    public void A_reference_in_the_command_that_only_the_image_could_answer_is_told() =>
        Only(Troubles(PodOf(App with { Command = ["sh", "-c", "echo $(HOME_DIR)"] }).WithImage(Image("HOME_DIR=/app"))), "unresolved-reference", "HOME_DIR");

    [Theory]
    [InlineData("sh -c|exec app --host $(hostname)")]
    [InlineData("/bin/bash -euo pipefail -c|for f in $(ls); do echo $(date); done; $(hostname -i)")]
    [InlineData("tini -- sh -ec|run $(nproc)")]
    [InlineData("timeout 60 busybox ash -c|run $(NPROC)")]
    [InlineData("su app -c|run $(id)")]
    [InlineData("sh -c|run $(OTHER_THING)")]
    public void What_a_shell_substitutes_by_itself_is_no_reference(string command)
    {
        var words = command.Split('|');
        var container = Env(Literal("DATE", "x"), Literal("DATABASE_URL", "y"));

        Well(PodOf(container with { Command = [.. words[0].Split(' '), words[1]] }));
        Well(PodOf(container with { Command = words[0].Split(' '), Args = [words[1]] }));
        Well(PodOf(container with { Args = [words[1]] }).WithImage(Image() with { Config = new() { Entrypoint = words[0].Split(' ') } }));
    }

    [Fact]
    public void In_a_script_only_what_is_nearly_a_variable_of_the_container_was_meant_as_one()
    {
        var trouble = Only(Troubles(PodOf(Env(Literal("DATABASE_URL", "x")) with { Command = ["sh", "-c", "run $(DATABSE_URL)"] })), "unresolved-reference", "DATABSE_URL");

        Assert.Equal("Write $DATABASE_URL: the shell has that variable.", Assert.Single(trouble.Advice).Text);
        Assert.Contains("the shell runs DATABSE_URL as a command", trouble.Statement, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run", "$(database_url)")]
    [InlineData("sh", "/run.sh", "-c", "$(OTHER)")]
    [InlineData("shell", "-c", "$(OTHER)")]
    public void Where_no_shell_has_a_script_a_reference_that_nothing_answers_to_is_a_fault(params string[] words) =>
        Assert.Equal("unresolved-reference", Assert.Single(Troubles(PodOf(App with { Command = words }))).Rule);

    [Fact]
    public void What_may_be_handed_to_a_shell_that_nobody_saw_is_a_fault_only_where_it_is_written_like_a_variable()
    {
        Well(PodOf(App with { Args = ["run --host $(hostname)"] }));
        _ = Only(Troubles(PodOf(App with { Args = ["run --host $(hostname)"] }).WithImage(Image() with { Config = new() { Entrypoint = ["run"] } })), "unresolved-reference", "hostname");
        _ = Only(Troubles(PodOf(App with { Args = ["--host=$(DB_HOST)"] })), "unresolved-reference", "DB_HOST");
    }

    [Fact]
    public void What_refers_to_itself_is_not_told_to_move_above_itself()
    {
        var trouble = Only(Troubles(PodOf(Env(Literal("PATH", "$(PATH):/opt/bin"))).WithImage(Image("PATH=/bin"))), "unresolved-reference", "PATH");

        Assert.Contains("which is itself", trouble.Statement, StringComparison.Ordinal);
        Assert.StartsWith("Write the whole value of PATH out", Assert.Single(trouble.Advice).Text, StringComparison.Ordinal);
        Well(PodOf(App with { EnvFrom = [From("web")], Env = [Literal("PATH", "$(PATH):/opt/bin")] }, Map("web", ("PATH", "/bin"))));
    }

    [Fact]
    public void A_subPathExpr_that_does_not_resolve_keeps_the_container_from_starting()
    {
        static InjectionFacts Mounted(string expression) => PodOf(App with { Env = [Literal("POD_NAME", "web-1")], Mounts = [new("/logs", "logs", SubPathExpr: expression)] }) with { Volumes = [new("logs", "emptyDir", [])] };

        Assert.Contains("$(POD)", Only(Troubles(Mounted("logs/$(POD)")), "unresolved-reference", "/logs").Statement, StringComparison.Ordinal);
        Well(Mounted("logs/$(POD_NAME)"));
    }

    [Fact]
    public void Two_references_of_one_variable_that_do_not_resolve_are_two_faults() =>
        Assert.Equal(["$(ONE)", "$(TWO)"], Troubles(PodOf(Env(Literal("URL", "$(ONE)/$(TWO)")))).Select(t => t.Statement.Split(' ')[3].TrimEnd(',')));

    [Fact]
    public void A_service_link_over_the_images_own_variable_is_told()
    {
        var facts = PodOf(App) with { Services = [new("redis", "10.0.0.1", [new(6379)])] };

        _ = Only(Troubles(facts.WithImage(Image("REDIS_PORT=6379"))), "service-link", "REDIS_PORT");
        Well(facts.WithImage(Image("CACHE_PORT=6379")));
        Well((facts with { EnableServiceLinks = false }).WithImage(Image("REDIS_PORT=6379")));
    }

    [Fact]
    public void A_label_that_the_pod_does_not_have_gives_an_empty_value()
    {
        var facts = PodOf(Env(new VariableSpec("TIER", "Field", Key: "metadata.labels['tier']")));

        _ = Only(Troubles(facts), "field-not-set", "TIER");
        Well(facts with { Fields = new Dictionary<string, string> { ["metadata.labels['tier']"] = "web" } });
    }

    [Fact]
    public void A_limit_that_is_not_set_gives_the_nodes()
    {
        var container = Env(new VariableSpec("MEMORY", "Resource", Key: "limits.memory"));

        _ = Only(Troubles(PodOf(container)), "limit-not-set", "MEMORY");
        Well(PodOf(container with { Resources = ["limits.memory"] }));
    }

    [Fact]
    public void Names_that_no_shell_can_read_are_noted() =>
        Assert.Equal(Severity.Note, Only(Troubles(PodOf(App with { EnvFrom = [From("web")] }, Map("web", ("log.level", "x")))), "unseen-by-shells", "log.level").Severity);

    [Fact]
    public void What_was_written_after_the_start_is_old_in_variables_and_subPaths_and_not_in_mounts()
    {
        var map = Map("web", ("a", "1")) with { ChangedAt = Start.AddMinutes(1) };

        _ = Only(Troubles(PodOf(Env(Key("A", "web", "a")), map)), "stale-variable", "ConfigMap web");
        _ = Only(Troubles(PodOf(App with { Mounts = [new("/etc/a", "config", "a")] }, map) with { Volumes = [Volume("web")] }), "stale-file", "ConfigMap web");
        Well(PodOf(App with { Mounts = [new("/etc/web", "config")] }, map) with { Volumes = [Volume("web")] });
        Well(PodOf(Env(Key("A", "web", "a")), map with { ChangedAt = Start.AddMinutes(-1) }));
        Well(PodOf(Env(Key("A", "web", "a")) with { StartedAt = null }, map));
    }

    [Fact]
    public void What_may_have_been_a_write_of_labels_alone_is_a_note()
    {
        var map = Map("web", ("a", "1")) with { ChangedAt = Start.AddMinutes(1) };

        Assert.Equal(Severity.Warning, Assert.Single(Troubles(PodOf(Env(Key("A", "web", "a")), map))).Severity);
        var note = Only(Troubles(PodOf(Env(Key("A", "web", "a")), map with { MayBeLabels = true })), "stale-variable", "ConfigMap web");
        Assert.Equal(Severity.Note, note.Severity);
        Assert.Contains("labels or annotations alone", note.Statement, StringComparison.Ordinal);
    }
}
