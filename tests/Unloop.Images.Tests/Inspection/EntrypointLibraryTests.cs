using Unloop.Core.Facts.Images;
using Unloop.Images.Tests.Layers;
using static Unloop.Images.Tests.Inspection.EntrypointBench;

namespace Unloop.Images.Tests.Inspection;

/// <summary>Programs that are there, and lack their loader or a library.</summary>
public class EntrypointLibraryTests
{
    [Fact]
    public async Task A_loader_that_is_not_there()
    {
        var alpine = new TarBuilder().Program("lib/ld-musl-x86_64.so.1", ElfWriter.Library("libc.musl-x86_64.so.1")).Program("app/x", ElfWriter.Program(["libc.so.6"]));
        var facts = await RunAsync(alpine, "/app/x");
        Assert.Contains("musl", Only(EntrypointTroubleKind.LoaderMissing, "/lib64/ld-linux-x86-64.so.2", facts).Statement, StringComparison.Ordinal);
        await TroubleAsync(EntrypointTroubleKind.LoaderMissing, "/lib/ld-musl-x86_64.so.1", Debian().Program("app/x", ElfWriter.Program(interpreter: "/lib/ld-musl-x86_64.so.1")), "/app/x");
    }

    [Fact]
    public async Task A_library_that_is_not_there_also_of_a_library()
    {
        await TroubleAsync(EntrypointTroubleKind.LibraryMissing, "libpq.so.5", Debian().Program("app/x", ElfWriter.Program(["libpq.so.5", "libc.so.6"])), "/app/x");
        var tar = Debian().Program("app/x", ElfWriter.Program(["libpq.so.5"])).Program("usr/lib/libpq.so.5", ElfWriter.Library("libpq.so.5", ["libssl.so.3"]));
        Assert.Contains("/usr/lib/libpq.so.5 needs", Only(EntrypointTroubleKind.LibraryMissing, "libssl.so.3", await RunAsync(tar, "/app/x")).Statement, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Libraries_are_found_where_the_loader_looks()
    {
        var lib = ElfWriter.Library("libx.so");
        foreach (var tar in (TarBuilder[])[
            Debian().Program("app/x", ElfWriter.Program(["libx.so"], runpath: "$ORIGIN/lib")).File("app/lib/libx.so", lib),
            Debian().Program("app/x", ElfWriter.Program(["libx.so"], rpath: "/opt/lib")).File("opt/lib/libx.so", lib),
            Debian().Program("app/x", ElfWriter.Program(["libx.so"])).File("usr/local/lib/libx.so", lib),
            Debian().Program("app/x", ElfWriter.Program(["libx.so"])).File("opt/x/libx.so", lib).File("etc/ld.so.conf", "include /etc/ld.so.conf.d/*.conf\n").File("etc/ld.so.conf.d/x.conf", "/opt/x\n"),
        ])
        {
            Assert.Empty((await RunAsync(tar, "/app/x")).Troubles);
        }
    }

    [Fact]
    public async Task On_musl_the_C_librarys_names_are_the_loader()
    {
        var alpine = new TarBuilder().Program("lib/ld-musl-x86_64.so.1", ElfWriter.Library("libc.musl-x86_64.so.1"))
            .Program("app/x", ElfWriter.Program(["libc.so", "libz.so.1"], interpreter: "/lib/ld-musl-x86_64.so.1"));
        await TroubleAsync(EntrypointTroubleKind.LibraryMissing, "libz.so.1", alpine, "/app/x");
    }

    [Fact]
    public async Task A_C_library_that_is_too_old()
    {
        var facts = await RunAsync(Debian().Program("app/x", ElfWriter.Program(["libc.so.6"], required: [("libc.so.6", "GLIBC_2.17"), ("libc.so.6", "GLIBC_2.38")])), "/app/x");
        Assert.Contains("goes up to GLIBC_2.31", Only(EntrypointTroubleKind.SymbolVersionMissing, "GLIBC_2.38", facts).Statement, StringComparison.Ordinal);
    }
}
