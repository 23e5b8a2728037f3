using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Core.Planning.Remedies;

namespace Unloop.Engine.Tests.Fixing;

public sealed class ZooRemedyTests
{
    /// <summary>Workload, and the edits of the first proposal as <c>op path value</c>.</summary>
    public static TheoryData<string, string[]> Mended => new()
    {
        { "bad-flag", ["replace /spec/containers/0/args/0 \"--max-old-space-size=512\""] },
        { "file-permission", ["add /spec/initContainers/1 {\"command\":[\"chown\",\"1000:1000\",\"/data\"],\"image\":\"REGISTRY/unloop-e2e/shell:TAG\",\"name\":\"hand-over-data\",\"securityContext\":{\"runAsNonRoot\":false,\"runAsUser\":0},\"volumeMounts\":[{\"mountPath\":\"/data\",\"name\":\"data\"}]}"] },
        { "liveness-slow-start", ["add /spec/containers/0/startupProbe {\"failureThreshold\":24,\"httpGet\":{\"path\":\"/healthz\",\"port\":8080},\"periodSeconds\":5}"] },
        { "liveness-wrong-port", ["replace /spec/containers/0/livenessProbe/httpGet/port 8080"] },
        { "missing-capability", ["add /spec/containers/0/securityContext {\"capabilities\":{\"add\":[\"NET_ADMIN\"]}}"] },
        { "mount-failure", ["replace /spec/containers/0/volumeMounts/0/mountPath \"/etc/nginx/nginx.conf\""] },
        { "mount-over-app", ["replace /spec/containers/0/volumeMounts/0/mountPath \"/app/uploads\""] },
        { "node-heap", ["replace /spec/containers/0/env/0/value \"--max-old-space-size=192\""] },
        { "oom-allocation", ["replace /spec/containers/0/resources/limits/memory \"80Mi\""] },
        { "oom-child", ["replace /spec/containers/0/resources/limits/memory \"80Mi\""] },
        { "privileged-port", ["add /spec/securityContext {\"sysctls\":[{\"name\":\"net.ipv4.ip_unprivileged_port_start\",\"value\":\"80\"}]}"] },
        {
            "read-only-root",
            [
                "add /spec/containers/0/volumeMounts [{\"mountPath\":\"/srv\",\"name\":\"writable-srv\"}]",
                "add /spec/volumes [{\"emptyDir\":{},\"name\":\"writable-srv\"}]",
            ]
        },
        { "run-as-non-root", ["replace /spec/containers/0/securityContext/runAsNonRoot false"] },
        { "service-link", ["add /spec/enableServiceLinks false"] },
        {
            "shm-full",
            [
                "add /spec/containers/0/volumeMounts [{\"mountPath\":\"/dev/shm\",\"name\":\"shared-memory\"}]",
                "add /spec/volumes [{\"emptyDir\":{\"medium\":\"Memory\",\"sizeLimit\":\"192Mi\"},\"name\":\"shared-memory\"}]",
            ]
        },
        { "startup-probe", ["replace /spec/containers/0/startupProbe/failureThreshold 180"] },
    };

    [Theory]
    [MemberData(nameof(Mended))]
    public void The_first_proposal_for_a_real_failure_mends_it_in_the_template(string workload, string[] edits)
    {
        var @case = Zoo.Case(workload);

        var proposal = Assert.IsType<TemplateProposal>(RemedyList.Propose(@case)[0]);

        Assert.Equal(edits, Zoo.Edits(@case, proposal));
        Assert.InRange(proposal.Statement.Length, 20, Sentence.Longest);
    }

    [Theory]
    [InlineData("missing-configmap", "orders-setting", "replace /spec/containers/0/envFrom/0/configMapRef/name \"orders-setting\"")]
    [InlineData("missing-configmap-volume", "proxy-route", "replace /spec/volumes/0/configMap/name \"proxy-route\"")]
    [InlineData("missing-secret", "smtp-credential", "replace /spec/containers/0/env/0/valueFrom/secretKeyRef/name \"smtp-credential\"")]
    public void A_misspelt_object_is_named_as_the_near_one_that_exists(string workload, string near, string edit)
    {
        var @case = Zoo.Case(workload, p => p with { References = [.. p.References.Select(r => r with { Presence = Presence.ObjectMissing, Nearest = [near] })] });

        Assert.Equal([edit], Zoo.Edits(@case, RemedyList.Propose(@case).OfType<TemplateProposal>().Single()));
    }

