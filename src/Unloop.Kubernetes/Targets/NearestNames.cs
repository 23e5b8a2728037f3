namespace Unloop.Kubernetes.Targets;

/// <summary>What a mistyped name may have meant.</summary>
internal static class NearestNames
{
    /// <summary>At most three, the nearest first; only what is plausibly a slip: a few letters off, or one name inside the other.</summary>
    public static IReadOnlyList<string> To(string wanted, IEnumerable<string> names) =>
        [.. names.Distinct()
            .Select(n => (Name: n, Distance: Distance(wanted, n)))
            .Where(n => n.Distance <= Math.Max(2, wanted.Length / 3) || Contains(n.Name, wanted) || Contains(wanted, n.Name))
            .OrderBy(n => n.Distance)
            .ThenBy(n => n.Name, StringComparer.Ordinal)
            .Take(3)
            .Select(n => n.Name)];

    private static bool Contains(string whole, string part) =>
        part.Length > 2 && whole.Contains(part, StringComparison.OrdinalIgnoreCase);

    /// <summary>Levenshtein's distance; names are at most 253 letters.</summary>
    private static int Distance(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                (row[j], diagonal) = (Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + cost), row[j]);
            }
        }

        return row[^1];
    }
}
