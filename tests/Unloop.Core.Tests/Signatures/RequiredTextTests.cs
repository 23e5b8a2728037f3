using System.Text.RegularExpressions;
using CsCheck;
using Unloop.Core.Signatures;
using Unloop.Tests;

namespace Unloop.Core.Tests.Signatures;

public class RequiredTextTests
{
    [Theory]
    [InlineData("Cannot find module '(?<module>[^']+)'", "Cannot find module '")]
    [InlineData(@"bind\(\) to \S+ failed", "bind() to | failed")]
    [InlineData("colou?r is red", "colo|r is red")]
    [InlineData("(?i)no such file", "no such file")]
    [InlineData("error: .{0,40} refused", "error: | refused")]
    [InlineData("first|second", "")]
    [InlineData("(first|second) time", " time")]
    [InlineData("[(]abc[)]def", "abc|def")]
    [InlineData(@"\x1babc\u0041def", "abc|def")]
    public void What_every_match_must_hold_is_read_off_the_pattern(string pattern, string pieces) =>
        Assert.Equal(pieces, string.Join('|', RequiredText.Of(pattern)));

    [Fact]
    public void It_never_hides_a_match() =>
        Gen.Select(Gen.String[Gen.Char["abcdxu.?*+()[]|\\{}12,^$ "], 0, 14], Gen.String[Gen.Char["abcd12 "], 0, 14])
            .ForAll((pattern, line) => !IsPattern(pattern, line, out var matches) || !matches || new LinePattern(pattern).IsMatch(line), cases: 50_000);

    private static bool IsPattern(string pattern, string line, out bool matches)
    {
        try
        {
            matches = Regex.IsMatch(line, pattern, RegexOptions.NonBacktracking);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            matches = false;
            return false;
        }
    }
}
