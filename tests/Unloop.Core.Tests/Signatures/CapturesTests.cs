using CsCheck;
using Unloop.Core.Signatures;
using Unloop.Tests;

namespace Unloop.Core.Tests.Signatures;

public class CapturesTests
{
    [Fact]
    public void Names_in_braces_are_filled_in()
    {
        var captures = new Captures { ["path"] = "/data", ["user"] = "1000" };
        Assert.Equal("/data is not user 1000's", captures.Fill("{path} is not user {user}'s"));
    }

    [Theory]
    [InlineData("kubectl get pods -o jsonpath='{.items[0].metadata.name}'")]
    [InlineData("echo ${HOME}")]
    [InlineData("{{ .Values.image }}")]
    [InlineData("an open { brace")]
    public void Braces_around_what_is_no_name_stay(string template) => Assert.Equal(template, new Captures().Fill(template));

    [Fact]
    public void A_captured_value_is_never_filled_in_again()
    {
        var captures = new Captures { ["module"] = "{secret}", ["secret"] = "x" };
        Assert.Equal("{secret}", captures.Fill("{module}"));
    }

    [Fact]
    public void A_value_is_cut_at_200_characters() =>
        Assert.Equal(200, new Captures { ["line"] = new string('x', 5000) }["line"].Length);

    [Fact]
    public void No_template_makes_filling_throw() => Gen.String.ForAll(t => new Captures().Fill(t) is not null);
}
