using CsCheck;
using Unloop.Images.Registry;
using Unloop.Tests;

namespace Unloop.Images.Tests.Registry;

public class ChallengeTests
{
    private static string Shown(params string[] headers) =>
        string.Join(" | ", Challenge.Parse(headers).Select(c => $"{c.Scheme} {string.Join(';', c.Parameters.Select(p => $"{p.Key}={p.Value}"))}".Trim()));

    [Theory]
    [InlineData("Bearer realm=\"https://a/t\",service=\"s\",scope=\"repository:x:pull,push\"", "bearer realm=https://a/t;service=s;scope=repository:x:pull,push")]
    [InlineData("Basic realm=\"a \\\"b\\\" \\\\c\"", "basic realm=a \"b\" \\c")]
    [InlineData("Basic", "basic")]
    [InlineData("Negotiate, Basic realm=x", "negotiate | basic realm=x")]
    [InlineData("BEARER Realm = \"x\" , Basic realm=\"y\"", "bearer realm=x | basic realm=y")]
    [InlineData("Bearer realm=https://auth.example.com/token,service=s", "bearer realm=https://auth.example.com/token;service=s")]
    [InlineData("Bearer realm=\"never closed", "bearer realm=never closed")]
    [InlineData("", "")]
    [InlineData("\"\",;(Basic", "basic")]
    public void A_header_is_taken_apart(string header, string challenges) => Assert.Equal(challenges, Shown(header));

    [Fact]
    public void Several_headers_are_several_challenges() => Assert.Equal("bearer realm=x | basic realm=y", Shown("Bearer realm=x", "Basic realm=y"));

    [Fact]
    public void No_header_makes_the_parser_throw_or_stand_still() =>
        Gen.String[Gen.Char["aB=\", \\\t;()é/:"], 0, 60].ForAll(text => { _ = Challenge.Parse([text]); });
}
