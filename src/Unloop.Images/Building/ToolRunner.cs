using System.Text.Json;
using Unloop.Engine.Machine;
using Unloop.Images.Content;

namespace Unloop.Images.Building;

/// <summary>Runs a tool: to be asked something, or to work for a long time while its lines are watched.</summary>
internal sealed class ToolRunner(ImageOptions options, ImageMachine machine)
{
    private const int FileLimit = 1 << 20;

    public ImageOptions Options => options;

    public async Task<ToolRun> AskAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var result = await machine.Processes.RunAsync(new() { Program = program, Arguments = arguments, Timeout = options.ProbeTimeout }, cancellationToken);
        var lines = new ToolOutput(null);
        foreach (var line in result.ErrorTail.Split('\n'))
        {
            lines.Report(line);
        }

        return new(program, result, lines.Lines, options.ProbeTimeout);
    }

    /// <param name="listener">Told each line, cleaned.</param>
    public Task<ToolRun> WorkAsync(string program, IReadOnlyList<string> arguments, IProgress<string> listener, CancellationToken cancellationToken) =>
        WatchAsync(program, arguments, options.BuildTimeout, new ToolOutput(listener), cancellationToken);

    public async Task<ToolRun> WatchAsync(string program, IReadOnlyList<string> arguments, TimeSpan atMost, ToolOutput output, CancellationToken cancellationToken)
    {
        var command = new ProcessCommand { Program = program, Arguments = arguments, Timeout = atMost, Lines = output };
        return new(program, await machine.Processes.RunAsync(command, cancellationToken), output.Lines, atMost);
    }

    /// <summary>What a tool wrote into a file for us; null when it did not.</summary>
    public string? Written(string path) =>
        machine.Files.Read(path, FileLimit) is { Failure: null } read && System.Text.Encoding.UTF8.GetString(read.Content.Span).Trim() is { Length: > 0 } text ? text : null;
}

/// <param name="Lines">The last of what it printed, cleaned; of a question only those on standard error.</param>
internal sealed record ToolRun(string Program, ProcessResult Result, IReadOnlyList<string> Lines, TimeSpan AtMost)
{
    public bool Succeeded => Result is { End: ProcessEnd.Exited, ExitCode: 0 };

    public string Output => Result.Output.Trim();

    /// <summary>Null where the output is none.</summary>
    public JsonDocument? Json() => JsonFields.TryParse(System.Text.Encoding.UTF8.GetBytes(Result.Output));

    /// <summary>Why it did not do its work, to follow the tool's name: <c>is not installed</c>; of one that ended by itself its last words.</summary>
    public string Failure => Result.End switch
    {
        ProcessEnd.NotFound => "is not installed",
        ProcessEnd.NotStarted => $"cannot be started ({Words.Shown(Result.ErrorTail)})",
        ProcessEnd.TimedOut => $"did not end within {(AtMost.TotalMinutes >= 2 ? $"{AtMost.TotalMinutes:0} minutes" : $"{AtMost.TotalSeconds:0} seconds")} and was stopped",
        ProcessEnd.TooMuchOutput => "prints without end",
        _ => LastWords is { Length: > 0 } said ? $"says: {said}" : $"ended with exit code {Result.ExitCode} and said nothing",
    };

    /// <summary>The line that tells the error, or the last one.</summary>
    public string LastWords => Words.Shown(Lines.LastOrDefault(IsError) ?? (Lines.Count > 0 ? Lines[^1] : ""));

    private static bool IsError(string line) =>
        line.StartsWith("Error", StringComparison.OrdinalIgnoreCase) || line.Contains("level=fatal", StringComparison.Ordinal) || line.StartsWith("buildctl: error", StringComparison.Ordinal);
}
