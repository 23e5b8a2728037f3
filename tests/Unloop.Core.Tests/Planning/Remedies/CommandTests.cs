using Unloop.Core.Facts.Images;

namespace Unloop.Core.Tests.Planning.Remedies;

public sealed class CommandTests
{
    private const string Args = "/spec/containers/0/args";
    private const string Command = "/spec/containers/0/command";

    private static readonly ImageFacts Image = new() { Reference = "registry.example.com/web:1.0" };

    [Fact]
    public void The_flag_that_the_program_suggests_is_written_with_the_value_that_was_given() =>
        Assert.Equal(
            [$"{Args}/1 \"--port=80\"", $"{Args}/1 null"],
            Sick.Case(Category.BadFlag, "--prot", "\"args\":[\"serve\",\"--prot=80\"]", log: "unknown flag: --prot\nDid you mean '--port'?").Edits());

    [Fact]
    public void A_flag_in_a_runtimes_variable_is_mended_there() =>
        Assert.Equal(
            ["/spec/containers/0/env/0/value \"--no-warnings --max-old-space-size=64\"", "/spec/containers/0/env/0/value \"--no-warnings\""],
            Sick.Case(Category.BadFlag, "--max-old-space=64", "\"env\":[{\"name\":\"NODE_OPTIONS\",\"value\":\"--no-warnings --max-old-space=64\"}]", rule: "node-bad-option").Edits());

    [Fact]
    public void Args_that_repeat_the_command_are_cut() =>
        Assert.Equal(
            [$"{Args}/0 \"-v\"\n{Args}/1 null"],
            Sick.Case(Category.BadFlag, "/web", "\"command\":[\"/web\"],\"args\":[\"/web\",\"-v\"]", rule: "repeated-command").Edits());

    [Theory]
    [InlineData("\"args\":[\"--prot\",\"80\"]")]
    [InlineData("\"args\":[\"-c\",\"exec web --prot=80\"]")]
    [InlineData("")]
    public void A_flag_that_may_have_an_operand_or_stands_in_a_script_stays(string container) =>
        Assert.Empty(Sick.Case(Category.BadFlag, "--prot", container).Edits());

    [Fact]
    public void A_command_line_in_one_element_is_split() =>
        Assert.Equal([$"{Command}/0 \"npm\"\n{Command}/1 \"start\""], Sick.Case(Category.CommandNotFound, "npm start", "\"command\":[\"npm start\"]").Edits());

    [Fact]
    public void A_program_is_named_where_the_image_has_it() =>
        Assert.Equal(
            [$"{Command}/0 \"/usr/bin/serve\""],
            Sick.Case(Category.CommandNotFound, "/usr/local/bin/serve", "\"command\":[\"/usr/local/bin/serve\"]")
                .WithImage(Image with { Files = [new ImageFile { Path = "/usr/bin/serve", Presence = FilePresence.Present, Kind = FileKind.File }] }).Edits());

    [Fact]
    public void A_program_that_the_image_does_not_have_is_left_to_its_own_entrypoint() =>
        Assert.Equal(
            [$"{Command} null\n{Args} null"],
            Sick.Case(Category.CommandNotFound, "/serve", "\"command\":[\"/serve\"],\"args\":[\"-v\"]").WithImage(Image with { Config = new ImageConfig { Cmd = ["web"] } }).Edits());

    [Fact]
    public void The_command_of_the_healthy_revision_is_given_back() =>
        Assert.Equal([$"{Command}/0 \"/web\""], Sick.Case(Category.CommandNotFound, "/serve", "\"command\":[\"/serve\"]").WithHealthy("\"command\":[\"/web\"]").Edits());

    [Fact]
    public void A_script_without_executable_bit_is_started_by_its_interpreter() =>
        Assert.Equal(
            [$"{Command} [\"/bin/sh\",\"/start.sh\"]\n{Args} [\"web\"]"],
            Sick.Case(Category.NotExecutable, "/start.sh").WithImage(Image with
            {
                Config = new ImageConfig { Entrypoint = ["/start.sh"], Cmd = ["web"] },
                Entrypoint = new EntrypointFacts { Argv = ["/start.sh", "web"], Program = new ImageFile { Path = "/start.sh", Head = "#!/bin/sh\nexec web\n" } },
            }).Edits());

    [Theory]
    [InlineData(Category.CommandNotFound, "gunicorn", "\"command\":[\"/start.sh\"]")]
    [InlineData(Category.CommandNotFound, "/serve", "\"command\":[\"/serve\"]")]
    [InlineData(Category.CommandNotFound, "cd /app && npm start", "\"command\":[\"cd /app && npm start\"]")]
    [InlineData(Category.MissingFile, "/etc/web.ini", "\"command\":[\"/web\"]")]
    [InlineData(Category.NotExecutable, "/start.sh", "")]
    public void Without_evidence_of_a_better_command_it_stays(Category category, string subject, string container) =>
        Assert.Empty(Sick.Case(category, subject, container).Edits());
}
