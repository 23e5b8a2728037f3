using Microsoft.AspNetCore.Http;
using Unloop.Core.Facts;
using Unloop.Engine;
using Unloop.Kubernetes.Tests.Fakes;
using static Unloop.Kubernetes.Tests.Fakes.Objects;

namespace Unloop.Kubernetes.Tests.Api;

public sealed class FaultTests
{
    [Fact]
    public async Task Requests_are_reads_that_say_who_asks_and_take_gzip()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Put(Pods, Pod("web-1", Looping()));

        _ = await cluster.PodAsync("web-1");

        Assert.All(cluster.Api.Requests, r => Assert.Equal(("GET", "unloop/1.2.3", "gzip"), (r.Method, r.Headers["User-Agent"][0], r.Headers["Accept-Encoding"][0])));
    }

    [Fact]
    public async Task At_most_eight_requests_are_in_flight()
    {
        await using var cluster = await TestCluster.StartAsync();
        for (var i = 0; i < 30; i++)
        {
            cluster.Api.Put(Pods, Pod($"bad-{i}", Looping()));
        }

        var (now, most) = (0, 0);
        var full = new TaskCompletionSource();
        cluster.Api.Fault("/log", async context =>
        {
            var mine = Interlocked.Increment(ref now);
            most = Math.Max(most, mine);
            if (mine == 8)
            {
                full.SetResult();
            }

            await full.Task;
            _ = Interlocked.Decrement(ref now);
            await context.Response.WriteAsync("x\n");
        });

        _ = await cluster.CollectAsync();

        Assert.Equal(8, most);
    }

    [Fact]
    public async Task A_busy_server_is_given_the_time_it_asks_for()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Put(Pods, Pod("web-1", Looping()));
        cluster.Api.Fault(Pods, context =>
        {
            context.Response.Headers.RetryAfter = "7";
            return FakeApi.StatusAsync(context, 429, "TooManyRequests", "slow down");
        }, times: 1);

        Assert.Equal("web-1", (await cluster.PodAsync("web-1")).Subject.Pod);
        Assert.Equal([TimeSpan.FromSeconds(7)], cluster.Time.Delays);
    }

    [Fact]
    public async Task A_server_that_asks_for_an_hour_is_not_waited_for_that_long_and_given_up_after_three_tries()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Fault(Pods, context =>
        {
            context.Response.Headers.RetryAfter = "3600";
            return FakeApi.StatusAsync(context, 429, "TooManyRequests", "slow down");
        });

        Assert.Contains("too busy", Assert.Single((await cluster.CollectAsync("web-1")).Problems).Message, StringComparison.Ordinal);
        Assert.Equal([TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10)], cluster.Time.Delays);
        Assert.Equal(3, cluster.Api.Requests.Count);
    }

    [Fact]
    public async Task A_server_error_that_passes_is_not_noticed()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Put(Pods, Pod("web-1", Looping()));
        cluster.Api.Fault("/resourcequotas", 503, "ServiceUnavailable", "etcd leader changed", times: 2);

        Assert.DoesNotContain((await cluster.PodAsync("web-1")).Gaps, g => g.What.Contains("Quota", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Credentials_that_are_refused_are_a_problem_that_says_so()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Fault("/", 401, "Unauthorized", "Unauthorized");

        var problem = Assert.Single((await cluster.CollectAsync("web-1")).Problems);

        Assert.Equal(ProblemKind.Unauthorised, problem.Kind);
        Assert.Contains("does not accept the credentials (Unauthorized)", problem.Message, StringComparison.Ordinal);
        Assert.Single(cluster.Api.Requests);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(403)]
    [InlineData(502)]
    public async Task A_web_page_in_place_of_an_answer_is_told_as_such(int code)
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Fault("/", context =>
        {
            context.Response.StatusCode = code;
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync("<html><script>alert(1)</script>Please log in</html>");
        });

        var problem = Assert.Single((await cluster.CollectAsync("web-1")).Problems);

        Assert.Equal(ProblemKind.Unreachable, problem.Kind);
        Assert.Contains("web page", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("script", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Fault("/", context =>
        {
            context.Response.Redirect("https://sso.example.org/login");
            return Task.CompletedTask;
        });

        Assert.Contains("redirect to sso.example.org", Assert.Single((await cluster.CollectAsync("web-1")).Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Half_an_answer_is_a_gap_and_no_exception()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Put(Pods, Pod("web-1", Looping()));
        cluster.Api.Fault("/limitranges", c => c.Response.WriteAsync("""{"kind":"List","items":[{"metadata":{"na"""));

        Assert.Contains((await cluster.PodAsync("web-1")).Gaps, g => g.Reason == GapReason.Unreadable && g.Detail!.Contains("limitranges", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_answer_of_the_wrong_shape_is_a_gap_and_no_exception()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Put(Pods, Pod("web-1", Looping()));
        cluster.Api.Fault("/resourcequotas", c => c.Response.WriteAsync("""["not", 1, "object"]"""));
        cluster.Api.Fault("/limitranges", c => c.Response.WriteAsync("null"));

        Assert.Equal(2, (await cluster.PodAsync("web-1")).Gaps.Count(g => g.Reason == GapReason.Unreadable));
    }

    [Fact]
    public async Task A_compressed_answer_that_is_damaged_is_a_gap_and_no_exception()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Put(Pods, Pod("web-1", Looping()));
        cluster.Api.Fault(r => r.Path.EndsWith("/limitranges", StringComparison.Ordinal) || r.Path.EndsWith("/log", StringComparison.Ordinal), context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            return context.Response.WriteAsync("this was never compressed");
        });

        var pod = await cluster.PodAsync("web-1");

        Assert.Contains(pod.Gaps, g => g.Reason == GapReason.Unreadable);
        Assert.Contains(pod.Gaps, g => g.Container == "web");
    }

    [Fact]
    public async Task A_server_that_never_answers_is_unreachable_once_the_time_is_over()
    {
        await using var cluster = await TestCluster.StartAsync();
        var asked = new TaskCompletionSource();
        cluster.Api.Fault(Pods, async context =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });

        var collecting = cluster.CollectAsync("web-1");
        await asked.Task;
        cluster.Time.Advance(TimeSpan.FromSeconds(15));

        var problem = Assert.Single((await collecting).Problems);
        Assert.Equal(ProblemKind.Unreachable, problem.Kind);
        Assert.Contains("did not answer in time", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endless_body_is_cut_off_once_the_time_is_over_and_a_log_keeps_what_came()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Put(Pods, Pod("web-1", Looping()));
        var asked = new TaskCompletionSource();
        cluster.Api.Fault("/log", async context =>
        {
            await context.Response.WriteAsync("2026-05-01T11:58:00.000000001Z the cause\n");
            await context.Response.Body.FlushAsync();
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });

        var collecting = cluster.CollectAsync("web-1");
        await asked.Task;
        while (!collecting.IsCompleted)
        {
            cluster.Time.Advance(TimeSpan.FromSeconds(60));
            await Task.Yield();
        }

        Assert.Contains(Assert.Single((await collecting).Pods).Gaps, g => g.Container == "web");
    }

    [Fact]
    public async Task Cancelling_ends_the_collection_at_once()
    {
        await using var cluster = await TestCluster.StartAsync();
        using var source = new CancellationTokenSource();
        cluster.Api.Fault(Pods, async context =>
        {
            await source.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using var direct = TestCluster.Connect(TestCluster.Config(cluster.Api.Address)).Source!;

        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => direct.CollectAsync(new TargetQuery(), source.Token));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_unreachable()
    {
        var gone = await FakeApi.StartAsync();
        var address = gone.Address;
        await gone.DisposeAsync();
        using var source = TestCluster.Connect(TestCluster.Config(address)).Source!;

        var problem = Assert.Single((await source.CollectAsync(new TargetQuery(), TestContext.Current.CancellationToken)).Problems);

        Assert.Equal(ProblemKind.Unreachable, problem.Kind);
        Assert.Contains("connection refused", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hostile_words_of_a_server_become_one_plain_line()
    {
        await using var cluster = await TestCluster.StartAsync();
        cluster.Api.Fault("/", 403, "Forbidden", "no\u001b[31m\n" + new string('x', 5000));

        var message = Assert.Single((await cluster.CollectAsync("web-1")).Problems).Message;

        Assert.DoesNotContain(message, c => char.IsControl(c));
        Assert.True(message.Length < 600);
    }
}
