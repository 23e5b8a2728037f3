using Unloop.Images.Layers;

namespace Unloop.Images.Tests.Layers;

public class DetailTests
{
    private static async Task<FileDetail?> DetailAsync(string path, byte[] content, LayerLimits? limits = null)
    {
        var image = TestImage.Of(new TarBuilder().Program("before", "x").Program(path, content).File("after", "#!/bin/sh\n"));
        var index = await LayerReader.ReadAsync(image, image.Layers[0], limits ?? LayerLimits.Default, TestContext.Current.CancellationToken);
        Assert.Equal(FileFormat.Script, index[index.Find("after"u8)].Format);
        return index[index.Find(System.Text.Encoding.UTF8.GetBytes(path))].Detail;
    }

    [Fact]
    public async Task A_programs_interpreter_libraries_and_versions_are_read()
    {
        var elf = (await DetailAsync("bin/x", ElfWriter.Program(["libm.so.6", "libc.so.6"], required: [("libc.so.6", "GLIBC_2.34"), ("libm.so.6", "GLIBC_2.29")], runpath: "$ORIGIN/../lib", rpath: "/opt/lib")))!.Elf!;
        Assert.Equal("/lib64/ld-linux-x86-64.so.2", elf.Interpreter);
        Assert.Equal(["libm.so.6", "libc.so.6"], elf.Needed);
        Assert.Equal([new("libc.so.6", "GLIBC_2.34"), new("libm.so.6", "GLIBC_2.29")], elf.Required);
        Assert.Equal(("$ORIGIN/../lib", "/opt/lib", "amd64", true), (elf.Runpath, elf.Rpath, elf.Architecture, elf.IsComplete));
    }

    [Fact]
    public async Task A_librarys_name_and_what_it_offers_are_read()
    {
        var elf = (await DetailAsync("lib/libc.so.6", ElfWriter.Library("libc.so.6", provided: ["GLIBC_2.17", "GLIBC_2.36"])))!.Elf!;
        Assert.Equal(["GLIBC_2.17", "GLIBC_2.36"], elf.Provided);
        Assert.Equal(("libc.so.6", null), (elf.Soname, elf.Interpreter));
    }

    [Fact]
    public async Task A_statically_linked_program_asks_for_nothing()
    {
        var elf = (await DetailAsync("bin/x", ElfWriter.Program(isDynamic: false, machine: 0xB7)))!.Elf!;
        Assert.Equal((null, "arm64", true), (elf.Interpreter, elf.Architecture, elf.IsComplete));
        Assert.Empty(elf.Needed);
    }

    [Fact]
    public async Task The_tables_of_a_program_larger_than_the_buffer_are_read_where_its_header_says()
    {
        var program = ElfWriter.Program(["libc.so.6"], padding: 3_000_000);
        var elf = (await DetailAsync("bin/x", program, new LayerLimits { Spool = 1 << 20 }))!.Elf!;
        Assert.Equal((true, "libc.so.6"), (elf.IsComplete, Assert.Single(elf.Needed)));
    }

    [Fact]
    public async Task Names_that_lie_beyond_the_buffer_leave_it_incomplete()
    {
        var needed = Enumerable.Range(0, 10).Select(i => new string('n', 400) + i).ToArray();
        Assert.False((await DetailAsync("bin/x", ElfWriter.Program(needed), new LayerLimits { Spool = 1000 }))!.Elf!.IsComplete);
    }

    [Fact]
    public async Task Objects_that_nobody_starts_are_not_looked_into()
    {
        var program = ElfWriter.Program(["libc.so.6"]);
        program[16] = 1;
        Assert.Null(await DetailAsync("x.o", program));
    }

    [Fact]
    public async Task An_archives_main_class_and_its_version_are_read()
    {
        var jar = (await DetailAsync("app/app.jar", JarWriter.Write("Main-Class: a.\n B\n", 65)))!.Jar!;
        Assert.Equal(("a.B", 65, true), (jar.MainClass, jar.ClassVersion, jar.IsReadable));
    }

    [Fact]
    public async Task Of_an_archive_of_Spring_Boot_the_class_that_its_launcher_starts_counts()
    {
        var jar = (await DetailAsync("app/app.jar", JarWriter.Write("Main-Class: org.launcher.Jar\nStart-Class: com.shop.App\n", 61, "BOOT-INF/classes/com/shop/App.class")))!.Jar!;
        Assert.Equal(("com.shop.App", 61), (jar.StartClass, jar.ClassVersion));
    }

    [Fact]
    public async Task An_archive_with_a_launch_script_before_it_or_none_of_a_directory_is_told_apart()
    {
        var jar = JarWriter.Write("Main-Class: a.B\n", 52);
        Assert.Null(await DetailAsync("app/other.bin", jar));
        Assert.False((await DetailAsync("app/app.jar", jar[..^30]))!.Jar!.IsReadable);
    }
}
