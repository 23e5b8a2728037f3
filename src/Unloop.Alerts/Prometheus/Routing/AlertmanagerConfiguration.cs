using Unloop.Alerts.Sources;
using Unloop.Alerts.Prometheus.Expressions;
using Unloop.Core.Text;

namespace Unloop.Alerts.Prometheus.Routing;

/// <summary>What Alertmanager does with alerts (https://prometheus.io/docs/alerting/latest/configuration/), as far as it decides who hears of them.</summary>
public sealed class AlertmanagerConfiguration(SourceFile file, AlertRoute root, IReadOnlyList<AlertReceiver> receivers)
{
    // Most alerts are alike in what routes ask for, and a pattern costs more to build than to match.
    private readonly IReadOnlyList<string> _asked = [.. root.All().SelectMany(r => r.Matchers).Select(m => m.Label).Distinct(StringComparer.Ordinal)];
    private readonly Dictionary<string, IReadOnlyList<AlertRoute>> _ends = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _near = new(StringComparer.Ordinal);
    private readonly Dictionary<(LabelMatcher Matcher, string Value), bool> _matched = [];

    public SourceFile File => file;

    public AlertRoute Root => root;

    /// <summary>The severity that a route asks for and that is meant by one that no route does; null where none is near.</summary>
    public string? NearSeverity(string severity)
    {
        if (!_near.TryGetValue(severity, out var near))
        {
            _near[severity] = near = NearestNames.OnlyNear(severity, root.ValuesOf("severity"));
        }

        return near;
    }

    /// <summary>Null where no receiver has the name.</summary>
    public AlertReceiver? Receiver(string name) => receivers.FirstOrDefault(r => r.Name == name);

    /// <summary>Where an alert ends, the root where no other route takes it; what decides by a label that is not known may take it.</summary>
    /// <param name="label">The alert's value of a label; null: not known. A label that it lacks is empty.</param>
    public IReadOnlyList<AlertRoute> Ends(Func<string, string?> label)
    {
        var known = _asked.ToDictionary(l => l, label);
        var key = string.Join('\n', known.Values.Select(v => v is null ? "?" : $"={v}"));
        if (!_ends.TryGetValue(key, out var ends))
        {
            var found = new List<AlertRoute>();
            Walk(root, known, found);
            _ends[key] = ends = found;
        }

        return ends;
    }

    private void Walk(AlertRoute route, Dictionary<string, string?> known, List<AlertRoute> ends)
    {
        // Where a route within perhaps takes it, it perhaps stays here.
        var isTaken = false;
        foreach (var within in route.Routes)
        {
            var taken = Takes(within, known);
            if (taken == false)
            {
                continue;
            }

            isTaken |= taken == true;
            Walk(within, known, ends);
            if (taken == true && !within.Continue)
            {
                break;
            }
        }

        if (!isTaken)
        {
            ends.Add(route);
        }
    }

    /// <returns>True: certainly taken; null: perhaps.</returns>
    private bool? Takes(AlertRoute route, Dictionary<string, string?> known)
    {
        var taken = (bool?)true;
        foreach (var matcher in route.Matchers)
        {
            var value = known[matcher.Label];
            if (value is not null && !Matches(matcher, value))
            {
                return false;
            }

            taken = value is null ? null : taken;
        }

        return taken;
    }

    private bool Matches(LabelMatcher matcher, string value)
    {
        if (matcher.Operator is MatchOperator.Equal or MatchOperator.NotEqual)
        {
            return matcher.Matches(value);
        }

        if (!_matched.TryGetValue((matcher, value), out var matches))
        {
            _matched[(matcher, value)] = matches = matcher.Matches(value);
        }

        return matches;
    }
}

/// <param name="Receiver">Its own, or that of the route around it.</param>
/// <param name="Continue">An alert that it takes is offered to the routes after it too.</param>
public sealed record AlertRoute(string Receiver, IReadOnlyList<LabelMatcher> Matchers, bool Continue, IReadOnlyList<AlertRoute> Routes)
{
    /// <summary>All values of a label that routes within ask for, however they do.</summary>
    public IEnumerable<string> ValuesOf(string label) => All().Skip(1).SelectMany(r => r.Matchers).Where(m => m.Label == label).SelectMany(Values).Distinct(StringComparer.Ordinal);

    /// <summary>Whether routes within ask for a label.</summary>
    public bool AsksFor(string label) => All().Skip(1).Any(r => r.Matchers.Any(m => m.Label == label));

    /// <summary>It and all within.</summary>
    public IEnumerable<AlertRoute> All() => Routes.SelectMany(r => r.All()).Prepend(this);

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
