using System.Text;
using CsCheck;
using Unloop.Core.Signatures;
using Unloop.Tests;

namespace Unloop.Core.Tests.Signatures;

public class LiteralAutomatonTests
{
    private static List<int> EndsIn(string text, params string[] literals)
    {
        var ends = new List<int>();
        LiteralAutomaton.Build(literals).FindEnds(Encoding.UTF8.GetBytes(text), ends);
        return ends;
    }

    private static SortedSet<int> LiteralsIn(string text, params string[] literals)
    {
        var found = new SortedSet<int>();
        LiteralAutomaton.Build(literals).FindLiterals(Encoding.UTF8.GetBytes(text), found);
        return found;
    }

    [Fact]
    public void Every_end_of_a_literal_is_found() => Assert.Equal([8, 20], EndsIn("no errorand an error", "error"));

    [Fact]
    public void Case_does_not_matter() => Assert.Equal([10], EndsIn("Permission denied", "PERMISSION"));

    [Fact]
    public void A_literal_inside_another_is_found_too() => Assert.Equal([0, 1, 2], LiteralsIn("address already in use", "address already in use", "already in", "eady"));

    [Fact]
    public void A_literal_is_found_after_a_false_start() => Assert.Equal([0], LiteralsIn("aaaab", "aaab"));

    [Fact]
    public void Bytes_that_no_literal_holds_break_a_match() => Assert.Empty(LiteralsIn("connection\u00e9refused", "connection refused"));

    [Fact]
    public void It_finds_exactly_the_literals_that_a_plain_search_finds() =>
        Gen.Select(Gen.String[Gen.Char["abAB "], 4, 6].Array[1, 8], Gen.String[Gen.Char["abAB \n"], 0, 60])
            .ForAll((literals, text) =>
            {
                var expected = literals.Select((l, i) => (l, i)).Where(x => text.Contains(x.l, StringComparison.OrdinalIgnoreCase)).Select(x => x.i).ToHashSet();
                return expected.SetEquals(LiteralsIn(text, literals));
            });
}
