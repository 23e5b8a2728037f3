using System.Diagnostics;
using Unloop.Core.Experiments.Dependencies;

namespace Unloop.Core.Tests.Experiments.Dependencies;

/// <summary>
/// The scripts, run for real against loopback servers with whatever this machine has: needs <c>sh</c>, and for a row what the row names (busybox, node,
/// python3, ruby, php, perl, bash, getent, curl, openssl). A row whose tool is not here is skipped by its name; what its tool prints is then read by
/// <see cref="DependencyRecordedTests"/> all the same.
/// </summary>
public sealed class DependencyRunTests(Listeners listeners) : IClassFixture<Listeners>
{
    private static readonly TimeSpan Patience = DependencyScript.Longest + TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("node")]
    [InlineData("python3")]
    [InlineData("ruby")]
    [InlineData("php")]
    [InlineData("sh", "node")]
    [InlineData("sh", "python3")]
    [InlineData("sh", "getent", "bash", "openssl")]
    [InlineData("sh", "perl", "openssl")]
    [InlineData("busybox", "nslookup", "nc", "openssl")]
    [InlineData("bash", "getent", "nc", "openssl")]
    public async Task Every_step_is_told_by(params string[] tools)
    {
        var answers = await Run(tools, trusting: true, Places());
        Assert.Equal(ConnectionOutcome.Connected, answers[0].Connection);
        Assert.Equal(ConnectionOutcome.Refused, answers[1].Connection);
        Assert.Equal(StepOutcome.Failed, answers[2].Dns);
        Assert.Equal(Category.DnsFailure, answers[2].Trouble!.Category);
        Assert.Equal(["127.0.0.1"], answers[0].Addresses.Where(a => a != "::1"));
        Assert.True(answers[3].IsWell, string.Join(' ', answers[3].Statements));
        Assert.Contains("Unloop Test CA", answers[3].Certificate!.Issuer, StringComparison.Ordinal);
        Assert.Contains("localhost", answers[3].Certificate!.Names, StringComparison.Ordinal);
        Assert.Equal((StepOutcome.Failed, StepOutcome.Passed), (answers[4].Certificate!.Dates, answers[4].Certificate!.Name));
        Assert.Equal((StepOutcome.Passed, StepOutcome.Failed, StepOutcome.Passed), (answers[5].Certificate!.Dates, answers[5].Certificate!.Name, answers[5].Certificate!.Chain));
        Assert.Equal((StepOutcome.Passed, StepOutcome.Passed, StepOutcome.Failed), (answers[6].Certificate!.Dates, answers[6].Certificate!.Name, answers[6].Certificate!.Chain));
        Assert.All(answers.Skip(4).Take(3), a => Assert.Equal(Category.TlsCertificate, a.Trouble?.Category));
        Assert.Equal(StepOutcome.Failed, answers[7].Tls);
    }

    [Fact]
    public async Task A_certificate_is_judged_by_curl_where_there_is_nothing_better()
    {
        var answers = await Run(["sh", "getent", "curl"], trusting: true, Places());
        Assert.Equal(ConnectionOutcome.Connected, answers[0].Connection);
        Assert.Equal(ConnectionOutcome.Refused, answers[1].Connection);
        Assert.Equal(StepOutcome.Failed, answers[2].Dns);
        Assert.Equal((StepOutcome.Passed, StepOutcome.Passed), (answers[3].Certificate!.Name, answers[3].Certificate!.Chain));
        Assert.Equal(StepOutcome.Failed, answers[4].Certificate!.Dates);
        Assert.Equal(StepOutcome.Failed, answers[5].Certificate!.Name);
        Assert.Equal(StepOutcome.Failed, answers[6].Certificate!.Chain);
    }

    [Theory]
    [InlineData("node")]
    [InlineData("python3")]
    [InlineData("sh", "getent", "bash", "openssl")]
    public async Task An_authority_that_the_image_does_not_know_is_told(params string[] tools)
    {
        var answer = Assert.Single(await Run(tools, trusting: false, new DependencyTarget("localhost", listeners.GoodPort, true, TargetSource.Environment, "env")));
        Assert.Equal((StepOutcome.Passed, StepOutcome.Failed), (answer.Certificate!.Name, answer.Certificate.Chain));
        Assert.Contains("is not signed by an authority", answer.Trouble!.Statement, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sh", "getent")]
    [InlineData("sh")]
    public async Task What_there_is_no_tool_for_is_unknown_and_not_failed(params string[] tools)
    {
        var answers = await Run(tools, trusting: true, Places()[..4]);
        Assert.All(answers.Where(a => a.Target.Host == "localhost"), a => Assert.Equal((ConnectionOutcome.Unknown, StepOutcome.Unknown), (a.Connection, a.Tls)));
        Assert.All(answers.Where(a => a.Target.Host == "localhost"), a => Assert.Null(a.Trouble));
    }

    /// <summary>Among the tools is one that does not start, as when that is why the container ends.</summary>
    [Fact]
    public async Task A_language_that_does_not_start_is_passed_over()
    {
        Assert.SkipWhen(Find("false") is null, "not on this machine: false");
        var folder = Directory.CreateDirectory(Path.Combine(listeners.Folder, "broken")).FullName;
        _ = File.CreateSymbolicLink(Path.Combine(folder, "node"), Find("false")!);
        var answer = Assert.Single(await Run(["sh", "getent", "bash"], trusting: false, [Places()[0]], folder));
        Assert.Equal(("sh", ConnectionOutcome.Connected), (answer.By, answer.Connection));
    }

    private DependencyTarget[] Places() =>
    [
        new("localhost", listeners.OpenPort, false, TargetSource.Environment, "env"),
        new("127.0.0.1", listeners.ClosedPort, false, TargetSource.Environment, "env"),
        new("nobody.invalid", 80, false, TargetSource.Environment, "env"),
        new("localhost", listeners.GoodPort, true, TargetSource.Environment, "env"),
        new("localhost", listeners.ExpiredPort, true, TargetSource.Environment, "env"),
        new("localhost", listeners.WrongNamePort, true, TargetSource.Environment, "env"),
        new("localhost", listeners.SelfSignedPort, true, TargetSource.Environment, "env"),
        new("localhost", listeners.OpenPort, true, TargetSource.Environment, "env"),
    ];

    private Task<IReadOnlyList<DependencyAnswer>> Run(string[] tools, bool trusting, params DependencyTarget[] targets) => Run(tools, trusting, targets, null);

    /// <summary>With nothing on PATH but the tools, and what every shell script may count on.</summary>
    private async Task<IReadOnlyList<DependencyAnswer>> Run(string[] tools, bool trusting, DependencyTarget[] targets, string? first)
    {
        var isShell = tools[0] is "sh" or "bash" or "busybox";
        var folder = FolderOf(isShell ? [tools[0] == "busybox" ? "busybox:sh" : tools[0] + ":sh", .. tools.Skip(1).Select(t => t is "nc" or "nslookup" ? "busybox:" + t : t), "tr", "sleep", "date"] : tools);
        var known = isShell ? DependencyTools.Unknown : new(new Dictionary<string, string> { [tools[0]] = Path.Combine(folder, tools[0]) });
        var words = DependencyScript.For(targets, known).Words!;
        var start = new ProcessStartInfo(isShell ? Path.Combine(folder, "sh") : words[0], words.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment.Clear();
        start.Environment["PATH"] = first is null ? folder : $"{first}:{folder}";
        if (trusting)
        {
            start.Environment["SSL_CERT_FILE"] = start.Environment["NODE_EXTRA_CA_CERTS"] = listeners.AuthorityFile;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        end.CancelAfter(Patience);
        var errors = process.StandardError.ReadToEndAsync(end.Token);
        var output = await process.StandardOutput.ReadToEndAsync(end.Token);
        await process.WaitForExitAsync(end.Token);
        Assert.True(process.ExitCode == 0 && DependencyAnswers.IsComplete(output), $"{process.ExitCode}: {output}{await errors}");
        return DependencyAnswers.Read(targets, output);
    }

    private string FolderOf(string[] tools)
    {
        var folder = Path.Combine(listeners.Folder, string.Join('-', tools).Replace(':', '_'));
        if (Directory.Exists(folder))
        {
            return folder;
        }

        var found = tools.Select(t => (Name: t[(t.IndexOf(':', StringComparison.Ordinal) + 1)..], File: Find(t.Split(':')[0]))).ToList();
        Assert.SkipWhen(found.Any(f => f.File is null), $"not on this machine: {string.Join(", ", found.Where(f => f.File is null).Select(f => f.Name))}");
        _ = Directory.CreateDirectory(folder);
        found.ForEach(f => File.CreateSymbolicLink(Path.Combine(folder, f.Name), f.File!));
        return folder;
    }

    private static string? Find(string tool) =>
        new[] { "/usr/bin", "/bin", "/usr/local/bin" }.Select(f => Path.Combine(f, tool)).FirstOrDefault(File.Exists);
}
