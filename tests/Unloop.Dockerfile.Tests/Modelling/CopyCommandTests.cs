using Unloop.Dockerfile.Modelling;

namespace Unloop.Dockerfile.Tests.Modelling;

/// <summary>cp and mv where a plain file system refuses them.</summary>
public class CopyCommandTests
{
    [Theory]
    [InlineData("mkdir -p /w/x/a /x && touch /x/a")]
    [InlineData("mkdir -p /w/x /x/a && touch /w/x/a")]
    [InlineData("mkdir -p /w/x/b/c /y/c && touch /y/a && cp -r /y /w/x/b && mkdir -p /x/b/y/a")]
    public void A_copy_that_meets_a_file_where_it_has_a_directory_somewhere_below_is_not_said_to_succeed(string before) =>
        Assert.Equal(Outcome.Unknown, Build.Of($"FROM alpine:3.19\nRUN {before}\nRUN cp -r /x /w").Step("RUN", 1).Outcome.Kind);

    [Fact]
    public void A_copy_into_a_tree_of_the_same_shape_succeeds() =>
        Assert.Equal(Outcome.Succeeds, Build.Of("FROM alpine:3.19\nRUN mkdir -p /w/x/a /x/a && touch /x/a/f /x/f /w/x/f\nRUN cp -r /x /w").Step("RUN", 1).Outcome.Kind);
}
