using Unloop.Alerts.Sources;

namespace Unloop.Alerts.Datadog.Reading;

/// <summary>Where a resource <c>datadog_monitor</c> has the fields of the API: the options stand beside the query, the thresholds in a block of their own.</summary>
internal static class TerraformMonitor
{
    /// <summary>The API's default is false, the provider's true.</summary>
    public const bool RequiresFullWindow = true;

    public static SourceNode? Find(SourceBlock resource, string path) => path.Split('.') switch
    {
        ["options", "thresholds"] => Thresholds(resource),
        ["options", "thresholds", var name] => (Thresholds(resource) as SourceMap)?[name],
        ["options", var name] => resource[name],
        [var name] => resource[name],
        _ => null,
    };

    /// <summary>Before version 3 of the provider it was an attribute; a dynamic block is known only when it is evaluated.</summary>
    private static SourceNode? Thresholds(SourceBlock resource) =>
        resource["monitor_thresholds"] ?? resource["thresholds"] ?? Dynamic(resource);

    private static SourceScalar? Dynamic(SourceBlock resource)
    {
        var block = resource.Entries.Where(e => e.Key.Value == "dynamic").Select(e => e.Value).OfType<SourceBlock>().FirstOrDefault(b => b.Labels is [{ Value: "monitor_thresholds" }, ..]);
        return block is null ? null : new SourceScalar(new PlacedText("", block.Start, block.End), ScalarKind.Unknown, block.Start, block.End);
    }
}
