namespace Unloop.Dockerfile.Modelling;

/// <summary>What is given to the builder beside Dockerfile and context.</summary>
public sealed record BuildOptions
{
    /// <summary>Name or index of the stage to build; null: the last.</summary>
    public string? Target { get; init; }

    /// <summary><c>--build-arg</c>.</summary>
    public IReadOnlyDictionary<string, string> BuildArgs { get; init; } = new Dictionary<string, string>();

    /// <summary><c>os/architecture[/variant]</c> of the result; null: not known.</summary>
    public string? Platform { get; init; }

    public static BuildOptions Default { get; } = new();
}
