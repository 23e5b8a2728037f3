using Unloop.Engine.Machine;
using Unloop.Host.Processes;

namespace Unloop.Host.Tests.Processes;

/// <summary>Runs the shell that every system of ours has.</summary>
public sealed class ProcessRunnerTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Output_exit_code_and_the_end_of_standard_error_are_told_apart()
    {
        var result = await RunAsync("echo out; echo err >&2; exit 3");

        Assert.Equal((ProcessEnd.Exited, 3, "out\n", "err"), (result.End, result.ExitCode, result.Output, result.ErrorTail));
    }

    [Fact]
    public async Task Arguments_and_variables_arrive_as_they_are()
    {
        var command = Shell("printf '%s|' \"$@\" \"$X\"") with
        {
            Arguments = ["-c", "printf '%s|' \"$@\" \"$X\"", "sh", "a b", "$(date)", "\"q\""],
            Environment = [new("X", "y z")],
        };

        Assert.Equal("a b|$(date)|\"q\"|y z|", (await new ProcessRunner(TimeProvider.System).RunAsync(command, TestContext.Current.CancellationToken)).Output);
    }

    [Fact]
    public async Task A_program_that_asks_gets_no_answer_when_nobody_is_there() =>
        Assert.Equal("end\n", (await RunAsync("cat; echo end")).Output);

    [Fact]
    public async Task A_program_reads_what_it_is_given() =>
        Assert.Equal("server\nend\n", (await new ProcessRunner(TimeProvider.System).RunAsync(Shell("cat; echo end") with { Input = "server\n" }, TestContext.Current.CancellationToken)).Output);

    [Fact]
    public async Task A_program_may_end_without_reading_what_it_is_given()
    {
        var result = await new ProcessRunner(TimeProvider.System).RunAsync(Shell("exit 3") with { Input = new string('x', 1 << 20) }, TestContext.Current.CancellationToken);

        Assert.Equal((ProcessEnd.Exited, 3), (result.End, result.ExitCode));
    }

    [Fact]
    public async Task A_program_that_does_not_exist_is_a_result()
    {
        var command = Shell("") with { Program = "unloop-no-such-program" };

        Assert.Equal(ProcessEnd.NotFound, (await new ProcessRunner(TimeProvider.System).RunAsync(command, TestContext.Current.CancellationToken)).End);
    }

    [Fact]
    public async Task A_program_that_hangs_is_ended_with_its_children()
    {
        var result = await new ProcessRunner(TimeProvider.System).RunAsync(Shell("sleep 300 & sleep 300") with { Timeout = TimeSpan.FromMilliseconds(50) }, TestContext.Current.CancellationToken);

        Assert.Equal(ProcessEnd.TimedOut, result.End);
    }

    [Fact]
    public async Task A_program_that_never_stops_writing_is_ended() =>
        Assert.Equal(ProcessEnd.TooMuchOutput, (await new ProcessRunner(TimeProvider.System).RunAsync(Shell("yes") with { OutputLimit = 1000 }, TestContext.Current.CancellationToken)).End);

    [Fact]
    public async Task Of_a_long_standard_error_the_end_is_kept()
    {
        var result = await RunAsync("i=0; while [ $i -lt 3000 ]; do echo line $i >&2; i=$((i+1)); done");

        Assert.EndsWith("line 2999", result.ErrorTail, StringComparison.Ordinal);
        Assert.True(result.ErrorTail.Length <= 4096);
    }

    [Fact]
    public async Task Lines_are_told_while_the_program_runs()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var lines = new Listener(cancel);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new ProcessRunner(TimeProvider.System).RunAsync(Shell("echo first; sleep 300") with { Lines = lines }, cancel.Token));

        Assert.Equal(["first"], lines.Heard);
    }

    [Fact]
    public async Task Lines_of_both_outputs_are_told_however_they_end_and_only_their_beginning()
    {
        var lines = new Listener(null);

        var result = await new ProcessRunner(TimeProvider.System).RunAsync(Shell("printf '10%%\\r20%%\\r\\n\\n'; echo err >&2; head -c 100000 /dev/zero | tr '\\0' a; exit 3") with { Lines = lines, OutputLimit = 10 }, TestContext.Current.CancellationToken);

        Assert.Equal((ProcessEnd.Exited, 3, ""), (result.End, result.ExitCode, result.Output));
        Assert.Equal(["10%", "20%", new string('a', ProcessCommand.LineLimit), "err"], lines.Heard.Order(StringComparer.Ordinal));
    }

    private static ProcessCommand Shell(string script) => new() { Program = "sh", Arguments = ["-c", script], Timeout = Long };

    private static Task<ProcessResult> RunAsync(string script) => new ProcessRunner(TimeProvider.System).RunAsync(Shell(script), TestContext.Current.CancellationToken);

    /// <summary>Cancels at the first line, where it is asked to.</summary>
    private sealed class Listener(CancellationTokenSource? cancel) : IProgress<string>
    {
        public List<string> Heard { get; } = [];

        public void Report(string value)
        {
            Heard.Add(value);
            cancel?.Cancel();
        }
    }
}
