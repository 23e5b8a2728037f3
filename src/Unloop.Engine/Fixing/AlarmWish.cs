using System.Text.Json;
using System.Text.Json.Serialization;
using Unloop.Alerts.Generation;
using Unloop.Core.Facts;
using Unloop.Core.Outcomes;
using Unloop.Engine.Fixing.Journals;

namespace Unloop.Engine.Fixing;

/// <summary>
/// The alarm that a fix was asked for, as its journal keeps it: enough to plan it again when the fix is taken up, and to know what of it was approved. Keys are no
/// part of it, only where they are.
/// </summary>
public sealed record AlarmWish
{
    /// <summary>In the journal: what was asked for.</summary>
    public const string Asked = "alarm.json";

    /// <summary>In the journal, once it is set.</summary>
    public const string Set = "alarm-set.json";

    /// <summary>As it is typed: <c>datadog</c>, <c>prometheus-operator</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>Datadog's site, or the API server.</summary>
    public required string Place { get; init; }

    /// <summary>With the cluster's name as it was then: another would be another alarm.</summary>
    public required AlertScope Scope { get; init; }

    /// <summary>Why the workload failed; once it is mended nobody can find that out any more.</summary>
    public IReadOnlyList<KnownCause> Causes { get; init; } = [];

    /// <summary>The flags that were given for it, word by word.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Hashes of the changes that were approved with the fix.</summary>
    public IReadOnlyList<string> Approved { get; init; } = [];

    /// <summary>The command that sets it up, where the fix could not.</summary>
    public required string GoOn { get; init; }

    /// <summary>What is still to be set; null: nothing was asked for, or it is done, or the file cannot be read.</summary>
    public static AlarmWish? Pending(IFixJournal journal)
    {
        try
        {
            return journal.Kept(Set) is null && journal.Kept(Asked) is { } json ? JsonSerializer.Deserialize(json, AlarmJson.Default.AlarmWish) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Null when it is on disk.</summary>
    public Problem? KeepIn(IFixJournal journal) => journal.Keep(Asked, JsonSerializer.SerializeToUtf8Bytes(this, AlarmJson.Default.AlarmWish));

    public AlarmRecord NotSet(string says) => new() { Provider = Provider, Place = Place, IsSet = false, Says = says, Command = GoOn };
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = 16)]
[JsonSerializable(typeof(AlarmWish))]
[JsonSerializable(typeof(AlarmRecord))]
public sealed partial class AlarmJson : JsonSerializerContext;
