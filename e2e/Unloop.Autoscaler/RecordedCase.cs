using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Unloop.Core.Reports;
using Unloop.Core.Scaling.Autoscaling;

namespace Unloop.Autoscaler;

/// <summary>One workload with its autoscaler and its recorded series: the look (0, 1, 2 …), the CPU of all pods in thousandths of a core, how many pods have no sample, seconds until a new pod is ready.</summary>
internal sealed class RecordedCase(string space, string folder, string tuning, HttpClient client)
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly double[][] _series = [.. File.ReadLines(Path.Combine(folder, "series.csv")).Where(l => l.Length > 0 && char.IsAsciiDigit(l[0])).Select(l => l.Split(',').Select(c => double.Parse(c, CultureInfo.InvariantCulture)).ToArray())];
    private readonly HpaSpec _spec = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "report.json")))!["autoscaler"].Deserialize(CoreJson.Default.HpaSpec)!;
    private readonly HpaTuning _tuning = Tuning(tuning);
    private TimeSpan? _firstLook;
    private Task _later = Task.CompletedTask;
    private int _asked;

    /// <summary>How long it is waited for what another look ends anyway.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);

    public List<Row> Rows { get; } = [];

    private static HpaTuning Tuning(string text)
    {
        var seconds = text.Split(',').Select(s => TimeSpan.FromSeconds(double.Parse(s, CultureInfo.InvariantCulture))).ToArray();
        return new() { SyncPeriod = seconds[0], DownscaleStabilization = seconds[1], CpuInitializationPeriod = seconds[2], InitialReadinessDelay = seconds[3], IsOld = true };
    }

    /// <param name="counts">The controller-manager asks, and decides now; others only look.</param>
    public async Task<JsonArray> AnswerAsync(bool counts)
    {
        _asked += counts ? 1 : 0;
        await _gate.WaitAsync();
        try
        {
            // What is still being reported of the pods must be there before both look at them.
            await (counts ? _later : Task.CompletedTask);
            var (pods, replicas) = (await PodsAsync(), await ReplicasAsync());
            var now = DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch;
            var step = _series[Math.Min(Rows.Count, _series.Length - 1)];
            var ready = pods.Where(p => p.Ready == true).ToList();
            var at = TimeSpan.FromSeconds(Math.Floor(now.TotalSeconds));
            var missing = ready.TakeLast((int)step[2]).Select(p => p.Name).ToHashSet();
            var seen = pods.Select(p => p.Phase != "Running" || missing.Contains(p.Name) ? p : p with
            {
                Samples = new Dictionary<string, HpaSample> { ["cpu"] = new((p.Ready == true ? (long)(step[1] / Math.Max(1, ready.Count)) : 30) + (Rows.Count % 2), at, TimeSpan.FromSeconds(2)) },
            }).ToList();
            if (counts)
            {
                Finish(replicas);
                var autoscaler = await AutoscalerAsync();
                _firstLook ??= FirstLook(autoscaler);
                var row = new Row(now, step[1], seen, missing.Count, replicas);
                Rows.Add(row);
                _later = LaterAsync(row, (int)step[3], Status(autoscaler), _asked);
            }

            return new JsonArray([.. seen.Where(p => p.Samples.Count > 0).Select(p => (JsonNode?)Metric(p, at))]);
        }
        finally
        {
            _ = _gate.Release();
        }
    }

    /// <summary>Prints the decisions side by side; true when all are the same and there are enough.</summary>
    public bool Report(int looks)
    {
        var rows = Rows.Where(r => r.After is not null).ToList();
        var answers = rows.Count == 0 ? [] : new Comparison(_spec, _tuning, _firstLook!.Value).Of(rows);
        foreach (var (row, (computed, isEdge)) in rows.Zip(answers))
        {
            var mark = row.After != computed.Desired ? "   DIFFERS" : isEdge ? "   edge" : "";
            Console.WriteLine($"{space,-24} {(row.At - rows[0].At).TotalSeconds,6:0.0}s (+{(row.By - row.At).TotalSeconds:0.0}) load {row.Load,5:0}m pods {row.Pods.Count,2} ready {row.Pods.Count(p => p.Ready == true),2} missing {row.Missing} replicas {row.Before,2} -> {row.After,2} computed {computed.Desired,2} (asked {computed.Proposed}) {computed.Reason}{mark}");
        }

        var (same, changes) = (rows.Zip(answers).Count(r => r.First.After == r.Second.Computed.Desired), rows.Count(r => r.After != r.Before));
        Console.WriteLine($"RESULT {space} {same} of {rows.Count} decisions the same ({answers.Count(a => a.IsEdge)} of them on an edge of some window), {changes} changes");
        return rows.Count >= looks - 1 && same == rows.Count && changes > 0;
    }

    private void Finish(int replicas)
    {
        if (Rows.Count > 0)
        {
            Rows[^1].After ??= replicas;
        }
    }

    /// <summary>What a kubelet would report, once the controller has decided and the pods that it wants are made.</summary>
    /// <param name="row">Of this look.</param>
    /// <param name="before">The autoscaler's status before: each look is told another CPU, if by a thousandth, and writes it there.</param>
    /// <param name="look">When the controller asks again it has decided, whatever it wrote.</param>
    private async Task LaterAsync(Row row, int startUp, string before, int look)
    {
        await UntilAsync(async () => Status(await AutoscalerAsync()) != before, look);
        row.By = DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch;
        await UntilAsync(async () => (await PodsAsync()).Count(p => !p.Leaving) == await ReplicasAsync(), look);
        var list = await client.GetFromJsonAsync<JsonObject>($"/api/v1/namespaces/{space}/pods");
        foreach (var pod in list!["items"]!.AsArray().Select(i => i!.AsObject()))
        {
            var created = DateTimeOffset.Parse((string)pod["metadata"]!["creationTimestamp"]!, CultureInfo.InvariantCulture);
            var isReady = DateTimeOffset.UtcNow - created >= TimeSpan.FromSeconds(startUp);
            var present = pod["status"]!["conditions"]?.AsArray().FirstOrDefault(c => (string?)c!["type"] == "Ready");
            if ((string?)present?["status"] != "True" && (present is null || isReady))
            {
                await ReportAsync((string)pod["metadata"]!["name"]!, created, isReady);
            }
        }
    }

    private async Task UntilAsync(Func<Task<bool>> holds, int look)
    {
        for (var waited = TimeSpan.Zero; waited < Patience && _asked == look && !await holds(); waited += Beat)
        {
            await Task.Delay(Beat);
        }
    }

    private async Task<JsonObject> AutoscalerAsync() => (await client.GetFromJsonAsync<JsonObject>($"/apis/autoscaling/v2beta2/namespaces/{space}/horizontalpodautoscalers/web"))!;

    private static string Status(JsonObject autoscaler) => autoscaler["status"]?["currentMetrics"]?.ToJsonString() ?? "";

    /// <summary>The controller-manager has looked at the autoscaler, in vain, when it was made: what it found then is its first recommendation.</summary>
    private static TimeSpan FirstLook(JsonObject autoscaler) =>
        Moment((string)autoscaler["status"]!["conditions"]!.AsArray().First(c => (string?)c!["type"] == "AbleToScale")!["lastTransitionTime"]!);

    private async Task ReportAsync(string name, DateTimeOffset created, bool isReady)
    {
        var status = new JsonObject
        {
            ["phase"] = "Running",
            ["startTime"] = Stamp(created),
            ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Ready", ["status"] = isReady ? "True" : "False", ["lastTransitionTime"] = Stamp(isReady ? DateTimeOffset.UtcNow : created) }),
        };
        using var content = new StringContent(new JsonObject { ["status"] = status }.ToJsonString(), Encoding.UTF8, "application/strategic-merge-patch+json");
        using var answer = await client.PatchAsync($"/api/v1/namespaces/{space}/pods/{name}/status", content);
        if (!answer.IsSuccessStatusCode && answer.StatusCode != System.Net.HttpStatusCode.NotFound)
        {
            Console.Error.WriteLine($"{space}/{name}: {await answer.Content.ReadAsStringAsync()}");
        }
    }

    private async Task<List<HpaPod>> PodsAsync()
    {
        var list = await client.GetFromJsonAsync<JsonObject>($"/api/v1/namespaces/{space}/pods");
        return [.. list!["items"]!.AsArray().Select(i => Pod(i!.AsObject())).OrderBy(p => p.StartedAt).ThenBy(p => p.Name, StringComparer.Ordinal)];
    }

    private static HpaPod Pod(JsonObject pod)
    {
        var ready = pod["status"]!["conditions"]?.AsArray().FirstOrDefault(c => (string?)c!["type"] == "Ready");
        return new()
        {
            Name = (string)pod["metadata"]!["name"]!,
            Phase = (string?)pod["status"]!["phase"] ?? "Pending",
            Leaving = pod["metadata"]!["deletionTimestamp"] is not null,
            StartedAt = (string?)pod["status"]!["startTime"] is { } started ? Moment(started) : null,
            Ready = ready is null ? null : (string?)ready["status"] == "True",
            ReadySince = ready is null ? TimeSpan.Zero : Moment((string)ready["lastTransitionTime"]!),
            Requests = new Dictionary<string, long> { ["cpu"] = 1000 },
        };
    }

    private async Task<int> ReplicasAsync() => (int)(await client.GetFromJsonAsync<JsonObject>($"/apis/apps/v1/namespaces/{space}/deployments/web"))!["spec"]!["replicas"]!;

    private static JsonObject Metric(HpaPod pod, TimeSpan at) => new()
    {
        ["metadata"] = new JsonObject { ["name"] = pod.Name },
        ["timestamp"] = Stamp(DateTimeOffset.UnixEpoch + at),
        ["window"] = "2s",
        ["containers"] = new JsonArray(new JsonObject { ["name"] = "web", ["usage"] = new JsonObject { ["cpu"] = $"{pod.Samples["cpu"].Value}m", ["memory"] = "64Mi" } }),
    };

    private static TimeSpan Moment(string stamp) => DateTimeOffset.Parse(stamp, CultureInfo.InvariantCulture) - DateTimeOffset.UnixEpoch;

    private static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
