using Unloop.Engine;
using Unloop.Kubernetes.Tests.Fakes;
using static Unloop.Kubernetes.Tests.Fakes.Objects;

namespace Unloop.Kubernetes.Tests.Api;

public sealed class ProxyTests
{
    [Fact]
    public async Task A_proxy_that_the_kubeconfig_names_is_used_with_its_password_and_never_gone_around()
    {
        await using var proxy = await FakeApi.StartAsync();
        proxy.Put(Pods, Pod("a", Status("web", Running(), ready: true)));
        var address = proxy.Address.Replace("http://", "http://jane:s3c%40ret@", StringComparison.Ordinal);
        using var source = TestCluster.Connect(TestCluster.Config("http://api.cluster.invalid", cluster: $",\"proxy-url\":\"{address}\"")).Source!;

        var batch = await source.CollectAsync(new TargetQuery(), TestContext.Current.CancellationToken);

        Assert.Empty(batch.Problems);
        Assert.Equal("api.cluster.invalid", Assert.Single(proxy.Requests).Headers["Host"][0]);
    }
}
