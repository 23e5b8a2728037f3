using System.CommandLine;
using Unloop.Cli.Rendering;
using Unloop.Tests;

namespace Unloop.Cli.Tests;

public class CommandLineTests
{
    public static TheoryData<string> Commands => [.. Paths(UnloopCommand.Build(new Terminal(TextWriter.Null, TextWriter.Null)), "")];

    private static IEnumerable<string> Paths(Command command, string path)
    {
        yield return path;
        foreach (var child in command.Subcommands.SelectMany(c => Paths(c, $"{path} {c.Name}".Trim())))
        {
            yield return child;
        }
    }

    private static async Task<string> HelpOf(string path)
    {
        using var output = new StringWriter();
        var root = UnloopCommand.Build(new Terminal(TextWriter.Null, TextWriter.Null));
        await root.Parse([.. path.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"])
            .InvokeAsync(new InvocationConfiguration { Output = output }, TestContext.Current.CancellationToken);
        return output.ToString();
    }

    /// <summary>docs/cli.md is the help of every command; <c>UPDATE_SNAPSHOTS=1</c> writes it anew.</summary>
    [Fact]
    public async Task The_documentation_of_the_command_line_is_its_help()
    {
        using var page = new StringWriter();
        await page.WriteLineAsync("# The command line\n\nWritten by the tests from `--help`; do not edit.\n\nExit codes: 0 done, 1 failed, 2 bad input, 3 unreachable or unauthorised, 4 refused; with `--exit-code` also 10 diagnosed, 11 undetermined; `verify`: 0 stable, 1 failed, 12 holding, not proven; `fix` also 13: it holds, but the alarm that was asked for is not set.");
        foreach (var path in Paths(UnloopCommand.Build(new Terminal(TextWriter.Null, TextWriter.Null)), ""))
        {
            await page.WriteLineAsync($"\n## unloop {path}".TrimEnd() + $"\n\n```\n{(await HelpOf(path)).Trim().Replace("Unloop.Cli.Tests", "unloop", StringComparison.Ordinal)}\n```");
        }

        Snapshot.Match(page.ToString(), Path.Combine("..", "..", "docs", "cli.md"));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Every_command_describes_itself(string path) => Assert.Contains("Description:", await HelpOf(path), StringComparison.Ordinal);

    [Fact]
    public async Task A_mistyped_command_is_met_with_a_suggestion()
    {
        var run = await Run.Unloop("diagnos");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("diagnos", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flag_that_does_not_exist_is_named_and_never_taken_for_a_target()
    {
        var run = await Run.Unloop("diagnose", "web-0", "--namspace", "shop");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("there is no flag '--namspace'; did you mean '--namespace'?", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_signature_list_can_be_narrowed_to_a_category()
    {
        var run = await Run.Unloop("knowledge", "list", "--category", "dns-loop");
        Assert.Equal(0, run.ExitCode);
        Assert.All(run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries), l => Assert.Contains("dns-loop", l, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_mistyped_signature_is_met_with_the_nearest()
    {
        var run = await Run.Unloop("knowledge", "show", "node-cannot-find-modul");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("did you mean 'node-cannot-find-module'?", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_needed_verbs_are_read_only_and_without_secrets()
    {
        var run = await Run.Unloop("auth", "diagnose", "--role", "-n", "shop");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("kind: Role", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("secrets", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("create", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    public async Task Completion_scripts_ask_unloop_itself(string shell) =>
        Assert.Contains("[suggest:", (await Run.Unloop("completion", shell)).Out, StringComparison.Ordinal);
}
