namespace Unloop.Score.Mutations;

/// <summary>Names and numbers that mean nothing, the same on every run: they depend on the case and on what they stand for.</summary>
internal static class Invention
{
    private static readonly string[] Syllables = ["ba", "ce", "do", "fi", "gu", "ka", "le", "mo", "ni", "pu", "ra", "se", "to", "vi", "zu"];

    /// <summary>A pronounceable word of three syllables.</summary>
    public static string Word(string seed)
    {
        var hash = Hash(seed);
        return string.Concat(Enumerable.Range(0, 3).Select(i => Syllables[(hash >> (i * 8)) % (uint)Syllables.Length]));
    }

    public static uint Number(string seed, uint below) => Hash(seed) % below;

    /// <summary>FNV-1a; string.GetHashCode differs from run to run.</summary>
    private static uint Hash(string text)
    {
        var hash = 2166136261;
        foreach (var c in text)
        {
            hash = unchecked((hash ^ c) * 16777619);
        }
        return hash;
    }
}
