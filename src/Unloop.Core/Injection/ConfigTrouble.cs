using System.Text.Json.Serialization;
using Unloop.Core.Diagnoses;
using Unloop.Core.Facts.Images;

namespace Unloop.Core.Injection;

[JsonConverter(typeof(KebabEnumConverter<Severity>))]
public enum Severity
{
    /// <summary>Worth knowing; it may be meant.</summary>
    Note,

    /// <summary>The program gets something else than the manifest seems to say.</summary>
    Warning,

    /// <summary>The container does not start with it, or cannot work with it.</summary>
    Error,
}

/// <summary>Something that is wrong with what goes into a container.</summary>
public sealed record ConfigTrouble
{
    /// <summary>In kebab case, stable: <c>missing-key</c>.</summary>
    public required string Rule { get; init; }
    public required Severity Severity { get; init; }

    /// <summary>Null: the pod as a whole.</summary>
    public string? Container { get; init; }

    /// <summary>The variable, path or object.</summary>
    public required string Subject { get; init; }

    /// <summary>One sentence.</summary>
    public required string Statement { get; init; }
    public IReadOnlyList<Advice> Advice { get; init; } = [];
}

/// <summary>What the rules look at.</summary>
/// <param name="Spec">The container's, as written.</param>
/// <param name="Table">The same, as it comes out.</param>
internal sealed record InjectionCase(InjectionFacts Facts, ContainerSpec Spec, ContainerInjection Table)
{
    public string Workload => Facts.Workload is { } workload && workload.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash
        ? workload[..slash].ToLowerInvariant() + workload[slash..]
        : Facts.Workload;

    /// <summary>Makes the pods anew; null for what has no rollout.</summary>
    public string? Restart => Workload.Split('/')[0] is "deployment" or "statefulset" or "daemonset" ? $"kubectl rollout restart {Workload} -n {Facts.Namespace}" : null;

    public ImageFacts? Image => Facts.Images.GetValueOrDefault(Spec.Name);

    /// <summary>What is started, as far as it is known, with what is handed to it.</summary>
    public IReadOnlyList<string> CommandLine => [.. Spec.Command is { Count: > 0 } command ? command : Image?.Config.Entrypoint ?? [], .. Spec.Args];

    /// <summary>The file that is started; null where only the image could tell.</summary>
    public string? Program => Spec.Command is [var first, ..] ? first : Image is { Config.Entrypoint: null or { Count: 0 } } && Spec.Args is [var program, ..] ? program : null;

    public string Edit => $"kubectl edit {Workload} -n {Facts.Namespace}";

    public ConfigTrouble Trouble(string rule, Severity severity, string subject, string statement, string advice, string? command = null) => new()
    {
        Rule = rule,
        Severity = severity,
        Container = Table.Container,
        Subject = subject,
        Statement = statement,
        Advice = [new(advice) { Command = command }],
    };
}
