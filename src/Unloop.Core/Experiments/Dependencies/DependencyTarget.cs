using System.Text.Json.Serialization;

namespace Unloop.Core.Experiments.Dependencies;

/// <summary>What says that a program connects somewhere, the most telling first.</summary>
[JsonConverter(typeof(KebabEnumConverter<TargetSource>))]
public enum TargetSource
{
    /// <summary>The cause that was found, or one that might be it, names it.</summary>
    Cause,

    /// <summary>A line of the log that speaks of a failure.</summary>
    FailureInLog,

    /// <summary>A line of the log that speaks of connecting.</summary>
    MentionInLog,
    Environment,
    Arguments,
}

/// <summary>One place that a program connects to.</summary>
/// <param name="Host">A name, or an IP address without brackets; nothing but letters, digits, dots, hyphens and colons.</param>
/// <param name="Port">Null: not known, and only the name can be tried.</param>
/// <param name="UsesTls">Whether TLS begins with the first byte, as for <c>https</c>; databases that ask for it later are no such.</param>
/// <param name="KnownFrom">In words: <c>environment variable DATABASE_URL</c>, <c>previous log, line 4</c>.</param>
public sealed record DependencyTarget(string Host, int? Port, bool UsesTls, TargetSource Source, string KnownFrom)
{
    /// <summary>True where nothing names the port: it is the one that such a service usually has, and a refusal there says little.</summary>
    public bool IsPortAssumed { get; init; }

    /// <summary>As it is written: <c>db:5432</c>, <c>[fd00::1]:5432</c>, <c>db</c>.</summary>
    [JsonIgnore]
    public string Address => Port is null ? Host : Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    public override string ToString() => Address;
}
