using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Modelling;

public enum OriginKind
{
    /// <summary>Of the base image.</summary>
    Base,

    /// <summary>Of the build context.</summary>
    Context,

    /// <summary>Copied from the context.</summary>
    CopyFromContext,

    /// <summary>Copied from another stage.</summary>
    CopyFromStage,

    /// <summary>Copied from another image.</summary>
    CopyFromImage,

    /// <summary>Written out in the Dockerfile: a here-document.</summary>
    Inline,

    /// <summary>Fetched by ADD.</summary>
    Download,

    /// <summary>Unpacked by ADD.</summary>
    Unpack,

    /// <summary>By WORKDIR.</summary>
    WorkDirectory,

    /// <summary>By a command of RUN.</summary>
    Command,
}

/// <summary>What made, changed or deleted a file.</summary>
public sealed record FileOrigin
{
    private const int MostTurns = 4096;

    public required OriginKind Kind { get; init; }

    /// <summary>Null for what the context or a base image brings.</summary>
    public Instruction? Instruction { get; init; }

    /// <summary>Index of the stage.</summary>
    public int Stage { get; init; }

    /// <summary>Counts the steps of the whole Dockerfile: greater is later.</summary>
    public int Order { get; init; }

    /// <summary>Of a command: how many of its step came before it.</summary>
    internal int Turn { get; init; }

    /// <summary>Orders steps and the commands in them: what a command does befalls what an earlier one of the same RUN has made.</summary>
    internal int Moment => (Order * MostTurns) + Math.Min(Turn, MostTurns - 1);

    /// <summary>Of a copy: the path it was copied from, absolute in a stage or image, relative in the context.</summary>
    public string? SourcePath { get; init; }

    /// <summary>Of a copy: where the source itself is from.</summary>
    public FileOrigin? Source { get; init; }

    /// <summary>Of a command: the command as it is written.</summary>
    public string? Command { get; init; }

    /// <summary>Stands where following the build any further would cost too much.</summary>
    internal static FileOrigin BeyondLimits { get; } = new() { Kind = OriginKind.Command };

    internal FileOrigin Of(string name, FileOrigin? source) =>
        this with { SourcePath = SourcePath is null ? null : SourcePath is "" or "." ? name : SourcePath.TrimEnd('/') + "/" + name, Source = source };
}
