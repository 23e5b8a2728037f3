using Unloop.Core.Facts;

namespace Unloop.Evidence.Tests.Logs;

/// <summary>Finds nothing.</summary>
internal sealed class NoScanner : ILineScanner
{
    public void Scan(ReadOnlySpan<byte> bytes, ICollection<int> hits)
    {
    }
}

/// <summary>Finds one word, and refuses blocks that do not end at a line's end or the log's.</summary>
internal sealed class WordScanner(string word) : ILineScanner
{
    private readonly byte[] _word = System.Text.Encoding.UTF8.GetBytes(word);

    public void Scan(ReadOnlySpan<byte> bytes, ICollection<int> hits)
    {
        var at = 0;
        while (bytes[at..].IndexOf(_word) is var found and >= 0)
        {
            at += found + _word.Length;
            hits.Add(at);
        }
    }
}
