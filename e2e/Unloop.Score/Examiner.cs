using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace Unloop.Score;

/// <summary>Puts cases before the binary, each in a folder and a process of its own.</summary>
internal sealed class Examiner(string unloop) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly DirectoryInfo work = Directory.CreateTempSubdirectory("unloop-score-");
    private int folders;

    /// <summary>The answers in the order of the cases, and how long the slowest took.</summary>
    public async Task<Examination> ExamineAsync(IReadOnlyList<Case> cases)
    {
        var answers = new Answer[cases.Count];
        var times = new ConcurrentBag<TimeSpan>();
        var clock = Stopwatch.StartNew();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount };
        await Parallel.ForAsync(0, cases.Count, parallel, async (index, cancellation) =>
        {
            var folder = Path.Combine(work.FullName, $"{Interlocked.Increment(ref folders)}");
            cases[index].WriteTo(folder);
            var started = Stopwatch.GetTimestamp();
            answers[index] = await AskAsync(folder, cases[index].Expected.Container, cancellation);
            times.Add(Stopwatch.GetElapsedTime(started));
        });
        return new(answers, clock.Elapsed, times.DefaultIfEmpty().Max());
    }

    private async Task<Answer> AskAsync(string folder, string container, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        using var process = new Process
        {
            StartInfo = new(unloop, ["diagnose", "--from", folder, "-o", "json"]) { RedirectStandardOutput = true, RedirectStandardError = true },
        };
        try
        {
            process.Start();
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            var report = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return report.Length == 0
                ? Answer.Nothing($"no report, exit code {process.ExitCode}: {(await errors).ReplaceLineEndings(" ")}")
                : Answer.FromReport(report, container);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            process.Kill();
            return Answer.Nothing($"no report in {Patience.TotalSeconds:0} s");
        }
        catch (Win32Exception e)
        {
            return Answer.Nothing($"{unloop} cannot be run: {e.Message}");
        }
    }

    public void Dispose() => work.Delete(recursive: true);
}

/// <param name="Answers">In the order of the cases.</param>
/// <param name="Elapsed">Wall time of all.</param>
/// <param name="Slowest">Wall time of the slowest process.</param>
internal sealed record Examination(IReadOnlyList<Answer> Answers, TimeSpan Elapsed, TimeSpan Slowest);
