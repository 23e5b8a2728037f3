using Unloop.Core.Facts;
using Unloop.Core.Facts.Images;
using Unloop.Core.Planning;
using Unloop.Core.Planning.Remedies;

namespace Unloop.Core.Tests.Planning.Remedies;

public sealed class PrivilegeTests
{
    private const string Data = "\"volumeMounts\":[{\"name\":\"data\",\"mountPath\":\"/data\"}]";

    private static ImageFacts ImageOf(string user) => new() { Reference = "registry.example.com/web:1.0", Config = new ImageConfig { User = user } };

    [Theory]
    [InlineData("emptyDir\":{}")]
    [InlineData("persistentVolumeClaim\":{\"claimName\":\"c\"}")]
    public void A_volume_gets_the_group_of_its_user(string volume) =>
        Assert.Equal(
            ["/spec/securityContext {\"fsGroup\":1000,\"fsGroupChangePolicy\":\"OnRootMismatch\"}"],
            Sick.Case(Category.FilePermission, "/data/x", Data + ",\"securityContext\":{\"runAsUser\":1000}", $"\"volumes\":[{{\"name\":\"data\",\"{volume}}}]").Edits());

    [Fact]
    public void The_group_is_the_images_where_the_spec_names_no_user() =>
        Assert.Equal(
            ["/spec/securityContext {\"fsGroup\":102,\"fsGroupChangePolicy\":\"OnRootMismatch\"}"],
            Sick.Case(Category.FilePermission, "/data/x", Data, "\"volumes\":[{\"name\":\"data\",\"emptyDir\":{}}]").WithImage(ImageOf("101:102")).Edits());

    [Fact]
    public void A_secret_that_only_root_may_read_is_opened_to_the_group() =>
        Assert.Equal(
            ["/spec/volumes/0/secret/defaultMode 288\n/spec/securityContext {\"fsGroup\":1000}"],
            Sick.Case(Category.FilePermission, "/data/key", Data + ",\"securityContext\":{\"runAsUser\":1000}", "\"volumes\":[{\"name\":\"data\",\"secret\":{\"secretName\":\"k\",\"defaultMode\":256}}]").Edits());

    [Fact]
    public void A_file_of_the_image_is_used_by_its_owner() =>
        Assert.Equal(
            ["/spec/containers/0/securityContext/runAsUser 101\n/spec/containers/0/securityContext/runAsGroup 101"],
            Sick.Case(Category.FilePermission, "/var/cache/web", "\"securityContext\":{\"runAsUser\":1000}")
                .WithImage(ImageOf("101") with { Files = [new ImageFile { Path = "/var/cache/web", Presence = FilePresence.Present, Uid = 101, Gid = 101 }] }).Edits());

    [Theory]
    [InlineData("/data/x", "", "emptyDir\":{}", "")]
    [InlineData("/data/x", ",\"securityContext\":{\"runAsUser\":1000}", "hostPath\":{\"path\":\"/d\"}", "")]
    [InlineData("/data/x", ",\"securityContext\":{\"runAsUser\":1000}", "emptyDir\":{}", ",\"securityContext\":{\"fsGroup\":1000}")]
    [InlineData("/usr/x", ",\"securityContext\":{\"runAsUser\":1000}", "emptyDir\":{}", "")]
    public void Without_a_user_or_a_volume_that_a_group_opens_nothing_changes(string path, string container, string volume, string spec) =>
        Assert.Empty(Sick.Case(Category.FilePermission, path, Data + container, $"\"volumes\":[{{\"name\":\"data\",\"{volume}}}]{spec}").Edits());

    [Fact]
    public void The_images_own_user_satisfies_run_as_non_root() =>
        Assert.Equal(
            ["/spec/containers/0/securityContext/runAsUser 101"],
            Sick.Case(Category.RunAsNonRoot, "web", "\"securityContext\":{\"runAsNonRoot\":true}").WithImage(ImageOf("nginx") with { Entrypoint = new EntrypointFacts { Argv = ["nginx"], User = "101 (nginx)" } }).Edits());

