using Unloop.Core.Facts;
using Unloop.Evidence.Bundles;
using Unloop.Host.Bundles;
using Unloop.Host.Inputs;
using Unloop.Host.Tests.Inputs;

namespace Unloop.Host.Tests.Bundles;

public sealed class BundleFilesTests : IDisposable
{
    private static readonly BundleEntry[] Entries = [new("pods/a/b/evidence.json", "{}"u8.ToArray()), new("unloop.json", "{ }"u8.ToArray())];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("out")]
    [InlineData("new/out.tgz")]
    public void What_is_written_is_read_back_and_nothing_else_is_left(string name)
    {
        Assert.Null(BundleFiles.Write(_folder.At(name), Entries));

        using var set = InputFiles.Open(_folder.At(name), () => Stream.Null);
        Assert.Equal(["pods/a/b/evidence.json", "unloop.json"], set.Files.Select(f => f.Path));
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories), e => e.Contains("partial", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_there_is_never_written_over()
    {
        var file = _folder.File("full/mine.txt", "mine");
        var archive = _folder.File("old.tgz", "old");

        Assert.Equal(ProblemKind.Refused, BundleFiles.Write(_folder.At("full"), Entries)!.Kind);
        Assert.Equal(ProblemKind.Refused, BundleFiles.Write(archive, Entries)!.Kind);
        Assert.Equal(("mine", "old"), (File.ReadAllText(file), File.ReadAllText(archive)));
    }

    [Fact]
    public void An_empty_folder_is_filled()
    {
        _ = Directory.CreateDirectory(_folder.At("empty"));

        Assert.Null(BundleFiles.Write(_folder.At("empty"), Entries));
        Assert.True(File.Exists(_folder.At("empty/unloop.json")));
    }

    [Fact]
    public void A_failure_in_the_middle_leaves_nothing_behind()
    {
        static IEnumerable<BundleEntry> Failing()
        {
            yield return Entries[0];
            throw new IOException("disk full");
        }

        Assert.Contains("disk full", BundleFiles.Write(_folder.At("out"), Failing())!.Message, StringComparison.Ordinal);
        Assert.Contains("disk full", BundleFiles.Write(_folder.At("out.tgz"), Failing())!.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void The_same_evidence_makes_the_same_archive()
    {
        _ = BundleFiles.Write(_folder.At("a.tgz"), Entries);
        _ = BundleFiles.Write(_folder.At("b.tgz"), Entries);

        Assert.Equal(File.ReadAllBytes(_folder.At("a.tgz")), File.ReadAllBytes(_folder.At("b.tgz")));
    }

    [Fact]
    public void Only_the_user_may_read_a_bundle()
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = BundleFiles.Write(_folder.At("out"), Entries);

            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.At("out/unloop.json")));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder.At("out")));
        }
    }
}
