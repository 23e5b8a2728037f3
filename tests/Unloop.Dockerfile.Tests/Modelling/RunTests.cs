using Unloop.Dockerfile.Modelling;

namespace Unloop.Dockerfile.Tests.Modelling;

public class RunTests
{
    private static readonly (string Path, string Text)[] Project = [("run.sh", "#!/bin/sh\r\necho\r\n"), ("a.txt", "a")];

    [Fact]
    public void Files_come_and_go()
    {
        var model = Build.Of("FROM alpine:3.19\nWORKDIR /app\nCOPY . .\nRUN mkdir -p x/y && cp a.txt x/y/ && mv a.txt b.txt && rm -rf run.sh && touch x/z", Project);
        Assert.True(model.At("/app/x/y/a.txt").IsPresent);
        Assert.True(model.At("/app/b.txt").IsPresent);
        Assert.True(model.At("/app/x/z").IsPresent);
        Assert.Equal(4, model.At("/app/run.sh").DeletedBy!.Instruction!.FirstLine);
        Assert.True(model.At("/app/a.txt").IsAbsent);
        Assert.Equal(Outcome.Succeeds, model.Step("RUN").Outcome.Kind);
    }

    [Fact]
    public void A_mode_is_followed_through_chmod_alone_and_recursively()
    {
        var model = Build.Of("FROM alpine\nCOPY . /app/\nRUN chmod +x /app/run.sh\nRUN chmod -R 0700 /app && chown -R node:node /app\nCOPY a.txt /app/late", Project);
        Assert.Equal(0b111_101_101, model.Step("RUN").After.Files.Find("/app/run.sh").Mode);
        Assert.Equal((0b111_000_000, "node:node"), (model.At("/app/a.txt").Mode, model.At("/app/a.txt").Owner));
        Assert.Equal((0b110_100_100, "0:0"), (model.At("/app/late").Mode, model.At("/app/late").Owner));
    }

    [Fact]
    public void A_command_may_fill_what_an_earlier_one_of_the_same_step_made() =>
        Assert.Equal(Existence.Unknown, Build.Of("FROM debian:12\nRUN mkdir -p /opt/x && some-compiler -o /opt/x/codec").At("/opt/x/codec").Existence);

    [Fact]
    public void A_command_changes_what_an_earlier_one_of_the_same_step_made_and_not_what_a_later_one_makes()
    {
        var model = Build.Of("FROM debian:12\nRUN mkdir /data && touch /data/a && chown -R 1000 /data && touch /data/b");
        Assert.Equal(("1000", "0:0"), (model.At("/data/a").Owner, model.At("/data/b").Owner));
    }

    [Theory]
    [InlineData("sed -i 's/\\r$//' run.sh")]
    [InlineData("sed -i -e 's/\\r$//' /app/run.sh && true")]
    [InlineData("dos2unix *.sh")]
    public void Carriage_returns_are_taken_out(string command) =>
        Assert.Equal("#!/bin/sh\necho\n", Build.Of($"FROM alpine\nWORKDIR /app\nCOPY . .\nRUN {command}", Project).At("/app/run.sh").Text!.Whole);

    [Theory]
    [InlineData("find . -name '*.sh' -exec dos2unix {} \\;")]
    [InlineData("./prepare")]
    [InlineData("curl -fsSL https://example.com/install | sh")]
    [InlineData("for f in *.sh; do sed -i 's/\\r//' $f; done")]
    [InlineData("if [ -f x ]; then sed -i 's/a/b/' run.sh; fi")]
    [InlineData("python fix.py")]
    [InlineData("eval \"$(cat x)\"")]
    public void What_cannot_be_followed_leaves_the_text_unknown_and_the_file_there(string command)
    {
        var entry = Build.Of($"FROM alpine\nWORKDIR /app\nCOPY . .\nRUN {command}", Project).Step("RUN").After.Files.Find("/app/run.sh");
        Assert.Null(entry.Text);
        Assert.True(entry.IsPresent || entry.Existence == Existence.Unknown);
    }

    [Theory]
    [InlineData("rm missing || rm -f run.sh", Existence.Absent)]
    [InlineData("some-tool || rm -f run.sh", Existence.Unknown)]
    [InlineData("if true; then rm run.sh; fi", Existence.Unknown)]
    [InlineData("(rm run.sh)", Existence.Absent)]
    [InlineData("(cd / && rm run.sh)", Existence.Present)]
    [InlineData("false_cmd && rm -rf \"$SOMETHING\"", Existence.Unknown)]
    [InlineData("rm -f *.sh", Existence.Absent)]
    [InlineData("[ -f nothing ] && rm run.sh; true", Existence.Present)]
    [InlineData("[ -f a.txt ] && rm run.sh", Existence.Absent)]
    [InlineData("grep -q x a.txt && rm run.sh; true", Existence.Unknown)]
    [InlineData("command -v bash || rm run.sh", Existence.Absent)]
    [InlineData("test -d a.txt || rm run.sh", Existence.Absent)]
    [InlineData("echo 'rm run.sh'", Existence.Present)]
    [InlineData("cd / ; rm -f run.sh", Existence.Present)]
    public void A_deletion_counts_as_much_as_it_is_certain(string command, Existence expected) =>
        Assert.Equal(expected, Build.Of($"FROM alpine\nWORKDIR /app\nCOPY . .\nRUN {command}", Project).Step("RUN").After.Files.Find("/app/run.sh").Existence);

