namespace Unloop.Core.Scaling.Sizing;

/// <summary>What a user may choose; everything else follows from what is there.</summary>
public sealed record ScalingTerms
{
    public const int DefaultTarget = 70;
    public const double DefaultPeak = 3;

    /// <summary>Percent of the CPU request that a pod shall use.</summary>
    public int Target { get; init; } = DefaultTarget;

    /// <summary>The highest load that is expected, in multiples of that of now.</summary>
    public double Peak { get; init; } = DefaultPeak;
    public int? Min { get; init; }
    public int? Max { get; init; }
}

/// <summary>One number with how it came about.</summary>
/// <param name="What">What it is: <c>CPU request of container web</c>.</param>
/// <param name="Value">As it goes into a manifest.</param>
/// <param name="How">Its arithmetic, with the numbers in it, and what it assumes.</param>
public sealed record Arithmetic(string What, string Value, string How);
