using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Unloop.Evidence.Offline;
using Unloop.Host.Inputs;

namespace Unloop.Host.Tests.Inputs;

public sealed class InputFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_gives_its_files_with_relative_paths_in_a_fixed_order()
    {
        _ = _folder.File("b/two.log", "2");
        _ = _folder.File("a.txt", "1");
        _ = _folder.File(".git/config", "no");
        using var set = Open(_folder.Path);

        Assert.Equal([("a.txt", "1"), ("b/two.log", "2")], set.Files.Select(f => (f.Path, Text(f))));
        Assert.Empty(set.Problems);
    }

    [Fact]
    public void Links_out_of_the_folder_are_not_followed()
    {
        using var other = new TemporaryFolder();
        var outside = other.File("secret.txt", "no");
        _ = _folder.File("in/real.txt", "yes");
        _ = File.CreateSymbolicLink(_folder.At("out.txt"), outside);
        _ = File.CreateSymbolicLink(_folder.At("inside.txt"), _folder.At("in/real.txt"));
        _ = Directory.CreateSymbolicLink(_folder.At("loop"), _folder.Path);
        _ = Directory.CreateSymbolicLink(_folder.At("in/way"), other.Path);
        _ = File.CreateSymbolicLink(_folder.At("sneaky.txt"), _folder.At("in/way/secret.txt"));
        using var set = Open(_folder.Path);

        Assert.Equal([("in/real.txt", "yes"), ("inside.txt", "yes")], set.Files.Select(f => (f.Path, Text(f))));
        Assert.Equal(["in/way", "loop", "out.txt", "sneaky.txt"], set.Problems.Select(p => p.Message.Split(' ')[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_folder_with_too_many_files_says_so()
    {
        for (var i = 0; i < 5; i++)
        {
            _ = _folder.File($"{i}.log", "x");
        }

        using var set = InputFiles.Open(_folder.Path, NoInput, new InputLimits { Files = 3 });

        Assert.Equal(3, set.Files.Count);
        Assert.Contains("more than 3 files", Assert.Single(set.Problems).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x.tgz", true)]
    [InlineData("x.tar", false)]
    [InlineData("named-otherwise", true)]
    public void An_archive_is_known_by_what_it_holds(string name, bool isPacked)
    {
        File.WriteAllBytes(_folder.At(name), Tar(isPacked, ("./a/one.log", "1"), ("two.txt", "2")));
        using var set = Open(_folder.At(name));

        Assert.Equal([("a/one.log", "1"), ("two.txt", "2")], set.Files.Select(f => (f.Path, Text(f))));
        Assert.Equal("1", Text(set.Files[0]));
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("a/../../evil")]
    [InlineData("/etc/evil")]
    [InlineData("..\\evil")]
    [InlineData("C:\\evil")]
    public void An_entry_that_climbs_out_is_refused_and_the_rest_is_read(string evil)
    {
        File.WriteAllBytes(_folder.At("x.tgz"), Tar(true, (evil, "no"), ("good.log", "yes")));
        using var set = Open(_folder.At("x.tgz"));

        Assert.Equal("good.log", Assert.Single(set.Files).Path);
        Assert.Contains("climbs out", Assert.Single(set.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Links_in_an_archive_are_refused()
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, TarEntryFormat.Pax, leaveOpen: true))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "l") { LinkName = "/etc/passwd" });
            tar.WriteEntry(new PaxTarEntry(TarEntryType.HardLink, "h") { LinkName = "l" });
        }

        File.WriteAllBytes(_folder.At("x.tar"), bytes.ToArray());
        using var set = Open(_folder.At("x.tar"));

        Assert.Empty(set.Files);
        Assert.All(set.Problems, p => Assert.Contains("link or device", p.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_archive_that_ends_early_gives_what_it_has_and_says_so(bool isPacked)
    {
        var whole = Tar(isPacked, ("one.log", "1"), ("two.log", Noise(400_000)));
        File.WriteAllBytes(_folder.At("x.tgz"), whole[..(whole.Length / 2)]);
        using var set = Open(_folder.At("x.tgz"));

        Assert.Equal("one.log", set.Files[0].Path);
        Assert.Contains("cut short", Assert.Single(set.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_that_unpacks_to_too_much_is_stopped()
    {
        File.WriteAllBytes(_folder.At("x.tgz"), Tar(true, ("one.log", "1"), ("bomb.log", new string('0', 1_000_000)), ("late.log", "3")));
        using var set = InputFiles.Open(_folder.At("x.tgz"), NoInput, new InputLimits { UnpackedBytes = 100_000 });

        Assert.Equal("one.log", Assert.Single(set.Files).Path);
        Assert.Contains("too much", Assert.Single(set.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_fit_in_memory_is_read_back_from_disk()
    {
        var large = Noise(20_000_000);
        File.WriteAllBytes(_folder.At("x.tar"), Tar(false, ("a.log", large), ("b.log", large + "b"), ("c.log", "c")));
        using var set = Open(_folder.At("x.tar"));

        Assert.Equal([large.Length, large.Length + 1, 1], set.Files.Select(f => f.Length));
        Assert.Equal(large + "b", Text(set.Files[1]));
        Assert.Equal(large, Text(set.Files[0]));
        Assert.Equal("c", Text(set.Files[2]));
    }

    [Fact]
    public void A_packed_log_loses_its_ending()
    {
        using var bytes = new MemoryStream();
        using (var packed = new GZipStream(bytes, CompressionMode.Compress, leaveOpen: true))
        {
            packed.Write("boom"u8);
        }

        File.WriteAllBytes(_folder.At("web.log.gz"), bytes.ToArray());
        using var alone = Open(_folder.At("web.log.gz"));
        using var within = Open(_folder.Path);

        Assert.Equal([("web.log", "boom"), ("web.log", "boom")], alone.Files.Concat(within.Files).Select(f => (f.Path, Text(f))));
    }

    [Fact]
    public void Standard_input_can_be_read_more_than_once()
    {
        using var set = InputFiles.Open("-", () => new MemoryStream("from a pipe"u8.ToArray()));

        Assert.Equal(["from a pipe", "from a pipe"], new[] { Text(set.Files[0]), Text(set.Files[0]) });
    }

    [Fact]
    public void An_archive_may_come_through_a_pipe()
    {
        using var set = InputFiles.Open("-", () => new MemoryStream(Tar(true, ("a.log", "1"))));

        Assert.Equal("a.log", Assert.Single(set.Files).Path);
    }

    [Fact]
    public void What_is_not_there_is_a_problem_in_one_line()
    {
        using var set = Open(_folder.At("nothing"));

        Assert.Contains("does not exist", Assert.Single(set.Problems).Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', set.Problems[0].Message);
    }

    [Fact]
    public void Damaged_gzip_is_a_problem_and_no_exception()
    {
        File.WriteAllBytes(_folder.At("x.tgz"), [0x1F, 0x8B, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        using var set = Open(_folder.At("x.tgz"));

        Assert.Single(set.Problems);
    }

    private static Stream NoInput() => throw new InvalidOperationException("standard input was not asked for");

    private static InputSet Open(string path) => InputFiles.Open(path, NoInput);

    private static string Text(InputFile file)
    {
        using var reader = new StreamReader(file.Open());
        return reader.ReadToEnd();
    }

    /// <summary>Text that does not pack well, always the same.</summary>
    private static string Noise(int length)
    {
        var state = 12345u;
        return string.Create(length, 0, (span, _) =>
        {
            foreach (ref var c in span)
            {
                state = (state * 1664525u) + 1013904223u;
                c = (char)('!' + ((state >> 16) % 90));
            }
        });
    }

    private static byte[] Tar(bool isPacked, params (string Path, string Text)[] files)
    {
        using var bytes = new MemoryStream();
        using (var packed = isPacked ? new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true) : (Stream)bytes)
        using (var tar = new TarWriter(packed, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var (path, text) in files)
            {
                using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, path) { DataStream = content });
            }
        }

        return bytes.ToArray();
    }
}
