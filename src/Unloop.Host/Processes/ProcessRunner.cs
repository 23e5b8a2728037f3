using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Unloop.Engine.Machine;

namespace Unloop.Host.Processes;

#pragma warning disable RS0030 // This is the adapter that the bans on Process and Console point to.

/// <summary>Runs a program without a shell, within a time and an amount of output.</summary>
public sealed class ProcessRunner(TimeProvider time) : IProcessRunner
{
    private const int ErrorTailLength = 4096;

    public bool InputIsTerminal => !Console.IsInputRedirected;

    public async Task<ProcessResult> RunAsync(ProcessCommand command, CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = StartInfo(command) };
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            const int noSuchFile = 2;
            return e.NativeErrorCode == noSuchFile
                ? new() { End = ProcessEnd.NotFound }
                : new() { End = ProcessEnd.NotStarted, ErrorTail = e.Message };
        }

        using var timeout = new CancellationTokenSource(command.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            // Both at a time: a program may answer before it has read everything, and then wait for its answer to be taken.
            var written = command.Interactive ? Task.CompletedTask : WriteAsync(process.StandardInput, command.Input, either.Token);
            var result = command.Lines is { } lines
                ? await TellLinesAsync(process, lines, either.Token)
                : await ReadToEndAsync(process, command.OutputLimit, either.Token);
            if (result.End == ProcessEnd.Exited)
            {
                await written;
            }

            return result;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new() { End = ProcessEnd.TimedOut };
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static ProcessStartInfo StartInfo(ProcessCommand command)
    {
        var info = new ProcessStartInfo(command.Program, command.Arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = !command.Interactive,
            RedirectStandardInput = !command.Interactive,
            StandardOutputEncoding = Encoding.UTF8,
        };
        foreach (var (name, value) in command.Environment)
        {
            info.Environment[name] = value;
        }

        return info;
    }

    private static async Task WriteAsync(StreamWriter input, string text, CancellationToken cancellationToken)
    {
        try
        {
            await input.WriteAsync(text.AsMemory(), cancellationToken);
            input.Close();
        }
        catch (IOException)
        {
            // The program has ended, or closed its input, without wanting to know.
        }
    }

    private static async Task<ProcessResult> TellLinesAsync(Process process, IProgress<string> listener, CancellationToken cancellationToken)
    {
        var lines = new LiveLines(listener);
        await Task.WhenAll(lines.TellAsync(process.StandardOutput, cancellationToken), lines.TellAsync(process.StandardError, cancellationToken));
        await process.WaitForExitAsync(cancellationToken);
        return new() { End = ProcessEnd.Exited, ExitCode = process.ExitCode };
    }

    private static async Task<ProcessResult> ReadToEndAsync(Process process, int limit, CancellationToken cancellationToken)
    {
        var error = process.StartInfo.RedirectStandardError
            ? TailAsync(process.StandardError, cancellationToken)
            : Task.FromResult("");
        var output = new StringBuilder();
        var buffer = new char[4096];
        int read;
        while ((read = await process.StandardOutput.ReadAsync(buffer, cancellationToken)) > 0)
        {
            output.Append(buffer, 0, read);
            if (output.Length > limit)
            {
                return new() { End = ProcessEnd.TooMuchOutput };
            }
        }

        var tail = await error;
        await process.WaitForExitAsync(cancellationToken);
        return new() { End = ProcessEnd.Exited, ExitCode = process.ExitCode, Output = output.ToString(), ErrorTail = tail };
    }

    private static async Task<string> TailAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        var tail = new StringBuilder();
        var buffer = new char[1024];
        int read;
        while ((read = await reader.ReadAsync(buffer, cancellationToken)) > 0)
        {
            tail.Append(buffer, 0, read);
            if (tail.Length > 2 * ErrorTailLength)
            {
                tail.Remove(0, tail.Length - ErrorTailLength);
            }
        }

        return tail.ToString(Math.Max(0, tail.Length - ErrorTailLength), Math.Min(tail.Length, ErrorTailLength)).Trim();
    }
}
