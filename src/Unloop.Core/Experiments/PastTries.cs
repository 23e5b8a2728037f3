using System.Text.Json.Nodes;
using Unloop.Core.Injection;
using Unloop.Core.Planning;

namespace Unloop.Core.Experiments;

/// <summary>Which answers of earlier runs still hold, so that no test is made twice. Pure.</summary>
public static class PastTries
{
    /// <summary>Nodes, volumes and Secrets have no versions that everybody may read: what was seen of them longer ago may be of another world.</summary>
    public static readonly TimeSpan Validity = TimeSpan.FromHours(1);

    /// <summary>
    /// What a pod is, as far as it can be compared: its spec and annotations with the fixes that copies have, the image that runs, the last good revision, and what its ConfigMaps hold.
    /// Labels are left out, for a Job gives each of its pods some of their own.
    /// </summary>
    public static string Basis(ExperimentCase @case, InjectionFacts facts) => CanonicalJson.Hash(new JsonObject
    {
        ["container"] = @case.Name,
        ["spec"] = @case.Original.Template["spec"]?.DeepClone(),
        ["annotations"] = @case.Original.Template["metadata"]?["annotations"]?.DeepClone(),
        ["image"] = @case.Container.ImageId,
        ["healthy"] = @case.Original.Healthy?.Name,
        ["objects"] = new JsonArray([.. facts.Objects.OrderBy(o => o.Kind, StringComparer.Ordinal).ThenBy(o => o.Name, StringComparer.Ordinal).Select(Content)]),
    });

    /// <param name="past">Of the workload, oldest first.</param>
    /// <param name="server">The API server's address.</param>
    public static EarlierTests Of(IReadOnlyList<PastTry> past, ExperimentCase @case, string server)
    {
        var workload = @case.Original.Workload;
        var same = past.Where(p => p.Basis == @case.Basis && p.Server == server && p.Container == @case.Name
            && (p.Workload.Kind, p.Workload.Namespace, p.Workload.Name) == (workload.Kind, workload.Namespace, workload.Name)).ToList();
        return new(
            [.. same.SelectMany(p => p.Tests).Where(t => t.Effects.Count > 0 && Holds(t, @case.Now)).GroupBy(t => t.Kind).Select(g => g.MaxBy(t => t.At)!).OrderBy(t => t.At)],
            same.LastOrDefault(p => p.After is { } after && p.Tests is [.., var last] && Holds(last, @case.Now) && TryConclusion.IsAnswer(@case, after))?.After);
    }

    internal static Hypothesis ApplyTo(Hypothesis hypothesis, IReadOnlyList<EarlierTest> tests) => tests
        .SelectMany(t => t.Effects.Where(e => e.Suspect == hypothesis.Suspect).Select(e => (Test: t, Effect: e)))
        .Aggregate(hypothesis, (now, e) => e.Effect.On(now, e.Test.Kind, $"by run {e.Test.Run}"));

    /// <summary>What a network answers holds for the moment; asking again is cheap.</summary>
    private static bool Holds(EarlierTest test, DateTimeOffset now) => test.Kind is not ExperimentKind.Dependencies && test.At <= now && now - test.At < Validity;

    private static JsonObject Content(SourceObject source) => new()
    {
        ["name"] = source.ToString(),
        ["presence"] = $"{source.Presence}",
        ["changed"] = source.ChangedAt?.ToUnixTimeSeconds(),
        ["data"] = new JsonObject(source.Data.Select(d => KeyValuePair.Create(d.Key, (JsonNode?)JsonValue.Create(d.Value)))),
    };
}
