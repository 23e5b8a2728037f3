using System.Text.Json;
using Unloop.Evidence.Api;
using Unloop.Kubernetes.Verifying;
using static Unloop.Kubernetes.Tests.Fakes.Objects;

namespace Unloop.Kubernetes.Tests.Verifying;

/// <summary>The cases of the printer's own tests, in short.</summary>
public sealed class PodStatusTextTests
{
    private const string Ready = ""","conditions":[{"type":"Ready","status":"True"},{"type":"Initialized","status":"True"}]""";
    private const string Sidecar = ""","initContainers":[{"name":"proxy","image":"p","restartPolicy":"Always"}]""";
    private const string TwoInits = ""","initContainers":[{"name":"a","image":"p"},{"name":"b","image":"p"}]""";
    private const string Leaving = ""","deletionTimestamp":"2026-05-01T12:00:00Z" """;

    [Theory]
    [InlineData("Running", """{"running":{}}""", true, "Running")]
    [InlineData("Running", """{"waiting":{"reason":"CrashLoopBackOff"}}""", false, "CrashLoopBackOff")]
    [InlineData("Pending", """{"waiting":{"reason":"ImagePullBackOff"}}""", false, "ImagePullBackOff")]
    [InlineData("Running", """{"terminated":{"exitCode":1,"reason":"Error"}}""", false, "Error")]
    [InlineData("Running", """{"terminated":{"exitCode":137}}""", false, "ExitCode:137")]
    [InlineData("Running", """{"terminated":{"exitCode":137,"signal":9}}""", false, "Signal:9")]
    [InlineData("Succeeded", """{"terminated":{"exitCode":0,"reason":"Completed"}}""", false, "Completed")]
    public void One_container_speaks_for_the_pod(string phase, string state, bool ready, string expected) =>
        Assert.Equal(expected, Of(Pod("p", Status("web", state, ready: ready), phase: phase)));

    [Theory]
    [InlineData(Ready, "Running")]
    [InlineData("", "NotReady")]
    public void A_pod_of_which_one_container_is_through_runs_as_long_as_another_does(string conditions, string expected) =>
        Assert.Equal(expected, Of(Pod("p", Status("a", """{"terminated":{"exitCode":0,"reason":"Completed"}}""") + "," + Status("b", Running(), ready: true), status: conditions)));

    [Theory]
    [InlineData("""{"terminated":{"exitCode":0,"reason":"Completed"}}""", """{"running":{}}""", "Init:1/2")]
    [InlineData("""{"waiting":{"reason":"PodInitializing"}}""", """{"waiting":{"reason":"PodInitializing"}}""", "Init:0/2")]
    [InlineData("""{"waiting":{"reason":"CrashLoopBackOff"}}""", "{}", "Init:CrashLoopBackOff")]
    [InlineData("""{"terminated":{"exitCode":1,"reason":"Error"}}""", "{}", "Init:Error")]
    [InlineData("""{"terminated":{"exitCode":3}}""", "{}", "Init:ExitCode:3")]
    [InlineData("""{"terminated":{"exitCode":137,"signal":9}}""", "{}", "Init:Signal:9")]
    public void An_init_container_that_is_not_through_comes_first(string first, string second, string expected) =>
        Assert.Equal(expected, Of(Pod("p", Status("web", Waiting("PodInitializing")), spec: TwoInits, phase: "Pending", initStatuses: Status("a", first) + "," + Status("b", second))));

    [Fact]
    public void A_sidecar_that_has_started_holds_nobody_up() =>
        Assert.Equal("CrashLoopBackOff", Of(Pod("p", Looping(), spec: Sidecar, initStatuses: """{"name":"proxy","started":true,"ready":true,"state":{"running":{}}}""")));

    [Fact]
    public void A_sidecar_that_has_not_started_does() =>
        Assert.Equal("Init:0/1", Of(Pod("p", Status("web", Waiting("PodInitializing")), spec: Sidecar, initStatuses: """{"name":"proxy","started":false,"state":{"running":{}}}""")));

    [Fact]
    public void What_holds_for_the_pod_as_a_whole_is_told_where_no_container_speaks()
    {
        Assert.Equal("Evicted", Of(Pod("p", "", phase: "Failed", status: ""","reason":"Evicted" """)));
        Assert.Equal("SchedulingGated", Of(Pod("p", "", phase: "Pending", status: ""","conditions":[{"type":"PodScheduled","status":"False","reason":"SchedulingGated"}]""")));
        Assert.Equal("Terminating", Of(Pod("p", Status("web", Running(), ready: true), metadata: Leaving)));
        Assert.Equal("Unknown", Of(Pod("p", Status("web", Running(), ready: true), metadata: Leaving, status: ""","reason":"NodeLost" """)));
        Assert.Equal("Completed", Of(Pod("p", Status("web", """{"terminated":{"exitCode":0,"reason":"Completed"}}"""), metadata: Leaving, phase: "Succeeded")));
        Assert.Equal("Unknown", PodStatusText.Of(new Pod()));
    }

    private static string Of(string pod) => PodStatusText.Of(JsonSerializer.Deserialize(pod, ApiJson.Default.Pod)!);
}
