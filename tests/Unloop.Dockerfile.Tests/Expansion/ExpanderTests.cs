using CsCheck;
using Unloop.Dockerfile.Expansion;
using Unloop.Dockerfile.Tests.Syntax;
using Unloop.Tests;

namespace Unloop.Dockerfile.Tests.Expansion;

public class ExpanderTests
{
    private static Variable Lookup(string name) => name switch
    {
        "set" => Variable.Of("value"),
        "empty" => Variable.Of(""),
        "path" => Variable.Of("/usr/local/lib/a.tar.gz"),
        "blanks" => Variable.Of("a  b"),
        "star" => Variable.Of("a*b"),
        "unknown" => Variable.Unknown,
        _ => Variable.Unset,
    };

    private static Expanded Expand(string word) => Expander.Expand(word, '\\', Lookup);

    [Theory]
    [InlineData("$set", "value")]
    [InlineData("${set}", "value")]
    [InlineData("$set/x", "value/x")]
    [InlineData("$setx", "")]
    [InlineData("a${no}b", "ab")]
    [InlineData("\\$set", "$set")]
    [InlineData("'$set'", "$set")]
    [InlineData("\"$set\"", "value")]
    [InlineData("\"\\$set\"", "$set")]
    [InlineData("\"a\\b\"", "a\\b")]
    [InlineData("a\\b", "ab")]
    [InlineData("a\\", "a")]
    [InlineData("\"it's\"", "it's")]
    [InlineData("$", "$")]
    [InlineData("a$", "a$")]
    [InlineData("$$", "")]
    [InlineData("$/", "$/")]
    [InlineData("$1x", "x")]
    [InlineData("${set:-w}", "value")]
    [InlineData("${no:-w}", "w")]
    [InlineData("${empty:-w}", "w")]
    [InlineData("${empty-w}", "")]
    [InlineData("${no-w}", "w")]
    [InlineData("${no:-$set}", "value")]
    [InlineData("${no:-${no2:-x}}", "x")]
    [InlineData("${no:-\"a}b\"}", "a}b")]
    [InlineData("${set:+w}", "w")]
    [InlineData("${empty:+w}", "")]
    [InlineData("${empty+w}", "w")]
    [InlineData("${no+w}", "")]
    [InlineData("${set:?e}", "value")]
    [InlineData("${empty?e}", "")]
    [InlineData("${path#*/}", "usr/local/lib/a.tar.gz")]
    [InlineData("${path##*/}", "a.tar.gz")]
    [InlineData("${path%.*}", "/usr/local/lib/a.tar")]
    [InlineData("${path%%.*}", "/usr/local/lib/a")]
    [InlineData("${path%nope}", "/usr/local/lib/a.tar.gz")]
    [InlineData("${path#?usr}", "/local/lib/a.tar.gz")]
    [InlineData("${star#*\\*}", "b")]
    [InlineData("${path/l/L}", "/usr/Local/lib/a.tar.gz")]
    [InlineData("${path//l/L}", "/usr/LocaL/Lib/a.tar.gz")]
    [InlineData("${path//\\//_}", "_usr_local_lib_a.tar.gz")]
    [InlineData("${path/a*/x}", "/usr/locx")]
    [InlineData("${set/v/}", "alue")]
    public void Words_expand_as_in_BuildKit(string word, string value) => Assert.Equal((value, null), (Expand(word).Value, Expand(word).Error));

    [Theory]
    [InlineData("$unknown")]
    [InlineData("a${unknown}b")]
    [InlineData("${unknown:-w}")]
    [InlineData("${unknown:+w}")]
    [InlineData("${unknown#w}")]
    [InlineData("${unknown/a/b}")]
    [InlineData("${no:-$unknown}")]
    [InlineData("\"$unknown\"")]
    public void What_depends_on_an_unknown_value_is_unknown(string word)
    {
        Assert.False(Expand(word).IsKnown);
        Assert.Null(Expand(word).Error);
        Assert.Equal(["unknown"], Expand(word).Unknown);
    }

    [Fact]
    public void A_default_that_is_not_used_does_not_make_a_value_unknown() => Assert.Equal("value", Expand("${set:-$unknown}").Value);

    [Theory]
    [InlineData("${no:?must be given}", "no: must be given")]
    [InlineData("${empty:?}", "empty: is not allowed to be unset or empty")]
    [InlineData("${set", "syntax error: missing '}'")]
    [InlineData("${", "syntax error: missing '}'")]
    [InlineData("${set:", "syntax error: missing '}'")]
    [InlineData("${set:-a", "syntax error: missing '}'")]
    [InlineData("${set/a}", "syntax error: missing '/'")]
    [InlineData("${{set}}", "syntax error: bad substitution")]
    [InlineData("${set^^}", "unsupported modifier in substitution")]
    [InlineData("${set#\\a}", "invalid pattern in substitution")]
    [InlineData("'a", "a single quote is not closed")]
    public void What_BuildKit_refuses_is_an_error(string word, string error) => Assert.Equal((null, error), (Expand(word).Value, Expand(word).Error));

    [Fact]
    public void Names_that_are_not_set_are_told() => Assert.Equal(["no", "other"], Expand("$no$other$no").Unset);

    [Theory]
    [InlineData("a $blanks c", "a|a|b|c")]
    [InlineData("\"$blanks\" 'x y'", "a  b|x y")]
    [InlineData("a\\ b", "a b")]
    public void Words_split_at_blanks_outside_quotes(string word, string words) => Assert.Equal(words, string.Join('|', Expand(word).Words!));

    [Fact]
    public void In_the_text_of_a_heredoc_quotes_stay() => Assert.Equal("say \"value\" it's\n", Expander.ExpandText("say \"$set\" it's\n", Lookup).Value);

    [Fact]
    public void The_backtick_escapes_where_the_file_says_so() => Assert.Equal("C:\\$set", Expander.Expand("C:\\`$set", '`', Lookup).Value);

    [Fact]
    public void No_word_makes_it_throw() => Dockerfiles.Any.ForAll(text => Expander.Expand(text, '\\', Lookup), cases: 3_000);

    [Fact]
    public void Nesting_ends_in_an_error_instead_of_the_stack() =>
        Assert.Equal("substitutions are nested too deeply", Expand(string.Concat(Enumerable.Repeat("${a:-", 100_000))).Error);

    [Fact]
    public void A_value_that_grows_without_end_is_unknown()
    {
        var value = Variable.Of("xx");
        for (var i = 0; i < 64; i++)
        {
            value = Expander.Expand("$v$v", '\\', _ => value) is { Value: { } grown } ? Variable.Of(grown) : Variable.Unknown;
        }

        Assert.False(value.IsKnown);
    }
}
