namespace Unloop.Core.Text;

/// <summary>Finds the name that somebody probably meant.</summary>
public static class NearestNames
{
    /// <summary>The names that differ from <paramref name="wanted"/> by two letters or a third of them, nearest first.</summary>
    public static IReadOnlyList<string> Of(string wanted, IEnumerable<string> names, int most = 3) =>
        [.. names.Distinct()
            .Select(n => (Name: n, Distance: Distance(wanted, n)))
            .Where(n => n.Distance <= Math.Max(2, Math.Max(wanted.Length, n.Name.Length) / 3) || Contains(wanted, n.Name))
            .OrderBy(n => n.Distance).ThenBy(n => n.Name, StringComparer.Ordinal)
            .Take(most)
            .Select(n => n.Name)];

    /// <summary><c>; did you mean 'x'?</c>, or nothing.</summary>
    public static string Suggest(string wanted, IEnumerable<string> names) =>
        Of(wanted, names, most: 1) is [var nearest] ? $"; did you mean '{nearest}'?" : "";

    /// <summary>
    /// Near enough to be put in its place: the same but for case and separators, or one letter in four; digits tell names apart that people number. Stricter than what is merely suggested.
    /// </summary>
    public static bool IsNear(string wanted, string name) =>
        Digits(wanted) == Digits(name)
        && (Plain(wanted) == Plain(name) || (Math.Min(wanted.Length, name.Length) >= 4 && Distance(wanted, name) <= Math.Min(wanted.Length, name.Length) / 4));

    /// <summary>The one name that is near; null where none is, or where another is as near.</summary>
    public static string? OnlyNear(string wanted, IEnumerable<string> names)
    {
        var near = names.Distinct().Where(n => n != wanted && IsNear(wanted, n))
            .Select(n => (Name: n, Distance: Plain(wanted) == Plain(n) ? 0 : Distance(wanted, n)))
            .OrderBy(n => n.Distance).ToList();
        return near is [var first, ..] && (near.Count == 1 || near[1].Distance > first.Distance) ? first.Name : null;
    }

    /// <summary>Letters and digits alone, in lower case.</summary>
    private static string Plain(string name) => new([.. name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);

    private static string Digits(string name) => new([.. name.Where(char.IsAsciiDigit)]);

    private static bool Contains(string wanted, string name) =>
        wanted.Length >= 3 && (name.Contains(wanted, StringComparison.OrdinalIgnoreCase) || (name.Length >= 3 && wanted.Contains(name, StringComparison.OrdinalIgnoreCase)));

    /// <summary>Levenshtein's distance, ignoring case; names longer than 64 letters are compared by their first 64.</summary>
    private static int Distance(string a, string b)
    {
        var x = a.AsSpan(0, Math.Min(a.Length, 64));
        var y = b.AsSpan(0, Math.Min(b.Length, 64));
        Span<int> row = stackalloc int[y.Length + 1];
        for (var j = 0; j <= y.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= x.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= y.Length; j++)
            {
                var substitute = diagonal + (char.ToLowerInvariant(x[i - 1]) == char.ToLowerInvariant(y[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitute, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[y.Length];
    }
}
