using System.Text;
using Unloop.Engine.Machine;
using Unloop.Monitoring.Datadog;

namespace Unloop.Monitoring.Tests.Datadog;

public class DatadogSettingsTests
{
    private static readonly Dictionary<string, string> Nothing = [];

    [Theory]
    [InlineData("datadoghq.eu", "datadoghq.eu")]
    [InlineData(" Datadoghq.EU ", "datadoghq.eu")]
    [InlineData("https://app.datadoghq.eu/account", "datadoghq.eu")]
    [InlineData("api.us5.datadoghq.com", "us5.datadoghq.com")]
    [InlineData("us5", "us5.datadoghq.com")]
    [InlineData("us1", "datadoghq.com")]
    [InlineData("us1-fed", "ddog-gov.com")]
    public void A_site_may_be_written_as_people_know_it(string text, string site) => Assert.Equal((site, null), DatadogSites.Find(text, "--site"));

    [Theory]
    [InlineData("datadog.eu", "did you mean 'datadoghq.eu'?")]
    [InlineData("us4.datadoghq.com", "did you mean 'us")]
    [InlineData("evil.example.com", "The sites are datadoghq.com, us3.datadoghq.com")]
    [InlineData("datadoghq.eu.example.com", "there is no Datadog site")]
    [InlineData("", "there is no Datadog site ''")]
    public void Another_is_refused_with_the_nearest(string text, string says)
    {
        var (site, problem) = DatadogSites.Find(text, "DD_SITE");
        Assert.Null(site);
        Assert.StartsWith("DD_SITE: ", problem!.Message, StringComparison.Ordinal);
        Assert.Contains(says, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("datadoghq.com", "https://app.datadoghq.com/monitors/5")]
    [InlineData("datadoghq.eu", "https://app.datadoghq.eu/monitors/5")]
    [InlineData("us3.datadoghq.com", "https://us3.datadoghq.com/monitors/5")]
    [InlineData("ddog-gov.com", "https://app.ddog-gov.com/monitors/5")]
    public void Every_site_has_its_pages(string site, string page) => Assert.Equal(page, DatadogSites.Page(site, "5"));

    [Theory]
    [InlineData("https://proxy.example.com", true)]
    [InlineData("https://proxy.example.com:8443/", true)]
    [InlineData("http://127.0.0.1:8126", true)]
    [InlineData("http://[::1]:8126", true)]
    [InlineData("http://localhost:8126", true)]
    [InlineData("http://datadog.example.com", false)]
    [InlineData("http://127.0.0.1.example.com", false)]
    [InlineData("https://user:secret@proxy.example.com", false)]
    [InlineData("https://proxy.example.com/path", false)]
    [InlineData("ftp://127.0.0.1", false)]
    [InlineData("proxy.example.com", false)]
    public void Keys_leave_this_machine_only_under_TLS(string url, bool good) => Assert.Equal(good, DatadogOptions.FindApi(url).Problem is null);

    [Fact]
    public void Both_missing_keys_are_named_at_once()
    {
        var (keys, problems) = DatadogKeys.Find(null, null, new Dictionary<string, string> { ["DD_API_KEY"] = " " }, new Files());
        Assert.Null(keys);
        Assert.Equal(["There is no API key: set DD_API_KEY, or name a file that holds it with --api-key-file.", "There is no application key: set DD_APP_KEY, or name a file that holds it with --app-key-file."], problems.Select(p => p.Message));
    }

    [Fact]
    public void A_file_comes_before_a_variable_and_its_line_end_is_no_part_of_the_key()
    {
        var (keys, problems) = DatadogKeys.Find("api", null, new Dictionary<string, string> { ["DATADOG_API_KEY"] = "other", ["DD_APP_KEY"] = "second" }, new Files { ["api"] = "first\r\n" });
        Assert.Empty(problems);
        Assert.Equal(("first", "second"), (keys!.Api, keys.Application));
        Assert.Equal(("--api-key-file api", "DD_APP_KEY"), (keys.ApiFrom, keys.ApplicationFrom));
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("two\nlines")]
    [InlineData("k\u00e9y")]
    [InlineData("")]
    [InlineData("key\r\nX-Evil: 1")]
    public void What_is_no_key_is_refused_and_not_shown(string text)
    {
        var problem = Assert.Single(DatadogKeys.Find("api", "app", Nothing, new Files { ["api"] = text, ["app"] = "good" }).Problems);
        Assert.Contains("--api-key-file api holds no API key", problem.Message, StringComparison.Ordinal);
        Assert.True(text.Length == 0 || !problem.Message.Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_that_is_not_there_is_said() =>
        Assert.Contains("--app-key-file app does not exist", DatadogKeys.Find("api", "app", Nothing, new Files { ["api"] = "good" }).Problems.Single().Message, StringComparison.Ordinal);

    [Fact]
    public void A_key_in_place_of_its_files_name_is_not_said_again()
    {
        const string key = "0123456789abcdef0123456789abcdef";
        var problems = DatadogKeys.Find(key, key, Nothing, new Files()).Problems;
        Assert.Equal(2, problems.Count);
        Assert.All(problems, p => Assert.DoesNotContain(key, p.Message, StringComparison.Ordinal));
        Assert.Contains("--app-key-file: there is no such file", problems[1].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://user:hunter2@proxy.example.com", "https://…@proxy.example.com/…")]
    [InlineData("https://proxy.example.com/?key=hunter2", "https://proxy.example.com/…")]
    [InlineData("hunter2hunter2", "--api-url …:")]
    public void A_secret_in_an_address_is_not_said_again(string url, string said)
    {
        var message = DatadogOptions.FindApi(url).Problem!.Message;
        Assert.Contains(said, message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_print_as_nothing()
    {
        var (keys, _) = DatadogKeys.Find("api", "app", Nothing, new Files { ["api"] = "hush1", ["app"] = "hush2" });
        Assert.DoesNotContain("hush", $"{keys}", StringComparison.Ordinal);
        Assert.Equal("a *** and ***", keys!.Without("a hush1 and HUSH2"));
    }

    [Fact]
    public void A_key_that_is_part_of_the_other_leaves_no_rest()
    {
        var (keys, _) = DatadogKeys.Find("api", "app", Nothing, new Files { ["api"] = "hush", ["app"] = "hush2" });
        Assert.Equal("*** ***", keys!.Without("hush2 hush"));
    }

    private sealed class Files : Dictionary<string, string>, IFileReader
    {
        public FileRead Read(string path, int limit) => TryGetValue(path, out var text) ? FileRead.Of(Encoding.UTF8.GetBytes(text)) : FileRead.NotThere;
    }
}
