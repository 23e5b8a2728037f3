using Unloop.Host.Files;
using Unloop.Host.Tests.Inputs;

namespace Unloop.Host.Tests.Files;

public sealed class TemporaryFoldersTests
{
    [Fact]
    public void A_folder_is_private_and_goes_with_all_that_is_in_it()
    {
        var folder = new TemporaryFolders().Make().Folder!;
        File.WriteAllText(Path.Combine(folder.Path, "x"), "x");

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder.Path));
        }

        folder.Dispose();
        Assert.False(Directory.Exists(folder.Path));
        folder.Dispose();
    }

    [Fact]
    public void A_file_is_taken_in_or_it_is_said_why_not()
    {
        using var source = new TemporaryFolder();
        using var folder = new TemporaryFolders().Make().Folder!;

        Assert.Null(folder.Take(source.File("a", "text"), "b"));
        Assert.Equal("text", File.ReadAllText(Path.Combine(folder.Path, "b")));
        Assert.Equal("does not exist", folder.Take(source.At("none"), "c"));
    }
}
