using Unloop.Core.Diagnoses;

namespace Unloop.Core.Signatures;

/// <summary>
/// One known failure as data: what it looks like, what it means, what to do. Compiled from <c>knowledge/signatures/**/*.yaml</c>;
/// the format is described in <c>docs/adding-a-signature.md</c>.
/// </summary>
public sealed record Signature
{
    /// <summary>Equal to the file's stem.</summary>
    public required string Id { get; init; }

    /// <summary>The folder it lives in: <c>node</c>, <c>postgresql</c>, <c>kubelet</c>.</summary>
    public required string Area { get; init; }
    public required Category Category { get; init; }
    public required string Title { get; init; }

    /// <summary>A sentence with <c>{captures}</c>.</summary>
    public required string Statement { get; init; }

    /// <summary>The exact thing to blame, with <c>{captures}</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>What a match proves without any corroboration.</summary>
    public required Confidence Confidence { get; init; }
    public required Weight Weight { get; init; }

    /// <summary>Any of these makes a match.</summary>
    public required IReadOnlyList<Matcher> Match { get; init; }

    /// <summary>No match when evidence contradicts one of these; what is unknown contradicts nothing.</summary>
    public IReadOnlyList<Condition> When { get; init; } = [];

    /// <summary>No match when evidence shows one of these to hold.</summary>
    public IReadOnlyList<Condition> Unless { get; init; } = [];

    /// <summary>Each that holds adds proof from its own origin, and so may raise the confidence to certain.</summary>
    public IReadOnlyList<Condition> Corroborate { get; init; } = [];

    public IReadOnlyList<string> Supersedes { get; init; } = [];

    /// <summary>What the image would have if the message were not true, with <c>{captures}</c>: ends of paths (<c>node_modules/{module}</c>), or <c>gem:{gem}</c> and the like.</summary>
    public IReadOnlyList<string> ImageLacks { get; init; } = [];
    public IReadOnlyList<Advice> Solution { get; init; } = [];
    public IReadOnlyList<Advice> Prevention { get; init; } = [];
    public IReadOnlyList<string> References { get; init; } = [];
}

/// <summary>Where a matcher looks.</summary>
public enum Channel
{
    /// <summary>The container's logs, previous before current, and the termination message that the process wrote.</summary>
    Log,

    /// <summary>Messages of the kubelet and the runtime: waiting, terminated and pod messages, and Warning events.</summary>
    Kubelet,
}

/// <summary>Finds one line, by a literal first and then by a pattern.</summary>
public sealed record Matcher
{
    public required IReadOnlyList<Channel> In { get; init; }

    /// <summary>At least four bytes, present (in any case) in every line that can match; the automaton looks for nothing else.</summary>
    public required string Literal { get; init; }

    /// <summary>Null: the literal decides, in any case. Its named groups are the captures.</summary>
    public LinePattern? Regex { get; init; }

    /// <summary>A line that matches this is no hit.</summary>
    public LinePattern? Except { get; init; }

    /// <summary>Only the log's last line with text: for programs that stop in the middle without a word.</summary>
    public bool Last { get; init; }

    /// <summary>Lines nearby that must match as well; their groups are captures too.</summary>
    public IReadOnlyList<Neighbour> And { get; init; } = [];

    /// <summary>Lines nearby that must not match.</summary>
    public IReadOnlyList<Neighbour> Not { get; init; } = [];
}

/// <param name="Within">How many lines before or after.</param>
/// <param name="Optional">Only captures; its absence is no obstacle.</param>
public sealed record Neighbour(LinePattern Regex, int Within, bool Optional = false);
