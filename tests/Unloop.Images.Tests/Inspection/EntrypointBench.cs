using Unloop.Core.Facts.Images;
using Unloop.Engine.Imaging;
using Unloop.Images.Layers;
using Unloop.Images.Tests.Layers;

namespace Unloop.Images.Tests.Inspection;

/// <summary>Images of a few files, and what is found wrong with how they start.</summary>
internal static class EntrypointBench
{
    private const string Libc = "lib/x86_64-linux-gnu/libc.so.6";

    /// <summary>A small Debian: shell, loader, C library.</summary>
    public static TarBuilder Debian() => new TarBuilder()
        .Directory("usr/bin").Symlink("bin", "usr/bin").Directory("app").Directory("root", 0x1C0)
        .Program("usr/bin/sh", ElfWriter.Program(["libc.so.6"], required: [("libc.so.6", "GLIBC_2.31")]))
        .Program("usr/bin/env", ElfWriter.Program(["libc.so.6"]))
        .Program("usr/bin/node", ElfWriter.Program(["libc.so.6"]))
        .Program("lib64/ld-linux-x86-64.so.2", ElfWriter.Library("ld-linux-x86-64.so.2"))
        .Program(Libc, ElfWriter.Library("libc.so.6", provided: ["GLIBC_2.17", "GLIBC_2.31", "GLIBC_PRIVATE"]))
        .File("etc/passwd", "root:x:0:0:root:/root:/bin/sh\napp:x:1000:1000::/app:/bin/sh\n").File("etc/group", "root:x:0:\napp:x:1000:\nvideo:x:44:app\n");

    public static async Task<EntrypointFacts> StartAsync(TarBuilder tar, string config, EntrypointQuestion? question = null)
    {
        var image = TestImage.Of(tar).With($$"""{"architecture":"amd64","os":"linux","config":{{{config}} } }""");
        var answer = await ImageSource.InspectAsync(image, new ImageQuestions { Entrypoint = question ?? new EntrypointQuestion() }, NoLayerCache.Instance, LayerLimits.Default, TestContext.Current.CancellationToken);
        Assert.Empty(answer.Facts!.Gaps);
        return answer.Facts.Entrypoint!;
    }

    public static Task<EntrypointFacts> RunAsync(TarBuilder tar, params string[] argv) => StartAsync(tar, "", new EntrypointQuestion { Command = argv });

    public static async Task TroubleAsync(EntrypointTroubleKind kind, string subject, TarBuilder tar, params string[] argv) => Only(kind, subject, await RunAsync(tar, argv));

    public static EntrypointTrouble Only(EntrypointTroubleKind kind, string subject, EntrypointFacts facts)
    {
        var trouble = Assert.Single(facts.Troubles);
        Assert.Equal((kind, subject), (trouble.Kind, trouble.Subject));
        Assert.NotEmpty(trouble.Statement);
        return trouble;
    }
}
