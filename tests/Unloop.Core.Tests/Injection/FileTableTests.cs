using Unloop.Core.Injection;
using static Unloop.Core.Tests.Injection.Given;

namespace Unloop.Core.Tests.Injection;

public sealed class FileTableTests
{
    [Theory]
    [InlineData("$(STAGE)", "prod", "/etc/web/a.yml", FileState.Mounted)]
    [InlineData("$(STAGE)/x", "none", "/etc/web", FileState.EmptyFolder)]
    [InlineData("$(NODE)", "prod", "/etc/web", FileState.Unknown)]
    public void A_subPathExpr_is_expanded_by_the_containers_variables(string expression, string stage, string path, FileState state)
    {
        var container = App with { Env = [Literal("STAGE", stage), new VariableSpec("NODE", "Field", Key: "spec.nodeName")], Mounts = [new("/etc/web", "config", SubPathExpr: expression)] };

        var file = Assert.Single(Table(PodOf(container, Map("web", ("k", "x"))) with { Volumes = [Volume("web", items: [new VolumeItem("k", "prod/a.yml")])] }).Files);

        Assert.Equal((path, state), (file.Path, file.State));
    }

    private static ContainerSpec Mounts(string path, string? subPath = null) => App with { Mounts = [new(path, "config", subPath)] };

    private static IReadOnlyList<InjectedFile> Files(ContainerSpec container, VolumeSpec volume, long? group = null, params SourceObject[] objects) =>
        Table(PodOf(container, objects) with { Volumes = [volume], FsGroup = group }).Files;

    [Fact]
    public void Every_key_is_a_file_unless_items_say_which()
    {
        var map = Map("web", ("a.yml", "1"), ("b.yml", "2"));

        Assert.Equal(["/etc/web/a.yml", "/etc/web/b.yml"], Files(Mounts("/etc/web/"), Volume("web"), null, map).Select(f => f.Path));
        var item = Assert.Single(Files(Mounts("/etc/web"), Volume("web", 256, false, new VolumeItem("b.yml", "sub/c.yml", 292)), null, map));
        Assert.Equal(("/etc/web/sub/c.yml", "b.yml", "0444", "root:root"), (item.Path, item.Key, item.Mode, item.Owner));
    }

    [Fact]
    public void A_subPath_is_the_one_file_or_the_folder_below_it()
    {
        var map = Map("web", ("a.yml", "1"), ("b.yml", "2"));

        var file = Assert.Single(Files(Mounts("/app/a.yml", "a.yml"), Volume("web"), null, map));
        Assert.Equal(("/app/a.yml", true), (file.Path, file.SubPath));
        var below = Files(Mounts("/app", "sub"), Volume("web", null, false, new("a.yml", "sub/x"), new("b.yml", "other")), null, map);
        Assert.Equal("/app/x", Assert.Single(below).Path);
    }

    [Fact]
    public void A_subPath_that_no_key_answers_to_becomes_an_empty_folder() =>
        Assert.Equal(FileState.EmptyFolder, Assert.Single(Files(Mounts("/app/a.yml", "a.yaml"), Volume("web"), null, Map("web", ("a.yml", "1")))).State);

    [Fact]
    public void A_group_for_the_files_may_read_them()
    {
        var file = Assert.Single(Files(Mounts("/etc/web"), Volume("web", 256), 2000, Map("web", ("a", "1"))));

        Assert.Equal(("0440", "root:2000"), (file.Mode, file.Owner));
    }

    [Theory]
    [InlineData(false, FileState.Missing)]
    [InlineData(true, FileState.Unset)]
    public void What_is_not_there_keeps_the_pod_from_starting_unless_it_is_optional(bool optional, FileState state)
    {
        Assert.Equal(state, Assert.Single(Files(Mounts("/etc/web"), Volume("web", null, optional), null, Gone("web"))).State);
        Assert.Equal(state, Assert.Single(Files(Mounts("/etc/web"), Volume("web", null, optional, new VolumeItem("k", "k")), null, Map("web"))).State);
    }

    [Theory]
    [InlineData(null, null, "0644", "root:root")]
    [InlineData(1000L, null, "0600", "1000:root")]
    [InlineData(1000L, 2000L, "0640", "1000:2000")]
    public void A_token_is_its_users_alone(long? user, long? group, string mode, string owner)
    {
        var volume = new VolumeSpec("config", "projected", [new("Token", "token", [new("token", "token")], false)], 420);

        var token = Assert.Single(Files(Mounts("/run/token") with { RunAsUser = user }, volume, group));

        Assert.Equal((mode, owner), (token.Mode, token.Owner));
    }

    [Fact]
    public void Keys_of_binaryData_are_files_too() =>
        Assert.Equal("/etc/web/logo.png", Assert.Single(Files(Mounts("/etc/web"), Volume("web"), null, Map("web") with { BinaryKeys = ["logo.png"] })).Path);
}
