using Unloop.Core.Facts;
using Unloop.Images.Building;

namespace Unloop.Images.Tests.Building;

public sealed class NewNamesTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 14, 3, 9, TimeSpan.FromHours(2));

    [Theory]
    [InlineData("registry.example.com:5000/team/web:1.2", "registry.example.com:5000/team/web:unloop-20260501-120309-")]
    [InlineData("127.0.0.1:5000/web@sha256:1111111111111111111111111111111111111111111111111111111111111111", "127.0.0.1:5000/web:unloop-20260501-120309-")]
    [InlineData("me/web", "docker.io/me/web:unloop-20260501-120309-")]
    public void The_repository_stays_and_the_tag_is_new(string running, string expected)
    {
        var name = NewNames.For(running, null, Now);

        Assert.StartsWith(expected, name.Image, StringComparison.Ordinal);
        Assert.Equal(expected.Length + 6, name.Image!.Length);
        Assert.Equal(name, NewNames.For(running, null, Now));
        Assert.NotEqual(name.Image, NewNames.For(running, null, Now.AddTicks(1)).Image);
    }

    [Fact]
    public void A_tag_that_was_given_is_not_used_and_that_is_said()
    {
        var name = NewNames.For("web", "registry.example.com/web:latest", Now);

        Assert.StartsWith("registry.example.com/web:unloop-20260501-120309-", name.Image, StringComparison.Ordinal);
        Assert.StartsWith("Not under the tag 'latest', which others may use", name.Note, StringComparison.Ordinal);
        Assert.Null(NewNames.For("web", "registry.example.com/web", Now).Note);
    }

    [Theory]
    [InlineData("web-app:latest")]
    [InlineData("docker.io/library/node:20")]
    [InlineData("index.docker.io/node")]
    public void Nobody_may_push_to_Docker_Hubs_own_images(string running)
    {
        var name = NewNames.For(running, null, Now);

        Assert.Equal(ProblemKind.Refused, name.Problem!.Kind);
        Assert.Contains("where only Docker's own images are: nobody may push there", name.Problem.Message, StringComparison.Ordinal);
        Assert.NotNull(NewNames.For(running, "registry.example.com/team/web", Now).Image);
    }

    [Theory]
    [InlineData("sha256:1111111111111111111111111111111111111111111111111111111111111111", null)]
    [InlineData("", null)]
    [InlineData("web", "Registry.example.com/Web")]
    public void What_names_no_repository_is_refused(string running, string? instead) => Assert.Equal(ProblemKind.BadInput, NewNames.For(running, instead, Now).Problem?.Kind);
}
