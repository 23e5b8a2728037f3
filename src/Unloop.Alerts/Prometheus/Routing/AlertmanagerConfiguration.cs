using Unloop.Alerts.Sources;
using Unloop.Alerts.Prometheus.Expressions;

namespace Unloop.Alerts.Prometheus.Routing;

/// <summary>What Alertmanager does with alerts (https://prometheus.io/docs/alerting/latest/configuration/), as far as it decides who hears of them.</summary>
public sealed record AlertmanagerConfiguration(SourceFile File, AlertRoute Root, IReadOnlyList<AlertReceiver> Receivers)
{
    /// <summary>Null where no receiver has the name.</summary>
    public AlertReceiver? Receiver(string name) => Receivers.FirstOrDefault(r => r.Name == name);

    /// <summary>Where an alert ends, the root where no other route takes it; what decides by a label that is not known may take it.</summary>
    /// <param name="label">The alert's value of a label; null: not known. A label that it lacks is empty.</param>
    public IReadOnlyList<AlertRoute> Ends(Func<string, string?> label)
    {
        var ends = new List<AlertRoute>();
        Root.Walk(label, ends);
        return ends;
    }
}

/// <param name="Receiver">Its own, or that of the route around it.</param>
/// <param name="Continue">An alert that it takes is offered to the routes after it too.</param>
public sealed record AlertRoute(string Receiver, IReadOnlyList<LabelMatcher> Matchers, bool Continue, IReadOnlyList<AlertRoute> Routes)
{
    /// <summary>All values of a label that routes within ask for, however they do.</summary>
    public IEnumerable<string> ValuesOf(string label) => Routes.SelectMany(r => r.Matchers.Where(m => m.Label == label).SelectMany(Values).Concat(r.ValuesOf(label))).Distinct(StringComparer.Ordinal);

    /// <returns>True: certainly taken; null: perhaps.</returns>
    internal bool? Takes(Func<string, string?> label)
    {
        var taken = (bool?)true;
        foreach (var matcher in Matchers)
        {
            var value = label(matcher.Label);
            if (value is not null && !matcher.Matches(value))
            {
                return false;
            }

            taken = value is null ? null : taken;
        }

        return taken;
    }

    internal void Walk(Func<string, string?> label, List<AlertRoute> ends)
    {
        // Where a route perhaps takes it, it perhaps stays here.
        var isTaken = false;
        foreach (var route in Routes)
        {
            var taken = route.Takes(label);
            if (taken == false)
            {
                continue;
            }

            isTaken |= taken == true;
            route.Walk(label, ends);
            if (taken == true && !route.Continue)
            {
                break;
            }
        }

        if (!isTaken)
        {
            ends.Add(this);
        }
    }

    /// <summary>Of an alternative its plain words.</summary>
    private static IEnumerable<string> Values(LabelMatcher matcher) => matcher.Operator switch
    {
        MatchOperator.Equal => [matcher.Value],
        MatchOperator.Regex => matcher.Value.Trim('^', '$', '(', ')').Split('|').Where(v => v.Length > 0 && v.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')),
        _ => [],
    };
}

/// <param name="Integrations">Whom it notifies; empty: nobody.</param>
public sealed record AlertReceiver(string Name, IReadOnlyList<AlertIntegration> Integrations);

/// <param name="Kind"><c>slack</c> of <c>slack_configs</c>.</param>
/// <param name="SendResolved">Null: as it is by default.</param>
/// <param name="Start">In the file, of its first field.</param>
public sealed record AlertIntegration(string Kind, bool? SendResolved, int Start, int End)
{
    /// <summary>Of all others the default is to say when it is over (alertmanager, config/notifiers.go).</summary>
    private static readonly string[] Silent = ["email", "slack", "rocketchat", "wechat"];

    /// <summary>Whether it says nothing when an alert is over, and nobody has asked for that.</summary>
    public bool IsSilentByDefault => SendResolved is null && Silent.Contains(Kind);
}
