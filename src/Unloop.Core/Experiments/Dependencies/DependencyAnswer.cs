using System.Text.Json.Serialization;
using Unloop.Core.Diagnoses;

namespace Unloop.Core.Experiments.Dependencies;

/// <summary>What a step came to. What could not be tried, or was not come to, is unknown and never failed.</summary>
[JsonConverter(typeof(KebabEnumConverter<StepOutcome>))]
public enum StepOutcome
{
    Unknown,
    Passed,
    Failed,
}

[JsonConverter(typeof(KebabEnumConverter<ConnectionOutcome>))]
public enum ConnectionOutcome
{
    Unknown,
    Connected,
    Refused,
    TimedOut,
    Unreachable,
    Reset,

    /// <summary>An error that is none of these.</summary>
    Failed,

    /// <summary>Not tried: the name leads to a cloud's metadata server.</summary>
    Barred,
}

/// <summary>The certificate that a server showed, in its own words.</summary>
public sealed record ShownCertificate
{
    public string? Subject { get; init; }
    public string? Issuer { get; init; }

    /// <summary>Subject alternative names: <c>DNS:db.shop.svc, IP Address:10.0.0.1</c>.</summary>
    public string? Names { get; init; }
    public DateTimeOffset? ValidFrom { get; init; }
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>Whether it is within its dates, by the clock of the container.</summary>
    public StepOutcome Dates { get; init; }

    /// <summary>Whether it is for the name that the program uses.</summary>
    public StepOutcome Name { get; init; }

    /// <summary>Whether whoever signed it is trusted in the image; dates aside.</summary>
    public StepOutcome Chain { get; init; }

    /// <summary>In the tool's words: <c>self-signed certificate</c>.</summary>
    public string? ChainReason { get; init; }
}

/// <summary>What came of trying one target from where the program runs.</summary>
public sealed record DependencyAnswer
{
    public required DependencyTarget Target { get; init; }

    /// <summary>What tried it: <c>node 20.20.2</c>, <c>sh</c>. Decides whose list of authorities was asked.</summary>
    public string? By { get; init; }
    public StepOutcome Dns { get; init; }
    public IReadOnlyList<string> Addresses { get; init; } = [];
    public ConnectionOutcome Connection { get; init; }

    /// <summary>The handshake.</summary>
    public StepOutcome Tls { get; init; }
    public ShownCertificate? Certificate { get; init; }

    /// <summary>Why the handshake or the look-up failed, in the tool's words.</summary>
    public string? Detail { get; init; }

    /// <summary>One sentence for each step that was come to, in order.</summary>
    public IReadOnlyList<string> Statements { get; init; } = [];

    /// <summary>The first thing that is wrong; null where nothing is, as far as it was tried.</summary>
    public DependencyTrouble? Trouble { get; init; }

    /// <summary>Whether every step that the target has was come to, and passed.</summary>
    [JsonIgnore]
    public bool IsWell => Dns == StepOutcome.Passed && (Target.Port is null || Connection == ConnectionOutcome.Connected)
        && (!Target.UsesTls || (Tls == StepOutcome.Passed && Certificate is { Name: StepOutcome.Passed, Dates: not StepOutcome.Failed, Chain: StepOutcome.Passed }));
}

/// <summary>What is wrong with a target, as a cause would be told.</summary>
/// <param name="Category"><see cref="Core.Category.DnsFailure"/>, <see cref="Core.Category.DependencyUnreachable"/> or <see cref="Core.Category.TlsCertificate"/>.</param>
/// <param name="Subject">The address.</param>
/// <param name="Statement">One sentence.</param>
public sealed record DependencyTrouble(Category Category, string Subject, string Statement)
{
    public IReadOnlyList<Advice> Solution { get; init; } = [];
}
