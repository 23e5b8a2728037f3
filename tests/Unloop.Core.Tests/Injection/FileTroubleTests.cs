using Unloop.Core.Facts.Images;
using Unloop.Core.Injection;
using static Unloop.Core.Tests.Injection.Given;

namespace Unloop.Core.Tests.Injection;

public sealed class FileTroubleTests
{
    private static InjectionFacts Mounted(VolumeSpec volume, string path = "/etc/web", string? subPath = null, ContainerSpec? container = null, params SourceObject[] objects) =>
        PodOf((container ?? App) with { Mounts = [new(path, "config", subPath)] }, objects.Length > 0 ? objects : [Map("web", ("a.yml", "x: 1\n"))]) with { Volumes = [volume] };

    private static void Well(InjectionFacts facts) => Assert.Empty(Troubles(facts));

    [Fact]
    public void A_subPath_without_a_key_is_an_empty_folder_with_the_nearest_key_named()
    {
        var trouble = Only(Troubles(Mounted(Volume("web"), "/app/a.yaml", "a.yaml")), "subpath-not-there", "/app/a.yaml");

        Assert.EndsWith("It brings a.yml.", trouble.Statement, StringComparison.Ordinal);
        Well(Mounted(Volume("web"), "/app/a.yml", "a.yml"));
    }

    [Fact]
    public void A_ConfigMap_that_is_not_there_keeps_the_pod_from_starting() =>
        Assert.Contains("ContainerCreating", Only(Troubles(Mounted(Volume("none"), objects: Gone("none"))), "missing-object", "ConfigMap none").Statement, StringComparison.Ordinal);

    [Fact]
    public void A_mount_over_files_of_the_image_that_it_does_not_bring_is_told()
    {
        var image = Image() with { Files = [new ImageFile { Path = "/etc/web", Presence = FilePresence.Present, Kind = FileKind.Directory, Entries = ["a.yml", "mime.types"] }] };

        Assert.Contains("mime.types", Only(Troubles(Mounted(Volume("web")).WithImage(image)), "hides-image-files", "/etc/web").Statement, StringComparison.Ordinal);
        Well(Mounted(Volume("web")).WithImage(image with { Files = [image.Files[0] with { Entries = ["a.yml"] }] }));
        Well(Mounted(Volume("web")).WithImage(image with { Files = [new ImageFile { Path = "/etc/web", Presence = FilePresence.Absent }] }));
        Well(Mounted(Volume("web")));
    }

    [Theory]
    [InlineData(256, 1000L, null, false)]
    [InlineData(256, 1000L, 2000L, true)]
    [InlineData(256, 0L, null, true)]
    [InlineData(292, 1000L, null, true)]
    [InlineData(null, 1000L, null, true)]
    public void A_file_of_root_alone_is_not_read_by_another_user(int? mode, long user, long? group, bool isReadable)
    {
        var troubles = Troubles(Mounted(Volume("web", mode), container: App with { RunAsUser = user }) with { FsGroup = group });

        Assert.Equal(isReadable ? [] : ["not-readable"], troubles.Select(t => t.Rule));
    }

    [Theory]
    [InlineData(400, true)]
    [InlineData(444, true)]
    [InlineData(420, false)]
    [InlineData(256, false)]
    public void A_mode_that_is_octal_to_the_eye_and_decimal_to_the_API_is_told(int mode, bool told) =>
        Assert.Equal(told ? ["decimal-mode"] : [], Troubles(Mounted(Volume("web", mode))).Select(t => t.Rule));

    [Theory]
    [InlineData(null, true)]
    [InlineData(365, false)]
    public void A_mounted_script_that_is_started_must_be_executable(int? mode, bool told) =>
        Assert.Equal(told ? ["not-executable"] : [], Troubles(Mounted(Volume("web", mode), container: App with { Words = ["/etc/web/a.yml"] })).Select(t => t.Rule));

    [Fact]
    public void A_script_that_a_shell_reads_need_not_be_executable() => Well(Mounted(Volume("web"), container: App with { Words = ["sh", "/etc/web/a.yml"] }));

    [Fact]
    public void Line_ends_of_Windows_are_told() => Only(Troubles(Mounted(Volume("web"), objects: Map("web", ("run.sh", "#!/bin/sh\r\nexit\r\n")))), "crlf-file", "/etc/web/run.sh");

    [Fact]
    public void A_volume_that_nobody_mounts_is_told_unless_it_is_no_configuration()
    {
        _ = Only(Troubles(PodOf(App, Map("web")) with { Volumes = [Volume("web")] }), "unmounted-volume", "config");
        Well(PodOf(App) with { Volumes = [new("tmp", "emptyDir", [])] });
    }
}
