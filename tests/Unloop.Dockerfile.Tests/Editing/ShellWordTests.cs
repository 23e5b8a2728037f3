using Unloop.Dockerfile.Editing;

namespace Unloop.Dockerfile.Tests.Editing;

public class ShellWordTests
{
    [Theory]
    [InlineData("--slack-channel", "--slack-channel")]
    [InlineData("/app/run-1.sh", "/app/run-1.sh")]
    [InlineData("a@b.example:80=c,d+e", "a@b.example:80=c,d+e")]
    [InlineData("", "''")]
    [InlineData("two words", "'two words'")]
    [InlineData("$(id)", "'$(id)'")]
    [InlineData("it's", "'it'\\''s'")]
    [InlineData("~", "'~'")]
    [InlineData("é", "'é'")]
    [InlineData("a\nb", "'a\nb'")]
    public void A_shell_reads_the_word_as_it_is(string word, string written) => Assert.Equal(written, ShellWord.Quote(word));
}
