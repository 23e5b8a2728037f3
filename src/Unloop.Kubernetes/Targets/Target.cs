using Unloop.Core.Facts;
using Unloop.Core.Text;
using Unloop.Engine;

namespace Unloop.Kubernetes.Targets;

/// <summary>One thing that a user named.</summary>
/// <param name="Kind">Null: a pod.</param>
internal sealed record Target(WorkloadKind? Kind, string Name)
{
    public override string ToString() => Kind is null ? $"pod '{Name}'" : $"{Kind.Kind.ToLowerInvariant()} '{Name}'";
}

/// <summary>Reads targets as kubectl users type them. Pure.</summary>
internal static class TargetParser
{
    private static readonly string[] PodWords = ["pod", "pods", "po"];

    /// <summary>Every problem with the query, not only the first.</summary>
    public static IReadOnlyList<Target> Parse(TargetQuery query, List<Problem> problems)
    {
        if (query.AllNamespaces && query.Targets.Any(t => !IsBareKind(t)))
        {
            Bad(problems, "A name and --all-namespaces exclude each other: say in which namespace with -n.");
        }

        if (query.Selector is not null && query.Targets.Any(t => !IsBareKind(t)))
        {
            Bad(problems, "A name and a selector (-l) exclude each other.");
        }

        if (query.Namespace is { } space && !IsName(space))
        {
            Bad(problems, $"'{space}' cannot be a namespace's name.");
        }

        var words = Expand(query.Targets);
        return [.. words.Select(w => Read(w, problems)).OfType<Target>().Distinct()];
    }

    /// <summary><c>deploy web api</c> is <c>deploy/web deploy/api</c>; <c>pods</c> alone is all of them.</summary>
    private static List<string> Expand(IReadOnlyList<string> targets)
    {
        if (targets is [var alone] && PodWords.Contains(alone))
        {
            return [];
        }

        return targets.Count > 1 && IsBareKind(targets[0]) && targets.Skip(1).All(t => !t.Contains('/', StringComparison.Ordinal))
            ? [.. targets.Skip(1).Select(name => $"{targets[0]}/{name}")]
            : [.. targets];
    }

    private static bool IsBareKind(string word) => PodWords.Contains(word) || WorkloadKind.Named(word) is not null;

    private static Target? Read(string word, List<Problem> problems)
    {
        var slash = word.IndexOf('/', StringComparison.Ordinal);
        var (kind, name) = slash < 0 ? ("pod", word) : (word[..slash], word[(slash + 1)..]);
        if (slash < 0 && WorkloadKind.Named(word) is { } bare)
        {
            Bad(problems, $"'{word}' needs a name: {word}/NAME, or a selector (-l) for several {bare.Plural}.");
            return null;
        }

        if (!IsName(name))
        {
            Bad(problems, $"'{word}' is no target: a name holds small letters, digits, '-' and '.' only.");
            return null;
        }

        if (PodWords.Contains(kind.ToLowerInvariant()))
        {
            return new(null, name);
        }

        if (WorkloadKind.Named(kind) is { } known)
        {
            return new(known, name);
        }

        var nearest = NearestNames.Of(kind, WorkloadKind.All.SelectMany(k => k.Aliases).Append("pod"));
        Bad(problems, $"'{kind}' is no kind that Unloop finds pods by{(nearest.Count > 0 ? $"; did you mean {string.Join(" or ", nearest)}?" : "; name the pods with a selector (-l).")}");
        return null;
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and < 254 && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.');

    private static void Bad(List<Problem> problems, string message) => problems.Add(new(ProblemKind.BadInput, message));
}
