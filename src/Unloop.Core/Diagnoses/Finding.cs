namespace Unloop.Core.Diagnoses;

/// <summary>What one signature or analyzer has to say about a container.</summary>
public abstract record Insight
{
    /// <summary>The signature's or analyzer's id.</summary>
    public required string Rule { get; init; }
}

/// <summary>
/// How near to the root of a failure a message speaks. Decides which of several findings is the cause, and which are its echo.
/// </summary>
public enum Weight
{
    /// <summary>The noise that follows a failure, or a retry that may succeed.</summary>
    Echo,

    /// <summary>The operating system's or a library's general words: "permission denied", "connection refused".</summary>
    General,

    /// <summary>A program's own, particular error.</summary>
    Particular,

    /// <summary>Names the root itself; other errors follow from it.</summary>
    Root,
}

/// <summary>A possible cause, with its proof. There is no finding without proof.</summary>
public sealed record Finding : Insight
{
    public required Category Category { get; init; }

    /// <summary>The exact thing: module, file, key, host, flag, port.</summary>
    public required string Subject { get; init; }

    /// <summary>One sentence of at most 240 characters.</summary>
    public required string Statement { get; init; }

    /// <summary>What this finding's proof allows by itself; corroboration from another origin may raise it.</summary>
    public required Confidence Confidence { get; init; }

    public Weight Weight { get; init; } = Weight.Particular;

    /// <summary>What <see cref="Confidence"/> rests on; first the deciding one.</summary>
    public required IReadOnlyList<Proof> Proof { get; init; }

    /// <summary>What else points the same way; from another origin than the proof, it raises the confidence.</summary>
    public IReadOnlyList<Proof> Corroboration { get; init; } = [];

    /// <summary>The container to blame, where it is another than the one that fails.</summary>
    public string? Blames { get; init; }

    /// <summary>From symptom to root, where there is more to tell than the statement.</summary>
    public IReadOnlyList<Link> Chain { get; init; } = [];

    public IReadOnlyList<Advice> Solution { get; init; } = [];
    public IReadOnlyList<Advice> Prevention { get; init; } = [];

    /// <summary>Rules or categories (their tokens) whose findings this one explains away.</summary>
    public IReadOnlyList<string> Supersedes { get; init; } = [];

    /// <summary>Ends of paths, or packages as <c>ecosystem:name</c>: where the image has none of them, the finding is proven by the image too.</summary>
    public IReadOnlyList<string> ImageLacks { get; init; } = [];

    /// <summary>For findings in a log: where, so that nearness to the end and order can be weighed.</summary>
    public LogPosition? Position { get; init; }
}

/// <summary>Where in a log a finding stands. Lines are counted from 1, in the whole log.</summary>
/// <param name="First">The first line that says it; of two errors equally near the root, the earlier one is the cause.</param>
/// <param name="Last">The last line that says it; what the program printed long before its end it probably survived.</param>
/// <param name="Lines">How many lines the log has.</param>
/// <param name="Level">The line's own level, where it states one.</param>
/// <param name="Depth">How many "Caused by" stand above it in its record.</param>
public sealed record LogPosition(long First, long Last, long Lines, LogLevel Level, int Depth)
{
    public long LinesAfter => Lines - Last;
}

public enum LogLevel
{
    Unstated,
    Debug,
    Info,
    Warning,
    Error,
    Fatal,
}

/// <summary>More about a finding that another rule has made: what proves it from elsewhere, and what lies behind it.</summary>
public sealed record Elaboration : Insight
{
    /// <summary>Of the finding.</summary>
    public required Category Category { get; init; }

    /// <summary>Of the finding.</summary>
    public required string Subject { get; init; }
    public IReadOnlyList<Proof> Proof { get; init; } = [];

    /// <summary>Further links of the chain, towards the root.</summary>
    public IReadOnlyList<Link> Chain { get; init; } = [];

    /// <summary>More exact than the finding's own, and so before it.</summary>
    public IReadOnlyList<Advice> Solution { get; init; } = [];
    public IReadOnlyList<Advice> Prevention { get; init; } = [];
}

/// <summary>Evidence that speaks against a finding, without naming another cause. It takes one step of confidence away.</summary>
public sealed record Objection : Insight
{
    /// <summary>Of the finding.</summary>
    public required Category Category { get; init; }

    /// <summary>Of the finding.</summary>
    public required string Subject { get; init; }
    public required string Statement { get; init; }
    public required IReadOnlyList<Proof> Proof { get; init; }
}

/// <summary>Something that makes the failure likelier or worse, without being its cause.</summary>
public sealed record Contribution : Insight
{
    public required string Statement { get; init; }
    public IReadOnlyList<Proof> Proof { get; init; } = [];
    public IReadOnlyList<Advice> Advice { get; init; } = [];
}

/// <summary>A cause that was considered and set aside.</summary>
public sealed record Exclusion : Insight
{
    public required Category Category { get; init; }
    public required string Because { get; init; }
    public IReadOnlyList<Proof> Proof { get; init; } = [];
    public IReadOnlyList<Advice> Advice { get; init; } = [];
}

/// <summary>A step of the chain from symptom to root.</summary>
public sealed record Link(string Statement, Proof? Proof = null);

/// <summary>Something to do: in words, and where possible as a command or a diff.</summary>
public sealed record Advice(string Text)
{
    public string? Command { get; init; }
    public string? Diff { get; init; }
}
