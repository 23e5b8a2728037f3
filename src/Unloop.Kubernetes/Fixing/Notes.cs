using System.Text.Json.Nodes;
using Unloop.Core.Planning;
using Unloop.Core.Reports;
using Unloop.Evidence.Redaction;
using Unloop.Kubernetes.Api;

namespace Unloop.Kubernetes.Fixing;

/// <summary>Events about what was done. Of <c>v1</c>: every <c>kubectl describe</c> shows those with their age.</summary>
internal static class Notes
{
    private const int LongestMessage = 1024;
    private const int LongestReason = 128;

    public static ApiWrite Of(WorkloadRef workload, string reason, string message, bool isWarning, DateTimeOffset now)
    {
        var stamp = Stamps.Seconds(now);
        return ApiWrite.Create(ApiRequest.List("events", workload.Namespace), new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Event",
            ["metadata"] = new JsonObject { ["generateName"] = "unloop-", ["namespace"] = workload.Namespace },
            ["involvedObject"] = new JsonObject
            {
                ["apiVersion"] = workload.ApiVersion,
                ["kind"] = workload.Kind,
                ["namespace"] = workload.Namespace,
                ["name"] = workload.Name,
                ["uid"] = workload.Uid,
            },
            ["type"] = isWarning ? "Warning" : "Normal",
            ["reason"] = Reason(reason),
            ["message"] = Message(message),
            ["source"] = new JsonObject { ["component"] = ApiWrite.FieldManager },
            ["reportingComponent"] = ApiWrite.FieldManager,
            ["reportingInstance"] = ApiWrite.FieldManager,
            ["firstTimestamp"] = stamp,
            ["lastTimestamp"] = stamp,
            ["count"] = 1,
        }) with { Optional = true };
    }

    /// <summary>In CamelCase: <c>rolled back</c> is <c>RolledBack</c>.</summary>
    public static string Reason(string reason)
    {
        var words = string.Concat(reason.Select(c => char.IsAsciiLetterOrDigit(c) ? c : ' ')).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var joined = string.Concat(words.Select(w => char.ToUpperInvariant(w[0]) + w[1..]));
        return joined.Length == 0 ? "Fix" : joined[..Math.Min(joined.Length, LongestReason)];
    }

    private static string Message(string message)
    {
        var line = Redactor.Text(Printable.Line(message.Length > LongestMessage * 4 ? message[..(LongestMessage * 4)] : message)).Trim();
        return line.Length <= LongestMessage ? line : string.Concat(line.AsSpan(0, LongestMessage - 1), "…");
    }
}
