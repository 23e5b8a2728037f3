using System.CommandLine;
using Unloop.Alerts.Generation.Channels;

namespace Unloop.Cli.Commands;

/// <summary>The flag that says who is notified.</summary>
internal sealed class ChannelFlags
{
    private readonly Option<string[]> _notify = new("--notify")
    {
        Description = "Who is notified: email:ops@example.com, slack:#ops, pagerduty:Checkout, opsgenie:Checkout, teams:Ops or webhook:deploys; may be repeated",
        HelpName = "KIND:ADDRESS",
    };

    public void AddTo(Command command)
    {
        _notify.Validators.Add(result =>
        {
            foreach (var error in ChannelParser.Parse(result.Tokens.Select(t => t.Value)).Errors)
            {
                result.AddError($"--notify: {error}");
            }
        });
        command.Options.Add(_notify);
    }

    public IReadOnlyList<NotificationChannel> Channels(ParseResult parsed) => ChannelParser.Parse(parsed.GetValue(_notify) ?? []).Channels;
}
