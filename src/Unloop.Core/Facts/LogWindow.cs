using System.Text.Json.Serialization;

namespace Unloop.Core.Facts;

[JsonConverter(typeof(KebabEnumConverter<LogInstance>))]
public enum LogInstance
{
    /// <summary>The run before the current one: <c>kubectl logs --previous</c>.</summary>
    Previous,
    Current,
}

/// <summary>
/// What was kept of one container instance's log: its head, its tail, and every line that a signature's literal hit, with context.
/// The whole log was scanned up to the limit; the lines between were dropped.
/// </summary>
public sealed record LogWindow
{
    public required string Container { get; init; }
    public required LogInstance Instance { get; init; }

    /// <summary>In order; a jump in <see cref="LogLine.Number"/> shows what was dropped.</summary>
    public IReadOnlyList<LogLine> Lines { get; init; } = [];

    public long TotalLines { get; init; }
    public long TotalBytes { get; init; }

    /// <summary>True when the log was longer than the limit and its rest was never seen.</summary>
    public bool Truncated { get; init; }

    /// <summary>The instance that wrote it, where known.</summary>
    public string? ContainerId { get; init; }
    public int? RestartCount { get; init; }

    /// <summary>Offline: the file it was read from.</summary>
    public string? Path { get; init; }

    [JsonIgnore]
    public bool IsEmpty => TotalLines == 0;
}

/// <summary>One line as the program wrote it: redacted, without terminal escapes and without the heads that runtimes and kubectl add.</summary>
/// <param name="Number">From 1, in the whole log.</param>
/// <param name="Text">At most 8 KiB; longer lines are cut and end in <c>…</c>.</param>
/// <param name="Time">From the runtime's or kubectl's head, where there was one.</param>
/// <param name="Continues">True for a line that belongs to the one above it: a stack frame, an indented detail.</param>
public sealed record LogLine(int Number, string Text, DateTimeOffset? Time = null, bool Continues = false);
