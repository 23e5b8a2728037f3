using System.Text.Json.Nodes;
using Unloop.Alerts.Planning;
using Unloop.Core.Facts;
using Unloop.Engine.Monitoring;

namespace Unloop.Engine.Tests.Monitoring;

/// <summary>What a call meets.</summary>
internal enum Fault
{
    None,

    /// <summary>The request is lost: nothing is done.</summary>
    LostBefore,

    /// <summary>It is done, and the answer is lost.</summary>
    LostAfter,

    /// <summary>The process dies before it.</summary>
    KilledBefore,

    /// <summary>The process dies when it is done.</summary>
    KilledAfter,
}

/// <summary>The process has ended.</summary>
internal sealed class KilledException : Exception;

/// <summary>A service that keeps monitors, in memory. A monitor's body is its query, its message and its id; every call is counted and may meet a fault.</summary>
internal sealed class FakeProvider : IMonitorProvider
{
    private readonly Dictionary<string, JsonObject> _monitors = [];
    private int _next = 1;

    public string Provider => "fake";
    public string Place => "here";
    public int Calls { get; private set; }
    public int Writes { get; private set; }

    /// <summary>Asked at each call, with its number from 1.</summary>
    public Func<int, Fault> Meets { get; set; } = _ => Fault.None;

    /// <summary>Whether the list of the target shows what was made a moment ago.</summary>
    public bool ListsLag { get; set; }
    public Problem? Check { get; set; }
    public IReadOnlyList<DataCheck> Data { get; set; } = [];

    /// <summary>Each as <c>reference:id:query:message</c>.</summary>
    public IReadOnlyList<string> State => [.. _monitors.Select(m => $"{m.Key}:{(string?)m.Value["id"] ?? "-"}{((bool?)m.Value["adopted"] is true ? "(adopted)" : "")}:{(string?)m.Value["query"]}:{(string?)m.Value["message"]}")];

    public static DesiredMonitor Wanted(string id, string query, string message = "m")
    {
        var body = new JsonObject { ["query"] = query, ["message"] = message };
        return new() { Id = id, Name = id, Body = body, Normal = new() { ["id"] = id, ["query"] = query, ["message"] = message }, Likeness = query, LeftWhenAdopted = ["message"] };
    }

    public string Put(string? id, string query, string message = "m")
    {
        var reference = $"{_next++}";
        _monitors[reference] = new() { ["id"] = id, ["query"] = query, ["message"] = message };
        return reference;
    }

    public void Edit(string reference, string message) => _monitors[reference]["message"] = message;

    public void Remove(string reference) => _monitors.Remove(reference);

    public void Unmark(string reference) => _monitors[reference]["id"] = null;

    public Task<Problem?> CheckAsync(CancellationToken cancellationToken) => Task.FromResult(Check);

    public Task<MonitorReading> ReadTargetAsync(string target, CancellationToken cancellationToken) =>
        Read(() => All().Where(m => m.Id is { } id && MonitorIdentity.IsOf(id, target) && !(ListsLag && m.Reference == $"{_next - 1}")));

    public Task<MonitorReading> ReadAlikeAsync(IReadOnlyCollection<string> likenesses, CancellationToken cancellationToken) =>
        Read(() => All().Where(m => m.Id is null && likenesses.Contains(m.Likeness!)));

    public Task<Problem?> ValidateAsync(DesiredMonitor desired, string? reference, CancellationToken cancellationToken) =>
        Task.FromResult(desired.Likeness == "invalid" ? new Problem(ProblemKind.Failed, $"{desired.Id} is invalid.") : null);

    public Task<IReadOnlyList<DataCheck>> ProveDataAsync(IReadOnlyList<DesiredMonitor> desired, CancellationToken cancellationToken) => Task.FromResult(Data);

    public Task<MonitorReading> ReadAsync(string reference, CancellationToken cancellationToken) => Read(() => All().Where(m => m.Reference == reference));

    public Task<MonitorWriting> CreateAsync(DesiredMonitor desired, CancellationToken cancellationToken) => Write(() =>
    {
        if (_monitors.FirstOrDefault(m => (string?)m.Value["query"] == desired.Likeness) is { Key: { } same })
        {
            return new(MonitorWritingEnd.Duplicate, null, new(ProblemKind.Failed, $"duplicate of {same}"), same);
        }

        Writes++;
        return new(MonitorWritingEnd.Done, Of(Put(desired.Id, desired.Likeness!, (string)desired.Body["message"]!)));
    });

    public Task<MonitorWriting> UpdateAsync(ExistingMonitor existing, DesiredMonitor desired, IReadOnlyList<FieldDifference> differences, bool adopts, CancellationToken cancellationToken) => Write(() =>
    {
        if (!_monitors.TryGetValue(existing.Reference, out var body))
        {
            return new(MonitorWritingEnd.Gone, null, new(ProblemKind.NoMatch, "gone"));
        }

        Writes++;
        foreach (var difference in differences)
        {
            body[difference.Field] = difference.After?.DeepClone();
        }

        (body["id"], body["adopted"]) = (desired.Id, existing.IsAdopted || adopts);
        return new(MonitorWritingEnd.Done, Of(existing.Reference));
    });

    public Task<MonitorWriting> DeleteAsync(ExistingMonitor existing, CancellationToken cancellationToken) => Write(() =>
    {
        Writes++;
        if (existing.IsAdopted)
        {
            (_monitors[existing.Reference]["id"], _monitors[existing.Reference]["adopted"]) = (null, false);
            return new(MonitorWritingEnd.Done, Of(existing.Reference));
        }

        return new(_monitors.Remove(existing.Reference) ? MonitorWritingEnd.Done : MonitorWritingEnd.Gone, null);
    });

    public Task<MonitorStates> StatesAsync(IReadOnlyList<ExistingMonitor> monitors, CancellationToken cancellationToken) =>
        Task.FromResult(new MonitorStates([.. monitors.Select(m => new MonitorState(m.Id ?? "", m.Reference, m.Name, "OK", true))]));

    private IEnumerable<ExistingMonitor> All() => _monitors.Keys.Select(Of);

    private ExistingMonitor Of(string reference)
    {
        var body = _monitors[reference];
        return new()
        {
            Reference = reference,
            Id = (string?)body["id"],
            IsAdopted = (bool?)body["adopted"] is true,
            Name = reference,
            Body = body.DeepClone().AsObject(),
            Normal = body.DeepClone().AsObject(),
            Likeness = (string?)body["query"],
        };
    }

    private Task<MonitorReading> Read(Func<IEnumerable<ExistingMonitor>> read)
    {
        var fault = Next();
        return Task.FromResult(fault is Fault.None ? new([.. read()]) : new MonitorReading([], Lost()));
    }

    private Task<MonitorWriting> Write(Func<MonitorWriting> write)
    {
        var fault = Next();
        if (fault is Fault.LostBefore)
        {
            return Task.FromResult(new MonitorWriting(MonitorWritingEnd.Unknown, null, Lost()));
        }

        var written = write();
        return fault is Fault.KilledAfter ? throw new KilledException()
            : Task.FromResult(fault is Fault.LostAfter ? new MonitorWriting(MonitorWritingEnd.Unknown, null, Lost()) : written);
    }

    private Fault Next()
    {
        var fault = Meets(++Calls);
        return fault is Fault.KilledBefore ? throw new KilledException() : fault;
    }

    private static Problem Lost() => new(ProblemKind.Unreachable, "The connection broke.");
}
