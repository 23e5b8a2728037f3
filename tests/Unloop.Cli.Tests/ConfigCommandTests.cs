using System.Text.Json;

namespace Unloop.Cli.Tests;

public class ConfigCommandTests
{
    private const string Pod = """
        apiVersion: v1
        kind: Pod
        metadata: {name: web-1, namespace: shop, uid: u1}
        spec:
          containers:
            - name: web
              image: app:1
              env:
                - {name: URL, value: "http://$(HOST)/"}
                - {name: DB_PASSWORD, value: "hunter2\n"}
                - {name: TWICE, value: a}
                - {name: TWICE, value: b}
        """;

    [Fact]
    public async Task Files_tell_as_much_as_they_do_and_no_secret()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("unloop-config").FullName, "pod.yaml");
        await File.WriteAllTextAsync(file, Pod, TestContext.Current.CancellationToken);

        var run = await Run.Unloop("config", "--from", file, "-o", "json", "--exit-code");

        Assert.Equal(10, run.ExitCode);
        Assert.DoesNotContain("hunter2", run.Out, StringComparison.Ordinal);
        var report = JsonDocument.Parse(run.Out).RootElement;
        Assert.Equal("unloop.dev/config/v1", report.GetProperty("schema").GetString());
        Assert.Equal(
            ["unresolved-reference URL", "trailing-newline DB_PASSWORD", "duplicate TWICE"],
            report.GetProperty("troubles").EnumerateArray().Select(t => $"{t.GetProperty("rule").GetString()} {t.GetProperty("subject").GetString()}"));
        var text = await Run.Unloop("config", "--from", file);
        Assert.StartsWith("Pod/web-1 in shop (pod web-1): 2 errors, 1 warning", text.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_one_container_the_volumes_of_the_others_are_no_trouble()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("unloop-config").FullName, "pod.yaml");
        const string volume = "\n      volumeMounts: [{name: conf, mountPath: /etc/web}]\n    - {name: side, image: side}\n  volumes: [{name: conf, configMap: {name: conf}}, {name: lost, configMap: {name: lost}}]\n";
        await File.WriteAllTextAsync(file, "apiVersion: v1\nkind: Pod\nmetadata: {name: web-1, namespace: shop}\nspec:\n  containers:\n    - name: web\n      image: app:1" + volume, TestContext.Current.CancellationToken);

        var all = await Run.Unloop("config", "--from", file, "-o", "json");
        var one = await Run.Unloop("config", "--from", file, "-o", "json", "-c", "side");

        Assert.Equal(["unmounted-volume lost"], Rules(all.Out));
        Assert.Empty(Rules(one.Out));
    }

    private static IEnumerable<string> Rules(string json) =>
        JsonDocument.Parse(json).RootElement.GetProperty("troubles").EnumerateArray().Select(t => $"{t.GetProperty("rule").GetString()} {t.GetProperty("subject").GetString()}");

    [Theory]
    [InlineData("--from looks at files", "config", "deploy/web", "--from", "x")]
    [InlineData("say what to compare with", "config", "diff", "deploy/web")]
    [InlineData("say what to compare with", "config", "diff", "deploy/web", "--revision", "1", "--against", "a/deploy/web")]
    [InlineData("there is no flag '--contaner'; did you mean '--container'?", "config", "diff", "deploy/web", "--revision", "1", "--contaner", "x")]
    public async Task What_cannot_be_meant_is_bad_input(string says, params string[] arguments)
    {
        var run = await Run.Unloop(arguments);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
    }
}
