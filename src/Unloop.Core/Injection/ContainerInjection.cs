using Unloop.Core.Facts;

namespace Unloop.Core.Injection;

/// <summary>Everything that goes into one container.</summary>
public sealed record ContainerInjection
{
    public required string Container { get; init; }
    public ContainerType Type { get; init; }
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>In the order in which they are set: of one name, the last that is set is what the program gets.</summary>
    public IReadOnlyList<InjectedVariable> Variables { get; init; } = [];
    public IReadOnlyList<InjectedFile> Files { get; init; } = [];
    public IReadOnlyList<InjectedMount> Mounts { get; init; } = [];

    /// <summary>What the program gets under a name.</summary>
    public InjectedVariable? Effective(string name) => Variables.LastOrDefault(v => v.Name == name && v.State == VariableState.Set);

    /// <summary>Whether something of which the keys are not known could set a name.</summary>
    public bool MayHave(string name) => Variables.Any(v => v.State == VariableState.Unknown
        && (v.Name == name || (v.Name.EndsWith('*') && name.StartsWith(v.Name[..^1], StringComparison.Ordinal))));
}
