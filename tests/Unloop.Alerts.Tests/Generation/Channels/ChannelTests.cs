using Unloop.Alerts.Generation;
using Unloop.Alerts.Generation.Channels;
using Unloop.Alerts.Generation.Targets;

namespace Unloop.Alerts.Tests.Generation.Channels;

public class ChannelTests
{
    private static string Error(string text) => Assert.Single(ChannelParser.Parse([text]).Errors);

    [Theory]
    [InlineData("email:ops@example.com", ChannelKind.Email, "ops@example.com")]
    [InlineData("slack:#ops", ChannelKind.Slack, "#ops")]
    [InlineData("SLACK:acme/#ops", ChannelKind.Slack, "acme/#ops")]
    [InlineData("pagerduty:Checkout", ChannelKind.Pagerduty, "Checkout")]
    [InlineData("teams:Ops", ChannelKind.Teams, "Ops")]
    [InlineData("webhook:deploys", ChannelKind.Webhook, "deploys")]
    [InlineData("webhook:http://forwarder:8080/alerts", ChannelKind.Webhook, "http://forwarder:8080/alerts")]
    [InlineData("opsgenie: Checkout ", ChannelKind.Opsgenie, "Checkout")]
    public void A_channel_is_a_kind_and_an_address(string text, ChannelKind kind, string address) =>
        Assert.Equal(new NotificationChannel(kind, address), Requests.Channel(text));

    [Theory]
    [InlineData("ops@example.com", "KIND:ADDRESS")]
    [InlineData("mail:ops@example.com", "did you mean 'email'?")]
    [InlineData("slak:#ops", "did you mean 'slack'?")]
    [InlineData("email:ops", "no e-mail address")]
    [InlineData("email:Ops <ops@example.com>", "no e-mail address")]
    [InlineData("slack:ops", "slack:#ops")]
    [InlineData("slack:https://hooks.example.com/T0/B0/x", "is a secret")]
    [InlineData("webhook:https://example.com/?token=x", "is a secret")]
    [InlineData("webhook:https://user:pass@example.com/", "is a secret")]
    [InlineData("pagerduty:", "0 characters")]
    public void What_cannot_be_a_channel_is_refused_with_a_way_out(string text, string says) => Assert.Contains(says, Error(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("webhook:https://example.com/?token=hunter2")]
    [InlineData("https://example.com/hunter2")]
    [InlineData("slak:https://example.com/hunter2")]
    public void A_secret_in_an_address_is_not_said_again(string text) => Assert.DoesNotContain("hunter2", Error(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("https://hooks.slack.com/services/T0/B0/hunter2", "give slack:#channel")]
    [InlineData("https://HOOKS.slack.com/triggers/T0/1/hunter2", "give slack:#channel")]
    [InlineData("https://acme.webhook.office.com/webhookb2/hunter2", "give teams:Ops")]
    [InlineData("https://prod-1.westeurope.logic.azure.com/workflows/hunter2", "give teams:Ops")]
    [InlineData("https://discord.com/api/webhooks/1/hunter2", "give webhook:deploys")]
    [InlineData("https://discordapp.com/api/webhooks/1/hunter2", "give webhook:deploys")]
    [InlineData("https://events.pagerduty.com/integration/hunter2/enqueue", "give pagerduty:Service")]
    [InlineData("https://api.telegram.org/bot1:hunter2/sendMessage", "give webhook:deploys")]
    [InlineData("https://alerts.example.com/in/hunter2hunter2hunter2", "give webhook:deploys")]
    public void An_address_that_is_a_credential_is_refused_with_what_to_give_in_its_place(string address, string instead)
    {
        var error = Error($"webhook:{address}");
        Assert.Contains(instead, error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://prometheus-msteams:2000/ops")]
    [InlineData("http://alertmanager-to-discord.monitoring.svc.cluster.local:9094")]
    [InlineData("https://discord.com.example.com/alerts")]
    [InlineData("https://alerts.example.com/very-long-name-of-a-team")]
    public void An_address_of_ones_own_forwarder_is_taken(string address) => Assert.True(Requests.Channel($"webhook:{address}").IsUrl);

    [Fact]
    public void All_errors_are_told_at_once_and_no_channel_twice()
    {
        var (channels, errors) = ChannelParser.Parse(["slak:#ops", "email:x", "slack:#ops", "slack:#ops"]);

        Assert.Equal(2, errors.Count);
        Assert.Single(channels);
    }

    [Theory]
    [InlineData("email:ops@example.com", "@ops@example.com")]
    [InlineData("slack:#ops", "@slack-ops")]
    [InlineData("slack:acme/#ops", "@slack-acme-ops")]
    [InlineData("pagerduty:Checkout", "@pagerduty-Checkout")]
    [InlineData("teams:Ops", "@teams-Ops")]
    [InlineData("webhook:deploys", "@webhook-deploys")]
    [InlineData("opsgenie:Checkout", "@opsgenie-Checkout")]
    public void Datadog_knows_a_channel_by_its_handle(string text, string handle)
    {
        Assert.Equal(handle, DatadogHandles.Of(Requests.Channel(text)));
        Assert.Null(DatadogHandles.Mistake(Requests.Channel(text)));
    }

    [Theory]
    [InlineData("pagerduty:Check out", "a blank")]
    [InlineData("pagerduty:Checkout(prod)", "'('")]
    [InlineData("webhook:http://forwarder/x", "':'")]
    public void A_handle_that_Datadog_reads_in_part_only_is_refused(string text, string wrong) =>
        Assert.Contains($"only up to {wrong}", DatadogHandles.Mistake(Requests.Channel(text)), StringComparison.Ordinal);

    [Theory]
    [InlineData("teams:Ops", "0.27", true)]
    [InlineData("teams:Ops", "0.28", false)]
    [InlineData("webhook:deploys", "0.25", true)]
    [InlineData("webhook:deploys", "0.26", false)]
    [InlineData("webhook:http://forwarder/x", "0.25", false)]
    [InlineData("slack:#ops", "0.25", false)]
    public void An_Alertmanager_that_cannot_reach_a_channel_says_so(string text, string version, bool refused)
    {
        var settings = new TargetSettings { AlertmanagerVersion = Version.Parse(version) };

        Assert.Equal(refused, AlertmanagerChannels.Mistake(Requests.Channel(text), settings) is not null);
    }

    [Fact]
    public void Alertmanager_needs_somebody_to_notify_and_a_server_for_mails()
    {
        var target = TargetList.All.Single(t => t.Name == "alertmanager");

        Assert.Contains("--notify", Assert.Single(target.Mistakes(Requests.Of(new()))), StringComparison.Ordinal);
        Assert.Contains("--smtp-smarthost", Assert.Single(target.Mistakes(Requests.Of(new()) with { Channels = [Requests.Channel("email:a@example.com")] })), StringComparison.Ordinal);
    }
}