    [Fact]
    public void A_loop_over_plain_words_is_carried_out()
    {
        var model = Build.Of("FROM alpine\nWORKDIR /app\nRUN for d in log tmp; do mkdir $d && touch $d/keep; done");
        Assert.True(model.At("/app/log/keep").IsPresent);
        Assert.True(model.At("/app/tmp/keep").IsPresent);
        Assert.True(model.At("/app/other").IsAbsent);
    }

    [Fact]
    public void A_redirection_writes_a_file()
    {
        var model = Build.Of("FROM alpine\nRUN echo hello > /etc/motd && echo 'x' >> /etc/motd && cat /proc/cpuinfo > /c");
        Assert.Equal("hello\nx\n", model.At("/etc/motd").Text!.Whole);
        Assert.True(model.At("/c").IsPresent);
        Assert.Null(model.At("/c").Text);
    }

    [Fact]
    public void A_here_document_is_a_script()
    {
        var model = Build.Of("FROM alpine\nRUN <<EOF\nset -e\nmkdir /one\ncd /one\ntouch two\nEOF\n");
        Assert.True(model.At("/one/two").IsPresent);
        Assert.Equal(4, model.Step("RUN").Commands.Count);
    }

    [Fact]
    public void Mounts_are_seen_by_the_command_and_gone_afterwards()
    {
        var model = Build.Of("FROM alpine\nWORKDIR /app\nRUN --mount=type=bind,source=a.txt,target=a.txt cp a.txt kept\nRUN --mount=type=cache,target=/app/cache touch cache/x", Project);
        Assert.Equal(Outcome.Succeeds, model.Step("RUN").Outcome.Kind);
        Assert.True(model.At("/app/kept").IsPresent);
        Assert.True(model.At("/app/a.txt").IsAbsent);
        Assert.True(model.At("/app/cache/x").IsAbsent);
    }

    [Theory]
    [InlineData("cp nothing /x", Outcome.Fails)]
    [InlineData("cp nothing /x || true", Outcome.FailsHidden)]
    [InlineData("cp nothing /x; exit 0", Outcome.FailsHidden)]
    [InlineData("cp nothing /x; echo done", Outcome.FailsHidden)]
    [InlineData("set -e; cp nothing /x; echo done", Outcome.Fails)]
    [InlineData("cp nothing /x | cat", Outcome.FailsHidden)]
    [InlineData("set -o pipefail; cp nothing /x | cat", Outcome.Fails)]
    [InlineData("cp nothing /x || exit 1", Outcome.Fails)]
    [InlineData("node --version", Outcome.Fails)]
    [InlineData("some-tool", Outcome.Unknown)]
    [InlineData("echo fine", Outcome.Succeeds)]
    [InlineData("[ -f nothing ] && echo; echo done", Outcome.Succeeds)]
    [InlineData("test -e nothing", Outcome.Fails)]
    [InlineData("cat something", Outcome.Unknown)]
    public void A_failure_stops_the_build_or_is_hidden(string command, Outcome expected) =>
        Assert.Equal(expected, Build.Of($"FROM alpine:3.20\nWORKDIR /app\nRUN {command}").Step("RUN").Outcome.Kind);

    [Fact]
    public void Without_a_shell_nothing_runs() =>
        Assert.Contains("/bin/sh", Build.Of("FROM gcr.io/distroless/static-debian12\nRUN echo").FirstFailure!.Outcome.Reason, StringComparison.Ordinal);

    [Fact]
    public void Users_are_remembered()
    {
        var users = Build.Of("FROM debian:12\nRUN groupadd app && useradd -r -g app -u 1001 web").Target!.End.Users;
        Assert.Equal((Existence.Present, Existence.Present), (users.Find("web"), users.Find("1234:0")));
        Assert.Equal(Existence.Unknown, users.Find("other"));
    }

    [Fact]
    public void A_command_records_where_and_how_it_runs()
    {
        var commands = Build.Of("FROM golang:1.22\nWORKDIR /src\nCOPY app app\nRUN cd app && CGO_ENABLED=0 go build -o /out/$NAME . || true", ("app/main.go", "")).Step("RUN").Commands;
        var build = commands.Single(c => c.Program == "go");
        Assert.Equal("/src/app", build.Directory);
        Assert.Equal("0", build.Assignments["CGO_ENABLED"]);
        Assert.Null(build.Arguments[2]);
        Assert.True(build.FailureIsHidden);
    }
}
