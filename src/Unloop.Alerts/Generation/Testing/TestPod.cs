using System.Globalization;

namespace Unloop.Alerts.Generation.Testing;

/// <summary>One pod of a test, with the series that kube-state-metrics has of it.</summary>
/// <param name="Above">The series of the owner's owner; null where there is none.</param>
/// <param name="OwnerFires">Whether the expression, not the rule, says who the owner is.</param>
internal sealed record TestPod(string Namespace, string Name, string Uid, int Created, string OwnerKind, string OwnerName, string? Above, bool OwnerFires)
{
    private string Identity => $$"""namespace="{{Namespace}}",pod="{{Name}}",uid="{{Uid}}" """.TrimEnd();

    /// <summary>That it exists, and whose it is.</summary>
    /// <param name="until">Seconds; it is gone afterwards.</param>
    /// <param name="from">Seconds; it was not there before.</param>
    public IEnumerable<TestSeries> Exists(int until, int from = 0)
    {
        var life = Values.From(from, until);
        yield return new($"kube_pod_created{{{Identity}}}", life(Created));
        yield return new($$"""kube_pod_owner{{{Identity}},owner_kind="{{OwnerKind}}",owner_name="{{OwnerName}}",owner_is_controller="{{(OwnerKind.Length > 0 ? "true" : "false")}}"}""", life(1));
        if (Above is not null)
        {
            yield return new(Above, life(1));
        }
    }

    /// <summary>A series of one of its containers.</summary>
    /// <param name="statusMetric">What follows <c>kube_pod_container_status_</c>.</param>
    /// <param name="instance">Which kube-state-metrics says so; null: the only one.</param>
    public TestSeries Of(string statusMetric, IReadOnlyList<int?> values, string container = "web", string? reason = null, bool isInit = false, string? instance = null) =>
        new($$"""kube_pod_{{(isInit ? "init_" : "")}}container_status_{{statusMetric}}{{{Identity}},container="{{container}}"{{Label("reason", reason)}}{{Label("instance", instance)}}}""", values);

    /// <summary>A series of the kubelet's about a probe, which has no uid.</summary>
    public TestSeries Probe(string type, string result, IReadOnlyList<int?> values, string container = "web") =>
        new($$"""prober_probe_total{namespace="{{Namespace}}",pod="{{Name}}",container="{{container}}",pod_uid="{{Uid}}",probe_type="{{type}}",result="{{result}}"}""", values);

    /// <summary>The labels with which the rule fires for it.</summary>
    public IReadOnlyDictionary<string, string> Fires(string? container = null)
    {
        var labels = new Dictionary<string, string> { ["namespace"] = Namespace, ["pod"] = Name, ["uid"] = Uid };
        if (container is not null)
        {
            labels["container"] = container;
        }

        if (OwnerFires)
        {
            labels["owner_kind"] = OwnerKind;
            labels["owner_name"] = OwnerName;
        }

        return labels;
    }

    private static string Label(string name, string? value) => value is null ? "" : string.Create(CultureInfo.InvariantCulture, $",{name}=\"{value}\"");
}
