using System.Buffers;
using System.Text;
using Unloop.Core.Facts;

namespace Unloop.Core.Signatures;

/// <summary>All signatures behind one automaton: which of them can match a line at all is known after one pass over its bytes.</summary>
public sealed class SignatureIndex : ILineScanner
{
    private readonly LiteralAutomaton _automaton;
    private readonly (Signature Signature, Matcher Matcher)[] _candidates;

    public SignatureIndex(IReadOnlyList<Signature> signatures)
    {
        Signatures = signatures;
        var literals = new List<string>();
        var candidates = new List<(Signature, Matcher)>();
        foreach (var signature in signatures)
        {
            foreach (var matcher in signature.Match)
            {
                foreach (var literal in Spellings(matcher.Literal))
                {
                    literals.Add(literal);
                    candidates.Add((signature, matcher));
                }
            }
        }

        _automaton = LiteralAutomaton.Build(literals);
        _candidates = [.. candidates];
    }

    public IReadOnlyList<Signature> Signatures { get; }

    public void Scan(ReadOnlySpan<byte> bytes, ICollection<int> hits) => _automaton.FindEnds(bytes, hits);

    /// <summary>The signatures whose literal stands in a line, in the order of the index.</summary>
    internal IEnumerable<(Signature Signature, Matcher Matcher)> CandidatesFor(string line)
    {
        var found = new SortedSet<int>();
        var length = Encoding.UTF8.GetMaxByteCount(line.Length);
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        var bytes = Encoding.UTF8.GetBytes(line, buffer);
        _automaton.FindLiterals(buffer.AsSpan(0, bytes), found);
        ArrayPool<byte>.Shared.Return(buffer);
        return found.Select(id => _candidates[id]).Distinct();
    }

    /// <summary>In JSON a quote is escaped, and the scanner sees bytes before anything is decoded.</summary>
    private static IEnumerable<string> Spellings(string literal)
    {
        yield return literal;
        if (literal.Contains('"', StringComparison.Ordinal))
        {
            yield return literal.Replace("\"", "\\\"", StringComparison.Ordinal);
        }
    }
}
