using Unloop.Engine.Machine;

namespace Unloop.Images.Building.Gating;

/// <summary>Whether Linux hands programs for another architecture to an emulator.</summary>
internal sealed class Emulation(IFileReader files)
{
    private const int FileLimit = 4096;

    /// <param name="architecture">As images name it: <c>arm64</c>.</param>
    public bool Runs(string architecture) => files.Read($"/proc/sys/fs/binfmt_misc/qemu-{Qemu(architecture)}", FileLimit).Failure is null;

    private static string Qemu(string architecture) => architecture switch
    {
        "amd64" => "x86_64",
        "386" => "i386",
        "arm64" => "aarch64",
        var same => same,
    };
}
