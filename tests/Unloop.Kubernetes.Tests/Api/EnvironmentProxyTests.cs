using Unloop.Kubernetes.Api;

namespace Unloop.Kubernetes.Tests.Api;

public sealed class EnvironmentProxyTests
{
    [Theory]
    [InlineData("https://10.1.2.3:6443", "", true)]
    [InlineData("https://10.1.2.3:6443", "10.0.0.0/8", false)]
    [InlineData("https://10.1.2.3:6443", "192.168.0.0/16, 10.1.2.3", false)]
    [InlineData("https://10.1.2.3:6443", "10.1.2.4", true)]
    [InlineData("https://api.example.org", "example.org", false)]
    [InlineData("https://example.org", ".example.org", true)]
    [InlineData("https://api.example.org", ".example.org", false)]
    [InlineData("https://notexample.org", "example.org", true)]
    [InlineData("https://api.example.org:6443", "example.org:443", true)]
    [InlineData("https://api.example.org:6443", "example.org:6443", false)]
    [InlineData("https://api.example.org", "*", false)]
    [InlineData("https://127.0.0.1:6443", "", false)]
    [InlineData("https://localhost:6443", "", false)]
    public void The_environments_proxy_is_used_where_kubectl_would_use_it(string server, string exceptions, bool proxied)
    {
        var variables = new Dictionary<string, string?> { ["HTTPS_PROXY"] = "proxy.example.org:3128", ["NO_PROXY"] = exceptions };

        var proxy = EnvironmentProxy.For(new(server), variables.GetValueOrDefault);

        Assert.Equal(proxied ? "http://proxy.example.org:3128/" : null, proxy?.AbsoluteUri);
    }

    [Fact]
    public void A_proxy_for_http_is_none_for_https() =>
        Assert.Null(EnvironmentProxy.For(new("https://api.example.org"), name => name == "HTTP_PROXY" ? "http://p" : null));
}
