using Unloop.Core.Text;

namespace Unloop.Core.Tests.Text;

public class NearestNamesTests
{
    [Fact]
    public void The_nearest_name_is_suggested() => Assert.Equal("; did you mean 'oom-limit'?", NearestNames.Suggest("oom-limt", Categories.AllTokens));

    [Fact]
    public void Nothing_is_suggested_when_nothing_is_near() => Assert.Equal("", NearestNames.Suggest("banana", ["web", "db"]));

    [Fact]
    public void A_name_that_holds_the_wanted_one_is_near() => Assert.Equal(["web-7d9f8-x2x4q"], NearestNames.Of("web", ["web-7d9f8-x2x4q", "db-0"]));
}
