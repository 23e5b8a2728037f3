using Unloop.Core.Text;

namespace Unloop.Core.Tests.Text;

public class DiscreetTests
{
    [Theory]
    [InlineData("https://datadog-proxy.example.com", "https://datadog-proxy.example.com")]
    [InlineData("http://127.0.0.1:9090/", "http://127.0.0.1:9090")]
    [InlineData("https://user:hunter2@prometheus.example.com/", "https://…@prometheus.example.com/…")]
    [InlineData("https://prometheus.example.com/?token=hunter2", "https://prometheus.example.com/…")]
    [InlineData("https://hooks.slack.com/services/T0/B0/hunter2", "https://hooks.slack.com/…")]
    [InlineData("https://prometheus.example.com/#hunter2", "https://prometheus.example.com/…")]
    [InlineData("hunter2hunter2hunter2hunter2hunt", "…")]
    [InlineData("ftp://user:hunter2@example.com", "…")]
    [InlineData("", "…")]
    public void Of_an_address_only_its_host_is_said_again(string url, string said) => Assert.Equal(said, Discreet.Address(url));

    [Theory]
    [InlineData("/run/secrets/datadog/api-key-0123456789abcdef0123456789")]
    [InlineData("./key")]
    [InlineData("token")]
    [InlineData("../keys/app")]
    [InlineData("~/key")]
    [InlineData("keys/app")]
    [InlineData("datadog-api.key")]
    public void A_file_name_is_said_again(string path) => Assert.Equal(path, Discreet.FileName(path));

    [Theory]
    [InlineData("0123456789abcdef0123456789abcdef")]
    [InlineData("hunter2")]
    [InlineData("user:hunter2")]
    [InlineData("user:/run/hunter2")]
    [InlineData("eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJzdWIiOiJ4In0.hunter2hunter2hunter2")]
    [InlineData("q1w2e3r4t5y6u7i8o9p0a1s2d3f4/g5h6")]
    [InlineData("aGVsbG8/d29ybGQ=")]
    [InlineData("")]
    public void What_may_be_the_secret_itself_is_not(string secret)
    {
        Assert.Equal("…", Discreet.FileName(secret));
        var said = Discreet.Unread("--api-key-file", secret, $"cannot be read (Could not find '{secret}')");
        Assert.True(secret.Length == 0 || !said.Contains(secret, StringComparison.Ordinal));
        Assert.StartsWith("--api-key-file", said, StringComparison.Ordinal);
    }
}
