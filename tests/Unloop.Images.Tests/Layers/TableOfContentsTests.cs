using System.Text;
using Unloop.Core.Facts.Images;
using Unloop.Images.Files;
using Unloop.Images.Layers;

namespace Unloop.Images.Tests.Layers;

public class TableOfContentsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static readonly byte[] Script = "#!/bin/bash\necho\n"u8.ToArray();
    private static readonly byte[] Program = ElfWriter.Program(["libx.so"], padding: 100_000);

    private static (byte[] Blob, Dictionary<string, string> Annotations) Layer(bool isStargz)
    {
        (string, byte[])[] files = [("app/run.sh", Script), ("app/server", Program), ("app/last", "x"u8.ToArray())];
        return isStargz ? ContentsWriter.Stargz(files) : ContentsWriter.Chunked(files);
    }

    private static TestImage Image(bool isStargz, bool hasParts = true, Func<byte[], byte[]>? change = null)
    {
        var (blob, annotations) = Layer(isStargz);
        return TestImage.Of().WithParts(hasParts).Add(change?.Invoke(blob) ?? blob, annotations: annotations);
    }

    private static async Task<(FileFinding Script, FileFinding Program)> AskAsync(TestImage image, MemoryCache cache)
    {
        using var store = new LayerStore(image, cache, LayerLimits.Default);
        var files = new LayeredFiles(store, []);
        return (await files.ResolveAsync("/app/run.sh", Stop), await files.ResolveAsync("/app/server", Stop));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Only_the_list_and_the_files_that_are_asked_for_are_read(bool isStargz)
    {
        var image = Image(isStargz);
        var cache = new MemoryCache();
        var (script, program) = await AskAsync(image, cache);
        Assert.Equal((FileFormat.Script, Script.Length), (script.Entry.Format, script.Entry.Detail!.Head.Length));
        Assert.Equal("libx.so", Assert.Single(program.Entry.Detail!.Elf!.Needed));
        Assert.Empty(image.Opened);
        Assert.InRange(image.PartBytes, 1, image.Layers[0].Size);

        var read = image.PartBytes;
        var again = await AskAsync(image, cache);
        Assert.Equal((FileFormat.Script, read), (again.Script.Entry.Format, image.PartBytes));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_not_there_is_known_from_the_list(bool isStargz)
    {
        var image = Image(isStargz);
        using var store = new LayerStore(image, new MemoryCache(), LayerLimits.Default);
        Assert.Equal(FilePresence.Absent, (await new LayeredFiles(store, []).ResolveAsync("/app/other", Stop)).Presence);
        Assert.Empty(image.Opened);
        Assert.Equal(-1, (await store.LoadAsync(0, Stop)).Find(".no.prefetch.landmark"u8) < 0 ? -1 : 0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_parts_cannot_be_had_the_layer_is_read_as_any_other(bool isStargz)
    {
        var image = Image(isStargz, hasParts: false);
        var (script, program) = await AskAsync(image, new MemoryCache());
        Assert.Equal((FileFormat.Script, FileFormat.Elf), (script.Entry.Format, program.Entry.Format));
        Assert.Equal([0], image.Opened);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_list_that_is_not_what_the_manifest_says_is_not_believed(bool isStargz)
    {
        var (blob, annotations) = Layer(isStargz);
        foreach (var name in annotations.Keys.Where(k => k.EndsWith("digest", StringComparison.Ordinal) || k.EndsWith("checksum", StringComparison.Ordinal)).ToArray())
        {
            annotations[name] = "sha256:" + new string('0', 64);
        }

        var image = TestImage.Of().WithParts().Add(blob, annotations: annotations);
        var (script, _) = await AskAsync(image, new MemoryCache());
        Assert.Equal((FileFormat.Script, 0), (script.Entry.Format, Assert.Single(image.Opened)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1:2")]
    [InlineData("-1:10:10:1")]
    [InlineData("0:99999999:10:1")]
    [InlineData("0:10:999999999999:1")]
    [InlineData("a:b:c:d")]
    public async Task A_place_that_is_none_is_no_error(string position)
    {
        var (blob, annotations) = Layer(isStargz: false);
        annotations["io.github.containers.zstd-chunked.manifest-position"] = position;
        var image = TestImage.Of().WithParts().Add(blob, annotations: annotations);
        Assert.Equal(FileFormat.Script, (await AskAsync(image, new MemoryCache())).Script.Entry.Format);
    }

    [Fact]
    public async Task A_file_that_is_not_what_the_list_says_is_not_looked_into()
    {
        var image = Image(isStargz: true, change: blob =>
        {
            // The content of the first file begins after the gzip member of its header.
            var other = TarBuilder.Gzip([.. "#!/bin/dash\necho\n"u8.ToArray(), .. new byte[495]]);
            var at = Encoding.Latin1.GetString(blob).IndexOf(Encoding.Latin1.GetString(TarBuilder.Gzip([.. Script, .. new byte[495]])), StringComparison.Ordinal);
            other.CopyTo(blob, at);
            return blob;
        });
        Assert.Equal(FileFormat.Unknown, (await AskAsync(image, new MemoryCache())).Script.Entry.Format);
    }
}
