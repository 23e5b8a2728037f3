using System.Text.Json;
using Unloop.Tests;

namespace Unloop.Cli.Tests;

public sealed class DockerfileCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("unloop-");

    public void Dispose() => _folder.Delete(recursive: true);

    private void Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private void WriteBroken()
    {
        Write("Dockerfile", "FROM node:20-alpine\nWORKDIR /app\nCOPY . .\n  CMD [\"node server.js\"]\n");
        Write("server.js", "console.log('hi');\n");
    }

    private Task<Run> Check(params string[] more) => Run.Unloop(["dockerfile", "check", _folder.FullName, .. more]);

    [Fact]
    public async Task A_defect_is_told_with_its_place_its_line_what_the_log_will_say_and_the_repair()
    {
        WriteBroken();
        var run = await Check();
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Snapshot.Match(run.Out.Replace(_folder.FullName.Replace('\\', '/'), "web", StringComparison.Ordinal), "dockerfile-check.txt");
    }

    [Fact]
    public async Task The_findings_keep_the_contract()
    {
        WriteBroken();
        var report = JsonDocument.Parse((await Check("-o", "json")).Out).RootElement;
        Assert.Equal("unloop.dev/findings/v1", report.GetProperty("schema").GetString());
        var item = Assert.Single(report.GetProperty("items").EnumerateArray());
        Assert.Equal("exec-form-one-string", item.GetProperty("id").GetString());
        Assert.Equal("error", item.GetProperty("severity").GetString());
        Assert.Equal("command-not-found", item.GetProperty("category").GetString());
        Assert.Equal("node server.js", item.GetProperty("subject").GetString());
        var at = item.GetProperty("at");
        Assert.EndsWith("/Dockerfile", at.GetProperty("file").GetString(), StringComparison.Ordinal);
        Assert.Equal((4, 3), (at.GetProperty("line").GetInt32(), at.GetProperty("column").GetInt32()));
        Assert.Contains("[\"node\", \"server.js\"]", item.GetProperty("repair").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Code_scanning_gets_what_it_requires_of_a_result_and_its_rule()
    {
        WriteBroken();
        var log = JsonDocument.Parse((await Check("-o", "sarif")).Out).RootElement;
        Assert.Equal("2.1.0", log.GetProperty("version").GetString());
        var run = Assert.Single(log.GetProperty("runs").EnumerateArray());
        var result = Assert.Single(run.GetProperty("results").EnumerateArray());
        var rule = run.GetProperty("tool").GetProperty("driver").GetProperty("rules")[result.GetProperty("ruleIndex").GetInt32()];
        Assert.Equal(result.GetProperty("ruleId").GetString(), rule.GetProperty("id").GetString());
        Assert.All((string[])["shortDescription", "fullDescription", "help"], p => Assert.NotEmpty(rule.GetProperty(p).GetProperty("text").GetString()!));
        Assert.Equal(4, result.GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("region").GetProperty("startLine").GetInt32());
        Assert.NotEmpty(result.GetProperty("partialFingerprints").GetProperty("primaryLocationLineHash").GetString()!);
    }

    [Fact]
    public async Task A_good_Dockerfile_is_one_line()
    {
        Write("Dockerfile", "FROM node:20-alpine\nWORKDIR /app\nCOPY . .\nCMD [\"node\", \"server.js\"]\n");
        Write("server.js", "console.log('hi');\n");
        var run = await Check("--exit-code");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("nothing found that would make the container crash", Assert.Single(run.Out.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_exit_code_a_pipeline_learns_that_something_was_found()
    {
        WriteBroken();
        Assert.Equal(10, (await Check("--exit-code")).ExitCode);
    }

    [Fact]
    public async Task All_syntax_errors_come_at_once_with_their_places()
    {
        Write("Dockerfile", "FRM node\nCOPY a\n");
        var run = await Check();
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Contains("Dockerfile:1:1: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("Dockerfile:2:1: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_malformed_ignore_file_is_an_error_with_its_place()
    {
        WriteBroken();
        Write(".dockerignore", "node_modules\n[a\n");
        var run = await Check();
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(".dockerignore:2:1: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_a_Dockerfile_names_what_it_has_instead()
    {
        Write("Dockerfile.prod", "FROM scratch\n");
        var run = await Check();
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("Dockerfile.prod; name one with --file", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_Dockerfile_may_have_another_name_and_the_stage_may_be_chosen()
    {
        Write("docker/api.Dockerfile", "FROM node:20-alpine AS api\nCMD [\"node api.js\"]\n\nFROM node:20-alpine\nCMD [\"node\", \"-v\"]\n");
        Assert.Contains("nothing found", (await Check("-f", "docker/api.Dockerfile")).Out, StringComparison.Ordinal);
        Assert.Contains("exec-form-one-string", (await Check("-f", "docker/api.Dockerfile", "--target", "api")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_lone_Dockerfile_whose_folder_is_not_its_context_nothing_is_said_about_files()
    {
        Write("docker/Dockerfile", "FROM node:20-alpine\nWORKDIR /app\nCOPY server.js .\nCMD [\"node\", \"server.js\"]\n");
        var run = await Run.Unloop("dockerfile", "check", Path.Combine(_folder.FullName, "docker", "Dockerfile"));
        Assert.Contains("nothing found", run.Out, StringComparison.Ordinal);
        Assert.Contains("its build context is another one", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_base_that_cannot_be_read_stops_nothing_and_is_said()
    {
        Write("Dockerfile", "FROM 127.0.0.1:1/none/tool:1\nCOPY --chmod=644 run.sh /opt/run.sh\nENTRYPOINT [\"/opt/run.sh\"]\n");
        Write("run.sh", "#!/bin/sh\n");
        var run = await Check();
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("script-not-executable", run.Out, StringComparison.Ordinal);
        var line = Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("unloop: the base image 127.0.0.1:1/none/tool:1 is known by its name alone: ", line, StringComparison.Ordinal);

        var report = JsonDocument.Parse((await Check("-o", "json")).Out).RootElement;
        Assert.Equal(line, $"unloop: {Assert.Single(report.GetProperty("gaps").EnumerateArray()).GetString()}");
        Assert.Empty(report.GetProperty("errors").EnumerateArray());
    }

    [Fact]
    public async Task A_mistyped_stage_is_met_with_the_nearest()
    {
        Write("Dockerfile", "FROM node:20-alpine AS production\nCMD [\"node\", \"-v\"]\n");
        var run = await Check("--target", "producton");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("did you mean 'production'?", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Notes_are_shown_on_request_only()
    {
        Write("Dockerfile", "FROM node:20-alpine\nUSER node\nCMD [\"node\", \"-v\"]\n");
        Assert.DoesNotContain("user-is-named", (await Check()).Out, StringComparison.Ordinal);
        Assert.Contains("user-is-named", (await Check("--notes")).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--build-arg", "NAME", "--build-arg is NAME=VALUE")]
    [InlineData("--platform", "arm64", "--platform is OS/ARCH")]
    public async Task A_flag_of_the_wrong_form_says_the_right_one(string flag, string value, string message) =>
        Assert.Contains(message, (await Check(flag, value)).Error, StringComparison.Ordinal);
}
