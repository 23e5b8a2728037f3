using Unloop.Core.Injection;
using static Unloop.Core.Tests.Injection.Given;

namespace Unloop.Core.Tests.Injection;

public sealed class ConfigAdviserTests
{
    private static IReadOnlyList<string> Manifests(InjectionFacts facts, string? version = "external-secrets.io/v1") =>
        [.. ConfigAdviser.For(facts, InjectionTable.Of(facts, (_, value) => value), [], version).Select(a => a.Manifest).OfType<string>()];

    [Fact]
    public void An_ExternalSecret_has_all_keys_that_the_workload_takes_of_the_Secret()
    {
        var facts = PodOf(App with { Env = [Key("A", "db", "user", kind: "Secret"), Key("B", "db", "password", kind: "Secret")], Mounts = [new("/run/db", "v")] })
            with { Volumes = [new("v", "secret", [new("Secret", "db", [new("tls.crt", "tls.crt")], false)])] };

        var manifest = Assert.Single(Manifests(facts));

        Assert.Equal(["password", "tls.crt", "user"], manifest.Split('\n').Where(l => l.Contains("secretKey:", StringComparison.Ordinal)).Select(l => l.Split(": ")[1]));
        Assert.Empty(Manifests(facts, version: null));
    }

    [Fact]
    public void A_Secret_that_is_there_is_written_into_and_not_taken_over()
    {
        var container = Env(Key("A", "db", "user", kind: "Secret"));

        Assert.Contains("creationPolicy: Merge", Assert.Single(Manifests(PodOf(container))), StringComparison.Ordinal);
        Assert.Contains("creationPolicy: Merge", Assert.Single(Manifests(PodOf(container, Secret("db", ("user", ValueFlaws.None))))), StringComparison.Ordinal);
        Assert.Contains("creationPolicy: Owner", Assert.Single(Manifests(PodOf(container, Gone("db", "Secret")))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_Secret_that_is_taken_whole_is_taken_whole_from_the_vault_unless_its_keys_are_known()
    {
        var container = App with { EnvFrom = [From("db", kind: "Secret")] };

        Assert.Contains("dataFrom:", Assert.Single(Manifests(PodOf(container))), StringComparison.Ordinal);
        Assert.Contains("secretKey: user", Assert.Single(Manifests(PodOf(container, Secret("db", ("user", ValueFlaws.None))))), StringComparison.Ordinal);
    }

    [Fact]
    public void Each_Secret_has_a_manifest_and_the_service_accounts_token_none()
    {
        var facts = PodOf(App with { Env = [Key("A", "db", "user", kind: "Secret"), Key("B", "mail", "user", kind: "Secret")], Mounts = [new(MountSpec.Token, "default-token-x")] })
            with { Volumes = [new("default-token-x", "secret", [new("Secret", "default-token-x", null, false)])] };

        Assert.Equal(["  name: db", "  name: mail"], Manifests(facts).Select(m => m.Split('\n')[3]));
    }
}
