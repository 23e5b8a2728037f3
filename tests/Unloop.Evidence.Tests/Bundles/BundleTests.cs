using System.Text;
using System.Text.Json;
using Unloop.Core.Facts;
using Unloop.Core.Reports;
using Unloop.Evidence.Bundles;
using Unloop.Evidence.Offline;
using Unloop.Evidence.Tests.Logs;
using Unloop.Evidence.Tests.Offline;

namespace Unloop.Evidence.Tests.Bundles;

public sealed class BundleTests
{
    private static readonly PodEvidence Pod = Files.Read(
        ("describe.txt", Files.Describe("web-1", "i/setup:Running", "web:CrashLoopBackOff:1")), ("previous.log", "first\n  at x\n"), ("init-setup.log", "ok\n")).Pods[0];

    [Fact]
    public void A_bundle_reads_back_to_the_same_evidence()
    {
        var batch = Read(BundleWriter.Write([Pod], "1.2.3"));

        Assert.Empty(batch.Problems);
        Assert.Equal(Json(Pod), Json(Assert.Single(batch.Pods)));
    }

    [Fact]
    public void A_bundle_inside_a_folder_is_found_and_its_logs_are_left_to_people()
    {
        var batch = Read(BundleWriter.Write([Pod], "1").Select(e => e with { Path = "case-7/" + e.Path }));

        Assert.Single(batch.Pods);
        Assert.Equal(["case-7/pods/shop/web-1/evidence.json", "case-7/unloop.json"], batch.Inputs.Select(n => n.Path));
    }

    [Fact]
    public void Logs_lie_beside_the_evidence_in_plain_text()
    {
        var entries = BundleWriter.Write([Pod], "1").ToDictionary(e => e.Path, e => Encoding.UTF8.GetString(e.Content.Span));

        Assert.Equal("first\n  at x\n", entries["pods/shop/web-1/web.previous.log"]);
        Assert.Contains("unloop.dev/evidence/v1", entries["unloop.json"], StringComparison.Ordinal);
    }

    [Fact]
    public void Names_from_evidence_cannot_climb_out()
    {
        var entries = BundleWriter.Write([Pod with { Subject = Pod.Subject with { Namespace = "../..", Pod = "a/../../b" }, Logs = [] }], "1");

        Assert.All(entries, e => Assert.DoesNotContain("..", e.Path.Split('/')));
        Assert.StartsWith("pods/_", entries.First().Path, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bundle_that_lacks_a_file_says_which()
    {
        var batch = Read(BundleWriter.Write([Pod], "1").Where(e => e.Path != "pods/shop/web-1/evidence.json"));

        Assert.Equal("the bundle is not whole: pods/shop/web-1/evidence.json is missing", Assert.Single(batch.Problems).Message);
    }

    [Fact]
    public void Another_schema_is_refused_in_words() => Assert.Contains(
        "reads unloop.dev/evidence/v1", Assert.Single(Files.Read(("unloop.json", """{"schema":"unloop.dev/evidence/v9"}"""), ("x.log", "y\n")).Problems).Message, StringComparison.Ordinal);

    [Fact]
    public void Members_that_a_bundle_lacks_get_their_defaults_and_its_text_cannot_act()
    {
        var pod = Assert.Single(Files.Read(
            ("unloop.json", """{"schema":"unloop.dev/evidence/v1"}"""),
            ("pods/a/b/evidence.json", """{"subject":{"pod":"b\u001b[31m"},"containers":[null,{"name":"c"}],"logs":[{"container":"c","instance":"previous","lines":[{"number":1,"text":"x\u001b]0;y\u0007"}]}]}""")).Pods);

        Assert.Equal("b[31m", pod.Subject.Pod);
        Assert.Empty(Assert.Single(pod.Containers).Env);
        Assert.Empty(pod.Pod.Labels);
        Assert.Equal("x]0;y", pod.Logs[0].Lines[0].Text);
    }

    private static string Json(PodEvidence pod) => JsonSerializer.Serialize(pod, CoreJson.Default.PodEvidence);

    private static EvidenceBatch Read(IEnumerable<BundleEntry> entries) =>
        OfflineEvidence.Read([.. entries.Select(e => Files.Of(e.Path, e.Content.ToArray()))], new NoScanner(), new OfflineOptions());
}
