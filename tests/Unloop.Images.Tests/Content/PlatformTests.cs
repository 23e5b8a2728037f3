using Unloop.Images.Content;

namespace Unloop.Images.Tests.Content;

public class PlatformTests
{
    private static Platform Of(string text)
    {
        Assert.True(Platform.TryParse(text, out var platform));
        return platform;
    }

    [Theory]
    [InlineData("linux/x86_64", "linux/amd64")]
    [InlineData("Linux/aarch64", "linux/arm64")]
    [InlineData("linux/arm64/v8", "linux/arm64")]
    [InlineData("linux/armhf", "linux/arm/v7")]
    [InlineData("linux/arm/v6", "linux/arm/v6")]
    [InlineData("windows/amd64", "windows/amd64")]
    public void Other_names_for_the_same_are_made_one(string text, string normal) => Assert.Equal(normal, Of(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("linux")]
    [InlineData("linux/")]
    [InlineData("linux/arm/v7/x")]
    [InlineData("linux/am d64")]
    public void What_is_no_platform_is_not_taken_for_one(string text) => Assert.False(Platform.TryParse(text, out _));

    [Theory]
    [InlineData("linux/arm/v7", "linux/arm/v7", 0)]
    [InlineData("linux/arm/v7", "linux/arm/v6", 1)]
    [InlineData("linux/arm/v6", "linux/arm/v7", null)]
    [InlineData("linux/arm", "linux/arm/v5", 2)]
    [InlineData("linux/amd64/v3", "linux/amd64", 2)]
    [InlineData("linux/amd64", "linux/amd64/v2", null)]
    [InlineData("linux/arm64", "linux/arm64/v8", 0)]
    [InlineData("linux/arm64", "linux/amd64", null)]
    [InlineData("linux/amd64", "windows/amd64", null)]
    public void A_machine_runs_its_own_variant_and_older_ones(string machine, string image, int? distance) => Assert.Equal(distance, Of(machine).Distance(Of(image)));

    [Fact]
    public void The_nearest_variant_is_chosen()
    {
        var digest = ContentDigest.OfSha256([]);
        Descriptor[] entries = [.. new[] { "linux/arm/v5", "linux/arm/v6", "linux/arm64" }.Select(p => new Descriptor(digest, 1, "") { Platform = Of(p) })];

        Assert.Equal("linux/arm/v6", PlatformChoice.Of(entries, Of("linux/arm/v7"), "web").Platform!.ToString());
    }
}
