using Unloop.Core.Experiments.Dependencies;
using Unloop.Core.Facts.Images;
using Unloop.Core.Injection;

namespace Unloop.Core.Tests.Experiments.Dependencies;

public class DependencyScriptTests
{
    private static readonly DependencyTarget[] Targets =
        [new("db", 5432, false, TargetSource.Environment, "env"), new("api.shop", 443, true, TargetSource.Environment, "env"), new("cache", null, false, TargetSource.Environment, "env")];

    private static DependencyTools Tools(params string[] names) => new(names.ToDictionary(n => n, n => $"/usr/bin/{n}"));

    [Fact]
    public void Hosts_and_ports_are_words_of_their_own_and_never_part_of_a_script()
    {
        var words = DependencyScript.For(Targets, DependencyTools.Unknown).Words!;
        Assert.Equal(["sh", "-c"], words.Take(2));
        Assert.Equal(["db", "5432", "tcp", "api.shop", "443", "tls", "cache", "0", "tcp"], words.TakeLast(9));
        Assert.All(words.SkipLast(9), w => Assert.DoesNotContain("api.shop", w, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("db;reboot")]
    [InlineData("$(reboot)")]
    [InlineData("-e")]
    [InlineData("169.254.169.254")]
    [InlineData("DB")]
    [InlineData("a b")]
    public void A_host_that_did_not_pass_the_check_is_refused(string host) =>
        Assert.Throws<ArgumentException>(() => DependencyScript.For([new(host, 80, false, TargetSource.Environment, "env")], DependencyTools.Unknown));

    [Fact]
    public void What_Kubernetes_makes_of_a_manifests_words_is_what_the_kernel_shall_get()
    {
        var command = DependencyScript.For(Targets, DependencyTools.Unknown);
        Assert.Equal(command.Words, command.ManifestWords!.Select(w => Expansion.Expand(w, _ => "replaced").Text));
    }

    [Fact]
    public void Without_a_shell_the_programs_own_language_is_started_by_its_path()
    {
        Assert.Equal(["/usr/bin/node", "-e"], DependencyScript.For(Targets, Tools("node")).Words!.Take(2));
        Assert.Equal(["/usr/bin/python3", "-c"], DependencyScript.For(Targets, Tools("node", "python3") with { Own = "python3" }).Words!.Take(2));
    }

    [Fact]
    public void With_a_shell_the_programs_own_language_is_tried_first()
    {
        var script = DependencyScript.For(Targets, Tools("sh", "node", "ruby") with { Own = "ruby" }).Words![2];
        Assert.True(script.IndexOf("ruby -e", StringComparison.Ordinal) < script.IndexOf("node -e", StringComparison.Ordinal));
        Assert.DoesNotContain("php -r", script, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_with_nothing_to_try_with_is_told_from_one_that_lacks_a_tool()
    {
        var none = DependencyScript.For(Targets, Tools("openssl"));
        Assert.Null(none.Words);
        Assert.Contains("neither a shell nor a language", none.Why, StringComparison.Ordinal);
        Assert.Equal(["certificates: the image has none of openssl, curl"], DependencyScript.For(Targets, Tools("sh", "getent", "bash")).Unanswered);
        Assert.Equal(3, DependencyScript.For(Targets, Tools("sh")).Unanswered.Count);
        Assert.Empty(DependencyScript.For(Targets, Tools("sh", "node")).Unanswered);
    }

    [Fact]
    public void Without_a_target_there_is_no_command() => Assert.NotNull(DependencyScript.For([], DependencyTools.Unknown).Why);

    [Fact]
    public void A_command_fits_into_what_the_kernel_takes_as_one_word() =>
        Assert.All(DependencyScript.For([.. Enumerable.Range(1, 20).Select(i => Targets[0] with { Port = i })], DependencyTools.Unknown).ManifestWords!, w => Assert.True(w.Length < 60_000));

    [Fact]
    public void Tools_are_known_from_an_image()
    {
        var files = DependencyTools.Questions.Paths.Select(p => new ImageFile { Path = p, Presence = p is "/bin/sh" or "/usr/local/bin/node" ? FilePresence.Present : FilePresence.Absent }).ToList();
        var facts = new ImageFacts { Reference = "web", Files = files, Entrypoint = new() { Argv = ["node", "server.js"] } };
        var tools = DependencyTools.InImage(facts);
        Assert.Equal(["node", "sh"], tools.Paths.Keys.Order());
        Assert.Equal("node", tools.Own);
        Assert.False(DependencyTools.InImage(facts with { Files = [files[0] with { Presence = FilePresence.Unknown }] }).IsKnown);
        Assert.False(DependencyTools.InImage(facts with { Files = [] }).IsKnown);
    }

    [Fact]
    public void Tools_are_known_from_what_a_probe_printed()
    {
        Assert.Equal(["node", "sh"], DependencyTools.Read("unloop-tool node\nunloop-tool /bin/evil\nhello\nunloop-tool end\n").Paths.Keys.Order());
        Assert.False(DependencyTools.Read("unloop-tool node\n").IsKnown);
        Assert.False(DependencyTools.Read("").IsKnown);
    }
}
