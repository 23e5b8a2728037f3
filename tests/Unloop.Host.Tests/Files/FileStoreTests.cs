using System.Diagnostics;
using Unloop.Engine.Machine;
using Unloop.Host.Files;
using Unloop.Host.Tests.Inputs;

namespace Unloop.Host.Tests.Files;

public sealed class FileStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FileStore _store = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_can_be_read_from_anywhere_in_it()
    {
        using var content = _store.Open(_folder.File("a", "0123456789")).Content!;
        content.Position = 7;

        Assert.Equal((10, '7'), (content.Length, (char)content.ReadByte()));
    }

    [Fact]
    public void Folders_and_what_is_not_there_are_told_apart()
    {
        Assert.Equal(FileOpeningFailure.Folder, _store.Open(_folder.Path).Why);
        Assert.Equal(FileOpeningFailure.Missing, _store.Open(_folder.At("nothing")).Why);
        Assert.Equal(FileOpeningFailure.Missing, _store.Open(_folder.At("no/thing")).Why);
        Assert.Equal(FileOpeningFailure.Unreadable, _store.Open("a\0b").Why);
    }

    [Fact]
    public void A_pipe_is_not_waited_for()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "no named pipes in folders");
        using (var make = Process.Start("mkfifo", _folder.At("pipe")))
        {
            make.WaitForExit();
        }

        using var content = _store.Open(_folder.At("pipe")).Content!;

        Assert.Equal(0, content.Length);
    }

    [Fact]
    public void A_folder_is_listed_in_order_and_not_for_ever()
    {
        _ = _folder.File("b/inner", "x");
        _ = _folder.File("a", "12");
        _ = _folder.File("c", "");

        Assert.Equal([new("a", false, 2), new("b", true, 0), new("c", false, 0)], _store.List(_folder.Path, 10)!);
        Assert.Equal(2, _store.List(_folder.Path, 2)!.Count);
        Assert.Null(_store.List(_folder.At("nothing"), 10));
    }
}
