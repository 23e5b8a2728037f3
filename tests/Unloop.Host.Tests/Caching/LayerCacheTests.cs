using Unloop.Host.Caching;

namespace Unloop.Host.Tests.Caching;

public sealed class LayerCacheTests : IDisposable
{
    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private readonly DirectoryInfo home = Directory.CreateTempSubdirectory("unloop-cache");
    private readonly Clock clock = new();

    private string Folder => Path.Combine(home.FullName, "unloop", "layers");

    public void Dispose() => home.Delete(recursive: true);

    private static string Digest(char digit) => "sha256:" + new string(digit, 64);

    private LayerCache Cache(long limit = LayerCache.DefaultLimit) => new(Folder, clock, limit);

    [Fact]
    public void What_was_written_is_read_again_by_another_run()
    {
        Cache().Write(Digest('a'), new byte[] { 1, 2, 3 });
        Assert.Equal([1, 2, 3], Cache().Read(Digest('a'))!.Value.ToArray());
        Assert.Null(Cache().Read(Digest('b')));
        _ = Assert.Single(Directory.GetFiles(Folder));
    }

    [Fact]
    public void Writing_again_replaces()
    {
        Cache().Write(Digest('a'), new byte[] { 1 });
        Cache().Write(Digest('a'), new byte[] { 2 });
        Assert.Equal([2], Cache().Read(Digest('a'))!.Value.ToArray());
    }

    [Fact]
    public void Only_the_user_may_look_into_it()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Cache().Write(Digest('a'), new byte[] { 1 });
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Directory.GetFiles(Folder)[0]));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Folder));
    }

    [Theory]
    [InlineData("../../escape")]
    [InlineData("sha256:../x")]
    [InlineData("/etc/passwd")]
    [InlineData("sha256:a\\b")]
    [InlineData("")]
    [InlineData("sha256:\0")]
    public void A_digest_that_is_none_leads_nowhere(string digest)
    {
        Cache().Write(digest, new byte[] { 1 });
        Assert.Null(Cache().Read(digest));
        Assert.Empty(Directory.GetFileSystemEntries(home.FullName));
    }

    [Fact]
    public void Beyond_the_limit_those_go_that_were_not_used_for_longest()
    {
        var cache = Cache(limit: 25);
        foreach (var digit in "abc")
        {
            clock.Now = clock.Now.AddMinutes(1);
            if (digit == 'c')
            {
                // Reading is using.
                Assert.NotNull(cache.Read(Digest('a')));
                clock.Now = clock.Now.AddMinutes(1);
            }

            cache.Write(Digest(digit), new byte[10]);
        }

        Assert.Equal([true, false, true], "abc".Select(d => cache.Read(Digest(d)) is not null));
        cache.Write(Digest('d'), new byte[26]);
        Assert.Null(cache.Read(Digest('d')));
    }

    [Fact]
    public void A_link_in_its_place_is_not_followed()
    {
        Cache().Write(Digest('a'), new byte[] { 1 });
        var file = Directory.GetFiles(Folder)[0];
        var other = Path.Combine(home.FullName, "other");
        File.WriteAllText(other, "x");
        File.Delete(file);
        _ = File.CreateSymbolicLink(file, other);
        Assert.Null(Cache().Read(Digest('a')));
        Cache().Write(Digest('a'), new byte[] { 2 });
        Assert.Equal("x", File.ReadAllText(other));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_no_error()
    {
        var file = Path.Combine(home.FullName, "unloop");
        File.WriteAllText(file, "in the way");
        Cache().Write(Digest('a'), new byte[] { 1 });
        Assert.Null(Cache().Read(Digest('a')));
        Assert.Equal("in the way", File.ReadAllText(file));
    }

    [Fact]
    public void What_a_run_that_was_killed_left_goes_after_a_day()
    {
        var half = Path.Combine(Directory.CreateDirectory(Folder).FullName, "x.index.y.partial");
        File.WriteAllText(half, "half");
        File.SetLastWriteTimeUtc(half, clock.Now.UtcDateTime);
        Cache().Write(Digest('a'), new byte[] { 1 });
        Assert.True(File.Exists(half));
        clock.Now = clock.Now.AddDays(2);
        Cache().Write(Digest('a'), new byte[] { 1 });
        Assert.False(File.Exists(half));
    }

    [Fact]
    public void The_folder_follows_the_environment()
    {
        static string? For(params (string, string)[] variables) => LayerCache.FolderFor(variables.ToDictionary(v => v.Item1, v => v.Item2));
        Assert.Equal("/caches/unloop/layers", For(("XDG_CACHE_HOME", "/caches"), ("HOME", "/home/me")));
        Assert.Equal("/home/me/.cache/unloop/layers", For(("XDG_CACHE_HOME", "relative"), ("HOME", "/home/me")));
        Assert.Null(For());
    }

    [Fact]
    public void Without_a_folder_nothing_is_kept()
    {
        var cache = new LayerCache(null, clock);
        cache.Write(Digest('a'), new byte[] { 1 });
        Assert.Null(cache.Read(Digest('a')));
    }
}
