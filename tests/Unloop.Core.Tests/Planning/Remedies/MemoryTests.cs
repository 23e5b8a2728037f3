using Unloop.Core.Facts;
using Unloop.Core.Planning.Remedies;

namespace Unloop.Core.Tests.Planning.Remedies;

public sealed class MemoryTests
{
    private const string Limit = "\"resources\":{\"limits\":{\"memory\":\"128Mi\"}}";
    private const string LimitPath = "/spec/containers/0/resources/limits/memory";

    private static RemedyCase Killed(string container, string? log = null) => Sick.Case(Category.OomLimit, "memory limit 128Mi", container, log: log, ended: Sick.Killed());

    [Fact]
    public void Without_evidence_the_limit_grows_by_half_and_says_so()
    {
        var @case = Killed(Limit);

        Assert.Equal([$"{LimitPath} \"192Mi\""], @case.Edits());
        Assert.Contains("nothing in the evidence says", RemedyList.Propose(@case)[0].Statement, StringComparison.Ordinal);
    }

    [Fact]
    public void The_amount_that_was_asked_for_is_added_to_what_was_held() =>
        Assert.Equal([$"{LimitPath} \"640Mi\""], Killed(Limit, "allocating 536870912 bytes for the index").Edits());

    [Fact]
    public void A_heap_that_is_larger_than_the_limit_sizes_it_or_is_sized_by_it() =>
        Assert.Equal(
            [$"{LimitPath} \"704Mi\"", "/spec/containers/0/args/0 \"-Xmx96m\""],
            Killed(Limit + ",\"args\":[\"-Xmx512m\",\"-jar\",\"app.jar\"]").Edits());

    [Fact]
    public void The_limit_of_the_healthy_revision_is_taken_first() =>
        Assert.Equal([$"{LimitPath} \"1024Mi\""], Killed(Limit).WithHealthy("\"resources\":{\"limits\":{\"memory\":\"1Gi\"}}").Edits());

    [Theory]
    [InlineData("Container max memory: 150Mi", "LimitRange")]
    [InlineData("limits.memory: 960Mi of 1Gi used", "ResourceQuota")]
    public void What_would_refuse_the_limit_is_named_in_its_place(string line, string kind)
    {
        var @case = Killed(Limit).WithPod(p => p with { Policies = [new PolicyFact(kind, "team", [line])] });

        Assert.Empty(@case.Edits());
        Assert.Contains($"{kind} team", RemedyList.Propose(@case)[0].Statement, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_bounds_the_limit() =>
        Assert.Empty(Killed(Limit).WithPod(p => p with { Node = new NodeFacts { Name = "n", AllocatableMemory = "150Mi" } }).Edits());

    [Fact]
    public void A_kill_that_is_not_marked_as_memory_changes_nothing() =>
        Assert.Empty(Sick.Case(Category.OomLimit, "SIGKILL", Limit, ended: Some.Crashing(exitCode: 137)).Edits());

    [Fact]
    public void A_container_without_limit_gets_none() => Assert.Empty(Killed("").Edits());

    [Fact]
    public void A_node_heap_gets_three_quarters_of_the_limit_beside_other_options() =>
        Assert.Equal(
            ["/spec/containers/0/env/0/value \"--enable-source-maps --max-old-space-size=96\""],
            Sick.Case(Category.HeapExhausted, "JavaScript heap", Limit + ",\"env\":[{\"name\":\"NODE_OPTIONS\",\"value\":\"--enable-source-maps --max-old-space-size=32\"}]", rule: "node-heap-limit").Edits());

    [Fact]
    public void Where_the_limit_is_the_wall_heap_and_limit_grow() =>
        Assert.Equal(
            ["/spec/containers/0/resources/limits/memory \"192Mi\"\n/spec/containers/0/env [{\"name\":\"NODE_OPTIONS\",\"value\":\"--max-old-space-size=144\"}]"],
            Sick.Case(Category.HeapExhausted, "JavaScript heap", Limit, rule: "node-heap-limit", log: "Mark-sweep (reduce) 95.9 (97.0) -> 95.5 (97.2) MB, 35.5 / 0.0 ms").Edits());

    [Fact]
    public void A_java_heap_without_setting_gets_three_quarters() =>
        Assert.Equal(
            ["/spec/containers/0/env [{\"name\":\"JAVA_TOOL_OPTIONS\",\"value\":\"-XX:MaxRAMPercentage=75\"}]"],
            Sick.Case(Category.HeapExhausted, "Java heap space", Limit, rule: "jvm-heap-exhausted").Edits());

    [Theory]
    [InlineData("jvm-heap-exhausted", "Java Metaspace", Limit)]
    [InlineData("python-memory-error", "memory", Limit)]
    [InlineData("jvm-heap-exhausted", "Java heap space", "\"env\":[]")]
    [InlineData("jvm-heap-exhausted", "Java heap space", Limit + ",\"env\":[{\"name\":\"JAVA_TOOL_OPTIONS\",\"valueFrom\":{\"fieldRef\":{\"fieldPath\":\"metadata.name\"}}}]")]
    public void A_heap_that_nothing_sizes_stays(string rule, string subject, string container) =>
        Assert.Empty(Sick.Case(Category.HeapExhausted, subject, container, rule: rule).Edits());

    [Fact]
    public void Shared_memory_is_mounted_for_what_was_asked() =>
        Assert.Equal(
            ["/spec/containers/0/volumeMounts [{\"mountPath\":\"/dev/shm\",\"name\":\"shared-memory\"}]\n/spec/volumes [{\"emptyDir\":{\"medium\":\"Memory\",\"sizeLimit\":\"320Mi\"},\"name\":\"shared-memory\"}]"],
            Sick.Case(Category.DiskFull, "/dev/shm", log: "could not resize shared memory segment to 268435456 bytes").Edits());

    [Theory]
    [InlineData("/dev/shm", "\"volumeMounts\":[{\"name\":\"shm\",\"mountPath\":\"/dev/shm\"}]")]
    [InlineData("/dev/shm", Limit)]
    [InlineData("/data", "")]
    public void Shared_memory_that_is_there_does_not_fit_or_is_not_meant_is_not_mounted(string subject, string container) =>
        Assert.Empty(Sick.Case(Category.DiskFull, subject, container).Edits());
}
