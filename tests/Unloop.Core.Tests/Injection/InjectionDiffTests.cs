using Unloop.Core.Facts;
using Unloop.Core.Injection;
using static Unloop.Core.Tests.Injection.Given;

namespace Unloop.Core.Tests.Injection;

public sealed class InjectionDiffTests
{
    private static IReadOnlyList<InjectionChange> Diff(InjectionFacts before, InjectionFacts after) => InjectionDiff.Of([Table(before)], [Table(after)]);

    [Fact]
    public void What_comes_goes_and_changes_is_told()
    {
        var changes = Diff(PodOf(Env(Literal("A", "1"), Literal("B", "1"), Literal("C", "1"))), PodOf(Env(Literal("A", "1"), Literal("B", "2"), Literal("D", "1"))));

        Assert.Equal([("B", ChangeKind.Changed), ("C", ChangeKind.Removed), ("D", ChangeKind.Added)], changes.Select(c => (c.Name, c.Change)));
        Assert.Equal(("1 (the spec)", "2 (the spec)"), (changes[0].Before, changes[0].After));
    }

    [Fact]
    public void The_same_value_from_another_source_is_a_change_and_links_are_none()
    {
        var before = PodOf(Env(Literal("A", "1")));

        Assert.Equal("1 (ConfigMap web, key k)", Assert.Single(Diff(before, PodOf(Env(Key("A", "web", "k")), Map("web", ("k", "1"))))).After);
        Assert.Empty(Diff(before, before with { Services = [new("redis", "10.0.0.1", [new(6379)])] }));
    }

    [Fact]
    public void Whether_anybody_looked_at_a_Secret_is_no_difference()
    {
        var container = Env(Key("PASSWORD", "db", "password", kind: "Secret"), Literal("DSN", "db://$(PASSWORD)"));

        Assert.Empty(Diff(PodOf(container with { StartedAt = null }), PodOf(container)));
        Assert.Empty(Diff(PodOf(container), PodOf(container, Secret("db", ("password", ValueFlaws.None)))));
        _ = Assert.Single(Diff(PodOf(container), PodOf(container, Gone("db", "Secret"))), c => c.Name == "PASSWORD");
    }

    [Fact]
    public void What_is_not_known_on_one_side_is_no_difference()
    {
        var container = App with { EnvFrom = [From("all"), From("s", kind: "Secret")], Env = [Key("HOST", "web", "h"), Literal("URL", "http://$(HOST)/")] };
        var known = PodOf(container, Map("all", ("A", "1")), Map("web", ("h", "db")), Secret("s", ("B", ValueFlaws.None)));

        Assert.Empty(Diff(PodOf(container), known));
        Assert.Empty(Diff(known, PodOf(container)));
        Assert.Equal("C", Assert.Single(Diff(PodOf(container), known with { Containers = [container with { Env = [.. container.Env, Literal("C", "1")] }] })).Name);
        Assert.Equal("URL", Assert.Single(Diff(PodOf(container), known with { Containers = [container with { Env = [container.Env[0], Literal("URL", "https://$(HOST)/")] }] })).Name);
        Assert.Equal(["HOST", "URL"], Diff(known, known with { Objects = [known.Objects[0], Map("web", ("h", "other")), known.Objects[2]] }).Select(c => c.Name));
    }

    [Fact]
    public void Of_fields_and_resources_it_is_compared_which_they_are()
    {
        static InjectionFacts Of(string path, string value) => PodOf(Env(new VariableSpec("NODE", "Field", Key: path))) with { Fields = new Dictionary<string, string> { [path] = value } };

        Assert.Empty(Diff(Of("spec.nodeName", "a"), Of("spec.nodeName", "b")));
        Assert.Equal("b (field metadata.name)", Assert.Single(Diff(Of("spec.nodeName", "a"), Of("metadata.name", "b"))).After);
    }

    [Fact]
    public void The_token_that_the_API_server_mounts_is_the_same_under_any_name()
    {
        static InjectionFacts With(string kind, string source, params SourceObject[] objects) =>
            PodOf(App with { Mounts = [new(MountSpec.Token, source)] }, objects) with { Volumes = [new(source, "secret", [new(kind, source, null, false)])] };

        Assert.Empty(Diff(With("Secret", "default-token-x"), With("Secret", "default-token-y")));
        Assert.Empty(Diff(With("Secret", "default-token-x", Secret("default-token-x", ("token", ValueFlaws.None))), With("Secret", "default-token-y")));
        Assert.NotEmpty(Diff(With("Secret", "default-token-x"), PodOf(App)));
    }

    [Fact]
    public void A_file_that_moves_or_changes_its_mode_is_told()
    {
        static InjectionFacts At(string path, int? mode = null) => PodOf(App with { Mounts = [new(path, "config")] }, Map("web", ("a", "1"))) with { Volumes = [Volume("web", mode)] };

        Assert.Equal([("/etc/a/a", ChangeKind.Removed), ("/etc/b/a", ChangeKind.Added)], Diff(At("/etc/a"), At("/etc/b")).Select(c => (c.Name, c.Change)));
        Assert.Equal("0400 root:root (ConfigMap web, key a)", Assert.Single(Diff(At("/etc/a"), At("/etc/a", 256))).After);
    }

    [Fact]
    public void A_container_that_is_new_is_one_change() => Assert.Equal(ChangeKind.Added, Assert.Single(InjectionDiff.Of([], [Table(PodOf(Env(Literal("A", "1"))))])).Change);
}
