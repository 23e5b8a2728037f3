using Unloop.Host.Files;

namespace Unloop.Host.Tests.Files;

public sealed class FileReaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("unloop-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_is_read_whole()
    {
        File.WriteAllText(At("a"), "content");

        Assert.Equal("content"u8.ToArray(), new FileReader().Read(At("a"), 100).Content.ToArray());
    }

    [Fact]
    public void A_file_that_is_not_there_is_told_apart_from_one_that_cannot_be_read()
    {
        Assert.True(new FileReader().Read(At("gone"), 100).Missing);
        Assert.True(new FileReader().Read(At("gone/deeper"), 100).Missing);
        var folder = new FileReader().Read(_folder, 100);
        Assert.False(folder.Missing);
        Assert.StartsWith("cannot be read", folder.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_over_the_limit_is_refused()
    {
        File.WriteAllBytes(At("a"), new byte[101]);

        Assert.Equal("is longer than 100 bytes", new FileReader().Read(At("a"), 100).Failure);
        Assert.Null(new FileReader().Read(At("a"), 101).Failure);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    public void A_path_that_is_none_is_a_failure_and_no_exception(string path) =>
        Assert.NotNull(new FileReader().Read(path, 100).Failure);

    private string At(string name) => Path.Combine(_folder, name);
}
