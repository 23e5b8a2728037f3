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

        var note = Only(Troubles(Mounted(Volume("web")).WithImage(image)), "hides-image-files", "/etc/web");
        Assert.Contains("mime.types", note.Statement, StringComparison.Ordinal);
        Assert.Equal(Severity.Note, note.Severity);
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
        Assert.Equal(told ? ["not-executable"] : [], Troubles(Mounted(Volume("web", mode), container: App with { Command = ["/etc/web/a.yml"] })).Select(t => t.Rule));

    [Fact]
    public void A_script_that_a_shell_reads_need_not_be_executable() => Well(Mounted(Volume("web"), container: App with { Command = ["sh", "/etc/web/a.yml"] }));

    [Fact]
    public void What_is_handed_to_the_images_entrypoint_is_no_program()
    {
        var facts = Mounted(Volume("web"), container: App with { Args = ["/etc/web/a.yml"] });

        Well(facts);
        Well(facts.WithImage(Image() with { Config = new() { Entrypoint = ["python3"] } }));
        _ = Only(Troubles(facts.WithImage(Image())), "not-executable", "/etc/web/a.yml");
    }

    /// <summary>0440 is 288: root and its group.</summary>
    [Theory]
    [InlineData(288, null, null, true)]
    [InlineData(288, 0L, null, true)]
    [InlineData(288, 1000L, 0L, true)]
    [InlineData(288, 1000L, null, false)]
    [InlineData(288, 1000L, 5L, false)]
    [InlineData(256, 0L, null, false)]
    public void A_group_that_may_read_is_a_right_to_read(int mode, long? group, long? supplemental, bool isReadable)
    {
        var facts = Mounted(Volume("web", mode), container: App with { RunAsUser = 1000, RunAsGroup = group }) with { SupplementalGroups = supplemental is { } id ? [id] : [] };

        Assert.Equal(isReadable ? [] : ["not-readable"], Troubles(facts).Select(t => t.Rule));
    }

    [Theory]
    [InlineData("1000", true)]
    [InlineData("1000:0", true)]
    [InlineData("1000:1000", false)]
    [InlineData("app", true)]
    public void The_images_user_brings_its_group(string user, bool isReadable) =>
        Assert.Equal(isReadable ? [] : ["not-readable"], Troubles(Mounted(Volume("web", 288)).WithImage(Image() with { Config = new() { User = user } })).Select(t => t.Rule));

    [Fact]
    public void Line_ends_of_Windows_are_told() => Only(Troubles(Mounted(Volume("web"), objects: Map("web", ("run.sh", "#!/bin/sh\r\nexit\r\n")))), "crlf-file", "/etc/web/run.sh");

    [Fact]
    public void A_volume_that_nobody_mounts_is_told_unless_it_is_no_configuration()
    {
        _ = Only(Troubles(PodOf(App, Map("web")) with { Volumes = [Volume("web")] }), "unmounted-volume", "config");
        Well(PodOf(App) with { Volumes = [new("tmp", "emptyDir", [])] });
    }
}