    [Fact]
    public void A_misspelt_key_is_named_as_the_near_one_that_the_object_has()
    {
        var @case = Zoo.Case("missing-key", p => p with { References = [.. p.References.Select(r => r.Key is null ? r : r with { Presence = Presence.KeyMissing, Nearest = ["database_host"] })] });

        Assert.Equal(
            ["replace /spec/containers/0/env/0/valueFrom/configMapKeyRef/key \"database_host\""],
            Zoo.Edits(@case, RemedyList.Propose(@case).OfType<TemplateProposal>().Single()));
    }

    [Fact]
    public void A_kubelet_that_refuses_the_sysctl_is_not_offered_it()
    {
        var @case = Zoo.Case("privileged-port", p => p with { Node = new NodeFacts { Name = "node-1", KubeletVersion = "v1.20.2" } });

        var proposal = RemedyList.Propose(@case).OfType<TemplateProposal>().Single();

        Assert.Equal(["replace /spec/containers/0/securityContext/runAsUser 0"], Zoo.Edits(@case, proposal));
        Assert.Equal(Risk.High, proposal.Risk);
    }

    [Fact]
    public void A_service_account_gets_the_role_that_the_refusal_names_and_no_more()
    {
        var proposals = RemedyList.Propose(Zoo.Case("rbac-forbidden"));

        Assert.Empty(proposals.OfType<TemplateProposal>());
        var role = Assert.IsType<PersonProposal>(proposals[0]);
        Assert.Contains("kind: Role\nmetadata:\n  name: rbac-forbidden-needs\n  namespace: zoo\nrules:\n  - apiGroups: [\"\"]\n    resources: [pods]\n    verbs: [list, watch]\n---", role.Manifest, StringComparison.Ordinal);
        Assert.Contains("subjects:\n  - kind: ServiceAccount\n    name: rbac-forbidden\n    namespace: zoo\n", role.Manifest, StringComparison.Ordinal);
        Assert.Equal("kubectl auth can-i list pods --as=system:serviceaccount:zoo:rbac-forbidden -n zoo", role.Command);
    }

    /// <summary>What no template mends: nothing is changed, and a person is told what to do.</summary>
    [Theory]
    [InlineData("command-in-script")]
    [InlineData("config-json")]
    [InlineData("connection-refused")]
    [InlineData("crlf-script")]
    [InlineData("data-dir-not-empty")]
    [InlineData("data-version")]
    [InlineData("exits-zero")]
    [InlineData("flapping")]
    [InlineData("image-pull")]
    [InlineData("init-dns")]
    [InlineData("library-too-old")]
    [InlineData("missing-configmap")]
    [InlineData("missing-env")]
    [InlineData("missing-key")]
    [InlineData("missing-secret")]
    [InlineData("nginx-config")]
    [InlineData("not-executable")]
    [InlineData("not-ready")]
    [InlineData("password-refused")]
    [InlineData("port-in-use")]
    [InlineData("python-module")]
    [InlineData("segfault")]
    [InlineData("tls-untrusted")]
    [InlineData("unschedulable")]
    [InlineData("victim")]
    [InlineData("volume-pending")]
    [InlineData("web-app")]
    [InlineData("wrong-architecture")]
    [InlineData("wrong-command")]
    public void What_no_template_mends_is_left_to_a_person(string workload)
    {
        var proposals = RemedyList.Propose(Zoo.Case(workload));

        Assert.All(proposals, p => Assert.IsType<PersonProposal>(p));
        Assert.Contains(proposals.Cast<PersonProposal>(), p => p.Command is not null);
    }
}
