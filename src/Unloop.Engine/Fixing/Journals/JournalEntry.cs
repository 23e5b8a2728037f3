using System.Text.Json.Serialization;
using Unloop.Core;

namespace Unloop.Engine.Fixing.Journals;

[JsonConverter(typeof(KebabEnumConverter<JournalEvent>))]
public enum JournalEvent
{
    /// <summary>A plan was approved; the value is its hash.</summary>
    Approved,

    /// <summary>A step is about to have effects; after a crash nobody knows whether it had.</summary>
    Starting,

    /// <summary>A step is done; the value is what later steps and undoing need of it.</summary>
    Done,

    /// <summary>All steps are done, and the workload is being watched.</summary>
    Proving,

    /// <summary>What the watch came to.</summary>
    Judged,

    /// <summary>A step is about to be undone.</summary>
    Undoing,
    Undone,

    /// <summary>All is done, or all is back; the value is the verdict.</summary>
    Ended,
}

/// <summary>One line of a fix's journal: written, and on disk, before what it announces and after what it tells.</summary>
/// <param name="Attempt">From 1: the plan that it belongs to.</param>
/// <param name="Step">From 0, in the plan.</param>
/// <param name="Value">For the program: a hash, an image by its digest.</param>
/// <param name="Says">For people.</param>
public sealed record JournalEntry(DateTimeOffset At, int Attempt, JournalEvent Event, int? Step = null, string? Value = null, string? Says = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JournalEntry))]
public sealed partial class JournalJson : JsonSerializerContext;
