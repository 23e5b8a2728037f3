using System.Globalization;
using Unloop.Alerts.Sources;

namespace Unloop.Alerts.Datadog.Reading;

/// <summary>Makes a monitor of fields, wherever they stand; keeps their places and notes what has the wrong type.</summary>
/// <param name="find">The value for a path of the API, in whatever form the source has it.</param>
internal sealed class MonitorFields(Func<string, SourceNode?> find)
{
    private static readonly string[] Thresholds = ["critical", "warning", "critical_recovery", "warning_recovery", "ok", "unknown"];

    private readonly Dictionary<string, PlacedText> _fields = [];
    private readonly HashSet<string> _unknown = [];
    private readonly List<SourceError> _errors = [];

    public IReadOnlyDictionary<string, PlacedText> Fields => _fields;

    public IReadOnlySet<string> Unknown => _unknown;

    public IReadOnlyList<SourceError> Errors => _errors;

    public DatadogMonitor Read() => new()
    {
        Id = Number("id") is { } id ? (long)id : null,
        Name = Text("name"),
        Type = Text("type"),
        Query = Text("query"),
        Message = Text("message"),
        Tags = Texts("tags") ?? [],
        Priority = Whole("priority"),
        Options = new DatadogMonitorOptions
        {
            Thresholds = ReadThresholds(),
            NotifyNoData = Flag("options.notify_no_data"),
            NoDataTimeframe = Whole("options.no_data_timeframe"),
            OnMissingData = Text("options.on_missing_data"),
            RenotifyInterval = Whole("options.renotify_interval"),
            RenotifyOccurrences = Whole("options.renotify_occurrences"),
            RenotifyStatuses = Texts("options.renotify_statuses"),
            EscalationMessage = Text("options.escalation_message"),
            EvaluationDelay = Whole("options.evaluation_delay"),
            NewGroupDelay = Whole("options.new_group_delay"),
            NewHostDelay = Whole("options.new_host_delay"),
            RequireFullWindow = Flag("options.require_full_window"),
            TimeoutH = Whole("options.timeout_h"),
            IncludeTags = Flag("options.include_tags"),
            NotifyAudit = Flag("options.notify_audit"),
            NotifyBy = Texts("options.notify_by"),
            NotificationPresetName = Text("options.notification_preset_name"),
        },
    };

    private DatadogThresholds? ReadThresholds()
    {
        if (Node("options.thresholds") is not SourceMap)
        {
            return null;
        }

        var values = Thresholds.ToDictionary(t => t, t => Number($"options.thresholds.{t}"));
        return new DatadogThresholds
        {
            Critical = values["critical"],
            Warning = values["warning"],
            CriticalRecovery = values["critical_recovery"],
            WarningRecovery = values["warning_recovery"],
            Ok = values["ok"],
            Unknown = values["unknown"],
        };
    }

    /// <summary>Null where it is not there, null, or not known.</summary>
    private SourceNode? Node(string path)
    {
        var node = find(path);
        if (node is SourceScalar { Kind: ScalarKind.Unknown } unknown)
        {
            _unknown.Add(path);
            _fields[path] = unknown.Value;
            return null;
        }

        if (node is SourceScalar { Kind: ScalarKind.Null } or null)
        {
            return null;
        }

        _fields[path] = node is SourceScalar scalar ? scalar.Value : new PlacedText("", node.Start, node.End);
        return node;
    }

    private string? Text(string path)
    {
        var node = Node(path);
        return node is null ? null : node.Text?.Value ?? Wrong<string>(path, node, "a text");
    }

    private double? Number(string path)
    {
        if (Node(path) is not { } node)
        {
            return null;
        }

        // Thresholds of a DatadogMonitor, and the priority in Terraform, are numbers in quotes.
        if (node.Text is { } text && double.TryParse(text.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        if (node.Text is { } template && Query.QueryHoles.HasHole(template.Value))
        {
            _unknown.Add(path);
            return null;
        }

        return WrongValue<double>(path, node, "a number");
    }

    private int? Whole(string path) => Number(path) is { } number && number is >= int.MinValue and <= int.MaxValue ? (int)number : null;

    private bool? Flag(string path)
    {
        if (Node(path) is not { } node)
        {
            return null;
        }

        return node.Text?.Value.ToLowerInvariant() switch
        {
            "true" => true,
            "false" => false,
            _ => WrongValue<bool>(path, node, "true or false"),
        };
    }

    private IReadOnlyList<string>? Texts(string path)
    {
        var node = Node(path);
        if (node is null)
        {
            return null;
        }

        if (node is not SourceList list)
        {
            return Wrong<IReadOnlyList<string>>(path, node, "a list");
        }

        foreach (var (item, index) in list.Elements.Select((e, i) => (e, i)))
        {
            if (item is SourceScalar scalar)
            {
                _fields[$"{path}[{index}]"] = scalar.Value;
            }

            if (item is SourceScalar { Kind: ScalarKind.Unknown })
            {
                _unknown.Add(path);
            }
        }

        return [.. list.Elements.Select(e => e.Text?.Value).OfType<string>()];
    }

    private T? Wrong<T>(string path, SourceNode node, string wanted)
        where T : class
    {
        _errors.Add(new SourceError(node.Start, $"{path} is {wanted}, and here is {Says(node)}"));
        return null;
    }

    private T? WrongValue<T>(string path, SourceNode node, string wanted)
        where T : struct
    {
        _errors.Add(new SourceError(node.Start, $"{path} is {wanted}, and here is {Says(node)}"));
        return null;
    }

    private static string Says(SourceNode node) => node switch
    {
        SourceMap => "a map",
        SourceList => "a list",
        SourceScalar scalar => $"'{(scalar.Value.Value.Length > 40 ? $"{scalar.Value.Value[..40]}…" : scalar.Value.Value)}'",
        _ => "something else",
    };
}
