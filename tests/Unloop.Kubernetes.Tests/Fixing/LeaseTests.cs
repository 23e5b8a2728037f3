using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Kubernetes.Fixing;
using Unloop.Kubernetes.Tests.Fakes;

namespace Unloop.Kubernetes.Tests.Fixing;

public sealed class LeaseTests
{
    private const string Fix = "20260501-120000-deployment-web";
    private const string Test = "try-260501120000abcdef";
    private const string Leases = "/apis/coordination.k8s.io/v1/namespaces/shop/leases";
    private static readonly WorkloadRef Web = new() { ApiVersion = "apps/v1", Kind = "Deployment", Namespace = "shop", Name = "web", Uid = "uid-web" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_holds_it_and_may_renew_it_and_the_other_is_told_who_and_until_when()
    {
        await using var cluster = await FixCluster.StartAsync();

        Assert.Null(await cluster.Workloads.HoldAsync(Web, "ann@laptop", TimeSpan.FromMinutes(1), Token));
        Assert.Null(await cluster.Workloads.HoldAsync(Web, "ann@laptop", TimeSpan.FromMinutes(1), Token));
        var problem = await cluster.Workloads.HoldAsync(Web, "ben@desk", TimeSpan.FromMinutes(1), Token);

        Assert.Equal(new Problem(ProblemKind.Refused, "Another fix of deployment/web is under way: ann@laptop holds it until 2026-05-01 12:01:00 UTC."), problem);
    }

    [Theory]
    [InlineData(Fix, Test, "A test of deployment/web is under way, in a copy of its pod: run 260501120000abcdef of 'unloop try' holds it until 2026-05-01 12:01:00 UTC, and longer while it goes on.")]
    [InlineData(Test, Fix, "A fix of deployment/web is under way: 20260501-120000-deployment-web holds it until 2026-05-01 12:01:00 UTC.")]
    [InlineData("try-260501120001fedcba", Test, "Another test of deployment/web is under way, in a copy of its pod: run 260501120000abcdef of 'unloop try' holds it until 2026-05-01 12:01:00 UTC, and longer while it goes on.")]
    [InlineData("20260501-120001-deployment-web", Fix, "Another fix of deployment/web is under way: 20260501-120000-deployment-web holds it until 2026-05-01 12:01:00 UTC.")]
    [InlineData(Test, "try-it", "A fix of deployment/web is under way: try-it holds it until 2026-05-01 12:01:00 UTC.")]
    public async Task A_fix_and_a_test_that_hold_it_are_told_apart(string asks, string holds, string words)
    {
        await using var cluster = await FixCluster.StartAsync();
        Assert.Null(await cluster.Workloads.HoldAsync(Web, holds, TimeSpan.FromMinutes(1), Token));

        Assert.Equal(new Problem(ProblemKind.Refused, words), await cluster.Workloads.HoldAsync(Web, asks, TimeSpan.FromMinutes(1), Token));
    }

    [Fact]
    public async Task What_has_run_out_by_the_servers_clock_is_taken_over_whatever_ours_says()
    {
        await using var cluster = await FixCluster.StartAsync();
        cluster.Time.Advance(TimeSpan.FromDays(-300));
        cluster.Api.Put(Leases, Lease("ann@laptop", "2026-05-01T11:58:00.000000Z", 60));

        Assert.Null(await cluster.Workloads.HoldAsync(Web, "ben@desk", TimeSpan.FromMinutes(1), Token));
        Assert.Equal(("ben@desk", 4), ((string?)cluster.Api.Find(Leases, "unloop-fix-deployment-web")!["spec"]!["holderIdentity"], (int?)cluster.Api.Find(Leases, "unloop-fix-deployment-web")!["spec"]!["leaseTransitions"]));
    }

    [Fact]
    public async Task A_clock_of_ours_that_is_ahead_takes_nothing_away()
    {
        await using var cluster = await FixCluster.StartAsync();
        cluster.Time.Advance(TimeSpan.FromDays(300));
        cluster.Api.Put(Leases, Lease("ann@laptop", "2026-05-01T11:59:30.000000Z", 60));

        Assert.NotNull(await cluster.Workloads.HoldAsync(Web, "ben@desk", TimeSpan.FromMinutes(1), Token));
    }

    [Fact]
    public async Task Of_two_who_take_over_at_once_one_loses()
    {
        await using var cluster = await FixCluster.StartAsync();
        cluster.Api.Put(Leases, Lease("ann@laptop", "2026-05-01T11:58:00.000000Z", 60));
        cluster.Api.Fault(
            r => r.Method == "PATCH",
            context =>
            {
                cluster.Api.Put(Leases, Lease("cyd@desk", "2026-05-01T12:00:00.000000Z", 60));
                return FakeApi.StatusAsync(context, 422, "Invalid", "the server rejected our request due to an error in our request");
            },
            times: 1);

        Assert.Contains("cyd@desk", (await cluster.Workloads.HoldAsync(Web, "ben@desk", TimeSpan.FromMinutes(1), Token))!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_was_lost_is_looked_up()
    {
        await using var cluster = await FixCluster.StartAsync();
        cluster.Api.LoseAnswers(r => r.Method == "POST", done: true);

        Assert.Null(await cluster.Workloads.HoldAsync(Web, "ann@laptop", TimeSpan.FromMinutes(1), Token));
    }

    [Fact]
    public async Task Only_the_holder_gives_it_back()
    {
        await using var cluster = await FixCluster.StartAsync();
        Assert.Null(await cluster.Workloads.HoldAsync(Web, "ann@laptop", TimeSpan.FromMinutes(1), Token));

        await cluster.Workloads.ReleaseAsync(Web, "ben@desk", Token);
        Assert.NotNull(cluster.Api.Find(Leases, "unloop-fix-deployment-web"));
        await cluster.Workloads.ReleaseAsync(Web, "ann@laptop", Token);
        Assert.Null(cluster.Api.Find(Leases, "unloop-fix-deployment-web"));
    }

    [Fact]
    public void A_name_that_would_be_too_long_ends_in_a_hash_of_all_of_it()
    {
        var (a, b) = (FixLease.NameFor(Web with { Name = new string('a', 250) + ".x" }), FixLease.NameFor(Web with { Name = new string('a', 250) + ".y" }));

        Assert.Equal((253, 253), (a.Length, b.Length));
        Assert.NotEqual(a, b);
    }

    [Fact]
    public async Task An_event_tells_what_was_done_in_one_clean_line_and_its_failure_is_silent()
    {
        await using var cluster = await FixCluster.StartAsync();
        await cluster.Workloads.NoteAsync(Web, "rolled back", "to revision 3\u001b[31m\n" + new string('x', 5000), isWarning: true, Token);
        cluster.Api.Fault("/events", 403, "Forbidden", "no");
        await cluster.Workloads.NoteAsync(Web, "RolledBack", "again", isWarning: false, Token);

        var made = System.Text.Json.Nodes.JsonNode.Parse(cluster.Api.Writes.First().Body)!;
        Assert.Equal(("RolledBack", "Warning", "uid-web", "unloop"), ((string?)made["reason"], (string?)made["type"], (string?)made["involvedObject"]!["uid"], (string?)made["reportingComponent"]));
        Assert.DoesNotContain((string)made["message"]!, c => char.IsControl(c));
        Assert.True(((string)made["message"]!).Length <= 1024);
    }

    private static string Lease(string holder, string renewed, int seconds) =>
        $$$"""{"metadata":{"name":"unloop-fix-deployment-web","namespace":"shop","uid":"uid-lease"},"spec":{"holderIdentity":"{{{holder}}}","renewTime":"{{{renewed}}}","leaseDurationSeconds":{{{seconds}}},"leaseTransitions":3}}""";
}