    [Fact]
    public void A_user_whose_number_nobody_knows_is_not_made_up() =>
        Assert.Empty(Sick.Case(Category.RunAsNonRoot, "web", "\"securityContext\":{\"runAsNonRoot\":true}", proof: "image has non-numeric user (nginx)").WithImage(ImageOf("nginx")).Edits());

    [Fact]
    public void A_dropped_default_capability_is_given_back() =>
        Assert.Equal(
            ["/spec/containers/0/securityContext/capabilities/add [\"CHOWN\"]"],
            Sick.Case(Category.MissingPrivilege, "/var/cache", "\"securityContext\":{\"capabilities\":{\"drop\":[\"ALL\"]}}", rule: "nginx-chown-denied").Edits());

    [Theory]
    [InlineData("NET_ADMIN", "\"securityContext\":{\"runAsUser\":1000}")]
    [InlineData("NET_ADMIN", "\"securityContext\":{\"capabilities\":{\"add\":[\"NET_ADMIN\"]}}")]
    [InlineData("CHOWN", "")]
    [InlineData("mount", "")]
    public void A_capability_that_would_not_help_is_not_added(string subject, string container) =>
        Assert.Empty(Sick.Case(Category.MissingPrivilege, subject, container).Edits());

    [Theory]
    [InlineData("", "\"hostNetwork\":true", "80")]
    [InlineData("", "", "8080")]
    public void A_port_that_no_template_opens_stays(string container, string spec, string port) =>
        Assert.Empty(Sick.Case(Category.PrivilegedPort, port, container, spec).Edits());

    [Fact]
    public void Root_gets_back_the_right_that_the_spec_dropped() =>
        Assert.Equal(
            [
                "/spec/securityContext {\"sysctls\":[{\"name\":\"net.ipv4.ip_unprivileged_port_start\",\"value\":\"80\"}]}",
                "/spec/containers/0/securityContext/capabilities/add [\"NET_BIND_SERVICE\"]",
            ],
            Sick.Case(Category.PrivilegedPort, "80", "\"securityContext\":{\"runAsUser\":0,\"capabilities\":{\"drop\":[\"ALL\"]}}").Edits());

    [Fact]
    public void Refusals_at_cluster_scope_need_a_cluster_role()
    {
        var role = Assert.IsType<PersonProposal>(RemedyList.Propose(Sick.Case(Category.RbacForbidden, "get nodes",
            proof: "nodes is forbidden: User \\\"system:serviceaccount:shop:web\\\" cannot get resource \\\"nodes\\\" in API group \\\"\\\" at the cluster scope"))[0]);

        Assert.Contains("kind: ClusterRole\n", role.Manifest, StringComparison.Ordinal);
        Assert.Contains("verbs: [get]\n", role.Manifest, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_that_names_no_account_brings_no_manifest() =>
        Assert.All(RemedyList.Propose(Sick.Case(Category.RbacForbidden, "x", proof: "User \"system:serviceaccount:shop:web\nrules: x\" cannot get resource \"y\"")), p => Assert.Null(Assert.IsType<PersonProposal>(p).Manifest));

    [Theory]
    [InlineData("istio-proxy", null, 1)]
    [InlineData("linkerd-proxy", null, 0)]
    [InlineData("istio-proxy", "v1.30.0", 1)]
    public void A_proxy_is_waited_for_where_something_can(string proxy, string? kubelet, int proposals) =>
        Assert.Equal(proposals, Sick.Case(Category.SidecarOrdering, proxy, rule: "mesh-before-proxy")
            .WithPod(p => p with { Containers = [.. p.Containers, Some.Running(proxy)], Node = kubelet is null ? null : new NodeFacts { Name = "n", KubeletVersion = kubelet } }).Edits().Count);

    [Fact]
    public void A_failing_neighbour_is_mended_and_not_waited_for() =>
        Assert.Empty(Sick.Case(Category.SidecarOrdering, "db-proxy", rule: "failing-neighbour").Edits());
}
