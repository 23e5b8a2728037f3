using Unloop.Dockerfile.Modelling;
using Unloop.Host.Contexts;

namespace Unloop.Host.Tests.Contexts;

public sealed class ContextFolderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("unloop-").FullName;

    public ContextFolderTests() => Write("Dockerfile", "FROM scratch\n");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private void Write(string name, string text)
    {
        var path = Path.Combine(_root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private BuildContext Read(ContextLimits? limits = null)
    {
        var (folder, problems) = ContextFolder.Read(_root, null, limits, TestContext.Current.CancellationToken);
        Assert.Empty(problems);
        return folder!.Context!;
    }

    [Fact]
    public void Files_are_listed_with_their_beginning_size_and_execute_bit()
    {
        Write("run.sh", "#!/bin/sh\r\necho hi\r\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Combine(_root, "run.sh"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var file = Read().Find("run.sh")!;
        Assert.Equal("#!/bin/sh\r\necho hi\r\n", file.Head);
        Assert.Equal(20, file.Size);
        Assert.Equal(OperatingSystem.IsWindows() ? null : true, file.Executable);
    }

    [Fact]
    public void A_byte_order_mark_is_kept_and_binary_content_gives_only_its_first_bytes()
    {
        File.WriteAllBytes(Path.Combine(_root, "bom.sh"), [0xEF, 0xBB, 0xBF, (byte)'#', (byte)'!']);
        File.WriteAllBytes(Path.Combine(_root, "app"), [0x7F, (byte)'E', (byte)'L', (byte)'F', 0, 1, 2]);
        var context = Read();
        Assert.Equal("\uFEFF#!", context.Find("bom.sh")!.Head);
        Assert.Null(context.Find("app")!.Head);
        Assert.Equal([0x7F, (byte)'E', (byte)'L', (byte)'F', 0, 1, 2], context.Find("app")!.FirstBytes.ToArray());
    }

    [Fact]
    public void A_long_file_is_cut_between_two_characters()
    {
        Write("long.txt", new string('ä', 100));
        var file = Read(new ContextLimits { HeadBytes = 33 }).Find("long.txt")!;
        Assert.Equal(new string('ä', 16), file.Head);
        Assert.False(file.HeadIsWhole);
    }

    [Fact]
    public void Links_are_listed_and_never_followed()
    {
        var outside = Directory.CreateTempSubdirectory("unloop-outside-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(outside, "secret"), "x");
            Directory.CreateSymbolicLink(Path.Combine(_root, "out"), outside);
            Directory.CreateSymbolicLink(Path.Combine(_root, "loop"), _root);
            var context = Read();
            Assert.Equal(EntryKind.Symlink, context.Find("out")!.Kind);
            Assert.Null(context.Find("out/secret"));
            Assert.Null(context.Find("loop/Dockerfile"));
        }
        finally
        {
            Directory.Delete(outside, recursive: true);
        }
    }

    [Fact]
    public void Beyond_the_limits_what_is_not_listed_is_unknown_and_not_absent()
    {
        for (var i = 0; i < 10; i++)
        {
            Write($"f{i}", "x");
        }

        var context = Read(new ContextLimits { Files = 5 });
        Assert.False(context.IsComplete);
        Assert.Equal(Existence.Unknown, context.Exists("f9"));
    }

    [Fact]
    public void Foreign_packages_are_listed_but_not_read()
    {
        Write("node_modules/express/index.js", "module.exports = {};");
        var context = Read();
        Assert.True(context.IsComplete);
        Assert.Null(context.Find("node_modules/express/index.js")!.Head);
    }

    [Fact]
    public void Of_ignored_packages_only_the_names_are_listed()
    {
        Write(".dockerignore", "node_modules\n");
        Write("node_modules/express/index.js", "module.exports = {};");
        Write("node_modules/@scope/lib/index.js", "module.exports = {};");
        var context = Read();
        Assert.NotNull(context.Find("node_modules/express"));
        Assert.NotNull(context.Find("node_modules/@scope/lib"));
        Assert.Null(context.Find("node_modules/@scope/lib/index.js"));
        Assert.Null(context.Find("node_modules/express/index.js"));
        Assert.True(context.IsIgnored("node_modules/express/index.js"));
    }

    [Fact]
    public void The_ignore_file_that_bears_the_Dockerfiles_name_comes_first()
    {
        Write(".dockerignore", "a\n");
        Write("Dockerfile.dockerignore", "b\n");
        var context = Read();
        Assert.False(context.IsIgnored("a"));
        Assert.True(context.IsIgnored("b"));
    }

    [Fact]
    public void A_Dockerfile_that_is_too_large_is_refused_with_its_name()
    {
        var (folder, problems) = ContextFolder.Read(_root, null, new ContextLimits { DockerfileBytes = 4 }, TestContext.Current.CancellationToken);
        Assert.Null(folder);
        Assert.Contains("Dockerfile is longer than 4 bytes", Assert.Single(problems).Message, StringComparison.Ordinal);
    }
}
