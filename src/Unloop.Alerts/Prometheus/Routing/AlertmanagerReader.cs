using System.Text.RegularExpressions;
using Unloop.Alerts.Sources;
using Unloop.Alerts.Prometheus.Expressions;
using Unloop.Core.Text;

namespace Unloop.Alerts.Prometheus.Routing;

/// <summary>Reads routes and receivers of Alertmanager's configuration. What else is in it, and whether it is all right, is <c>amtool check-config</c>'s to say.</summary>
public sealed partial class AlertmanagerReader
{
    private const string Ending = "_configs";

    /// <summary>Of one file; nobody has written so many by hand.</summary>
    private const int MostRoutes = 5_000;

    private readonly SourceErrors _errors = new();
    private readonly List<AlertReceiver> _receivers = [];
    private int _routes;

    private AlertmanagerReader()
    {
    }

    /// <returns>Null where it has no root route.</returns>
    public static (AlertmanagerConfiguration? Configuration, IReadOnlyList<SourceError> Errors) Read(SourceFile file, SourceTree tree)
    {
        var reader = new AlertmanagerReader();
        reader._errors.AddRange(tree.Errors);
        if (tree.Documents.OfType<SourceMap>().FirstOrDefault(d => d["route"] is not null) is not { } document)
        {
            return (null, reader._errors.InOrder());
        }

        reader._receivers.AddRange((document["receivers"]?.Items ?? []).OfType<SourceMap>().Select(reader.Receiver));
        var root = reader.Route(document["route"]!, null);
        return (root is null ? null : new(file, root, reader._receivers), reader._errors.InOrder());
    }

    private AlertReceiver Receiver(SourceMap map)
    {
        var integrations = map.Entries
            .Where(e => e.Key.Value.EndsWith(Ending, StringComparison.Ordinal))
            .SelectMany(e => e.Value.Items.Select(i => new AlertIntegration(e.Key.Value[..^Ending.Length], Flag((i as SourceMap)?["send_resolved"]), i.Start, i.End)));
        return new(map["name"]?.Text?.Value ?? "", [.. integrations]);
    }

    private static bool? Flag(SourceNode? node) => node?.Text?.Value switch
    {
        "true" => true,
        null => null,
        _ => false,
    };

    private AlertRoute? Route(SourceNode node, string? around)
    {
        if (++_routes > MostRoutes)
        {
            if (_routes == MostRoutes + 1)
            {
                _errors.Add(new SourceError(node.Start, $"the file has more than {MostRoutes} routes; the rest was not read"));
            }

            return null;
        }

        if (node is not SourceMap map)
        {
            _errors.Add(new SourceError(node.Start, "a route is written as fields with values"));
            return null;
        }

        var named = map["receiver"];
        if ((named?.Text?.Value ?? around) is not { } receiver)
        {
            _errors.Add(new SourceError(map.Start, "the root route has no receiver, without which Alertmanager does not start"));
            return null;
        }

        if (named?.Text is { } name && _receivers.TrueForAll(r => r.Name != name.Value))
        {
            _errors.Add(new SourceError(named.Start, $"the route's receiver '{name.Value}' is not defined{NearestNames.Suggest(name.Value, _receivers.Select(r => r.Name))}"));
        }

        IReadOnlyList<LabelMatcher> matchers =
        [
            .. Pairs(map["match"]).Select(p => new LabelMatcher(p.Label, MatchOperator.Equal, p.Value)),
            .. Pairs(map["match_re"]).Select(p => new LabelMatcher(p.Label, MatchOperator.Regex, p.Value)),
            .. (map["matchers"] is SourceList list ? list.Elements : new[] { map["matchers"] }.OfType<SourceNode>()).SelectMany(Matchers),
        ];
        return new(receiver, matchers, Flag(map["continue"]) is true, [.. (map["routes"]?.Items ?? []).Select(r => Route(r, receiver)).OfType<AlertRoute>()]);
    }

    private static IEnumerable<(string Label, string Value)> Pairs(SourceNode? node) =>
        (node as SourceMap)?.Entries.Select(e => (e.Key.Value, e.Value.Text?.Value ?? "")) ?? [];

    /// <summary><c>severity="critical", team=~"a|b"</c>, with or without braces and quotes.</summary>
    private IEnumerable<LabelMatcher> Matchers(SourceNode node)
    {
        if (node.Text?.Value is not { } text)
        {
            _errors.Add(new SourceError(node.Start, "a matcher is a text such as severity=\"critical\""));
            yield break;
        }

        var rest = text.Trim() is ['{', .., '}'] braced ? braced[1..^1] : text;
        foreach (var part in Parts().Matches(rest).Select(m => m.Value).Where(p => !string.IsNullOrWhiteSpace(p)))
        {
            if (One().Match(part) is not { Success: true } match)
            {
                _errors.Add(new SourceError(node.Start, $"'{part.Trim()}' is no matcher: they are written severity=\"critical\", with =, !=, =~ or !~"));
                continue;
            }

            var value = match.Groups["value"].Value;
            yield return new(
                match.Groups["label"].Value.Trim('"'),
                match.Groups["sign"].Value switch { "=" => MatchOperator.Equal, "!=" => MatchOperator.NotEqual, "=~" => MatchOperator.Regex, _ => MatchOperator.NotRegex },
                value is ['"', .., '"'] ? value[1..^1].Replace("\\\"", "\"", StringComparison.Ordinal).Replace(@"\\", @"\", StringComparison.Ordinal) : value);
        }
    }

    /// <summary>What commas outside of quotes divide.</summary>
    [GeneratedRegex("""([^",]|"([^"\\]|\\.)*")+""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex Parts();

    [GeneratedRegex("""^\s*(?<label>[a-zA-Z_:][a-zA-Z0-9_:]*|"[^"]+")\s*(?<sign>=~|!=|!~|=)\s*(?<value>"([^"\\]|\\.)*"|[^"]*?)\s*$""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex One();
}
