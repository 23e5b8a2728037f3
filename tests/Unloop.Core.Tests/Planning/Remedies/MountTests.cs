using Unloop.Core.Facts.Images;

namespace Unloop.Core.Tests.Planning.Remedies;

public sealed class MountTests
{
    private const string Mounts = "/spec/containers/0/volumeMounts";
    private const string ReadOnly = "\"securityContext\":{\"readOnlyRootFilesystem\":true}";

    [Theory]
    [InlineData("/tmp/upload-1", "/tmp")]
    [InlineData("/srv/cache", "/srv/cache")]
    [InlineData("/var/cache/nginx/client_temp", "/var/cache/nginx")]
    [InlineData("/home/web/.config/state.json", "/home/web/.config")]
    public void The_folder_that_is_written_to_becomes_writable(string path, string folder)
    {
        var edit = Assert.Single(Sick.Case(Category.ReadOnlyFilesystem, path, ReadOnly).Edits());

        Assert.StartsWith($"{Mounts} [{{\"mountPath\":\"{folder}\",\"name\":\"writable", edit, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/etc/web.conf", ReadOnly)]
    [InlineData("/app/main.pid", ReadOnly)]
    [InlineData("a read-only path", ReadOnly)]
    [InlineData("/srv/cache", "\"args\":[]")]
    [InlineData("/srv/cache/x.db", ReadOnly + ",\"volumeMounts\":[{\"name\":\"c\",\"mountPath\":\"/srv/cache\"}]")]
    public void What_would_hide_the_images_files_or_is_not_the_specs_doing_stays(string path, string container) =>
        Assert.Empty(Sick.Case(Category.ReadOnlyFilesystem, path, container, "\"volumes\":[{\"name\":\"c\",\"configMap\":{\"name\":\"m\"}}]").Edits());

    [Fact]
    public void A_folder_that_holds_files_of_the_image_is_not_covered() =>
        Assert.Empty(Sick.Case(Category.ReadOnlyFilesystem, "/srv/web", ReadOnly).WithImage(new ImageFacts
        {
            Reference = "registry.example.com/web:1.0",
            Files = [new ImageFile { Path = "/srv/web", Presence = FilePresence.Present, Kind = FileKind.Directory, Entries = ["index.html"] }],
        }).Edits());

    [Fact]
    public void An_emptyDir_that_is_mounted_read_only_becomes_writable() =>
        Assert.Equal(
            [$"{Mounts}/0/readOnly null"],
            Sick.Case(Category.ReadOnlyFilesystem, "/cache/x", "\"volumeMounts\":[{\"name\":\"c\",\"mountPath\":\"/cache\",\"readOnly\":true}]", "\"volumes\":[{\"name\":\"c\",\"emptyDir\":{}}]").Edits());

    [Fact]
    public void A_volume_over_the_program_moves_below_it() =>
        Assert.Equal(
            [$"{Mounts}/0/mountPath \"/app/uploads\""],
            Sick.Case(Category.MountShadowsFiles, "/app", "\"volumeMounts\":[{\"name\":\"uploads\",\"mountPath\":\"/app\"}]", "\"volumes\":[{\"name\":\"uploads\",\"emptyDir\":{}}]").Edits());

    [Fact]
    public void The_items_of_a_config_map_are_mounted_singly() =>
        Assert.Equal(
            [$"{Mounts}/0/mountPath \"/app/web.json\"\n{Mounts}/0/subPath \"web.json\""],
            Sick.Case(Category.MountShadowsFiles, "/app", "\"volumeMounts\":[{\"name\":\"c\",\"mountPath\":\"/app\"}]", "\"volumes\":[{\"name\":\"c\",\"configMap\":{\"name\":\"m\",\"items\":[{\"key\":\"k\",\"path\":\"web.json\"}]}}]").Edits());

    [Fact]
    public void A_config_map_whose_files_are_not_known_stays() =>
        Assert.Empty(Sick.Case(Category.MountShadowsFiles, "/app", "\"volumeMounts\":[{\"name\":\"c\",\"mountPath\":\"/app\"}]", "\"volumes\":[{\"name\":\"c\",\"configMap\":{\"name\":\"m\"}}]").Edits());

    [Fact]
    public void A_file_goes_into_the_directory_that_it_was_mounted_over() =>
        Assert.Equal([$"{Mounts}/0/mountPath \"/etc/nginx/nginx.conf\""], Sick.Case(Category.MountFailure, "/etc/nginx", "\"volumeMounts\":[{\"name\":\"c\",\"mountPath\":\"/etc/nginx\",\"subPath\":\"nginx.conf\"}]").Edits());

    [Fact]
    public void A_whole_volume_that_cannot_be_mounted_stays() =>
        Assert.Empty(Sick.Case(Category.MountFailure, "/etc/nginx", "\"volumeMounts\":[{\"name\":\"c\",\"mountPath\":\"/etc/nginx\"}]").Edits());
}
