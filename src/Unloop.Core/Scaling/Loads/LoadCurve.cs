namespace Unloop.Core.Scaling.Loads;

/// <param name="At">From the curve's start.</param>
/// <param name="Load">In multiples of the load of now.</param>
public readonly record struct LoadPoint(TimeSpan At, double Load);

/// <summary>A load over time, in multiples of what is there now; straight between its points.</summary>
/// <param name="Name">As it was asked for: <c>spike</c>, or a file's name.</param>
public sealed record LoadCurve(string Name, IReadOnlyList<LoadPoint> Points)
{
    /// <summary>The curves that need no file.</summary>
    public static IReadOnlyList<string> Names { get; } = ["steady", "spike", "daily"];

    public TimeSpan Length => Points[^1].At;

    public double Peak => Points.Max(p => p.Load);

    public double At(TimeSpan time)
    {
        if (time <= Points[0].At)
        {
            return Points[0].Load;
        }

        for (var i = 1; i < Points.Count; i++)
        {
            var (before, after) = (Points[i - 1], Points[i]);
            if (time < after.At)
            {
                return before.Load + ((after.Load - before.Load) * ((time - before.At) / (after.At - before.At)));
            }
        }

        return Points[^1].Load;
    }

    /// <param name="peak">The highest load; of <c>steady</c> the load itself.</param>
    /// <returns>Null for a name that is none of <see cref="Names"/>.</returns>
    public static LoadCurve? Named(string name, double peak) => name switch
    {
        "steady" => new(name, [new(TimeSpan.Zero, peak), new(TimeSpan.FromMinutes(20), peak)]),
        "spike" => new(name, Spike(peak)),
        "daily" => new(name, Daily(peak)),
        _ => null,
    };

    /// <summary>Two minutes as now, then within half a minute to the peak, for eight minutes, and back.</summary>
    private static IReadOnlyList<LoadPoint> Spike(double peak) =>
    [
        new(TimeSpan.Zero, 1), new(TimeSpan.FromMinutes(2), 1), new(TimeSpan.FromMinutes(2.5), peak), new(TimeSpan.FromMinutes(10.5), peak),
        new(TimeSpan.FromMinutes(11), 1), new(TimeSpan.FromMinutes(20), 1),
    ];

    /// <summary>A day from its lowest hour: a wave between the load of now and the peak, highest in the middle.</summary>
    private static IReadOnlyList<LoadPoint> Daily(double peak) =>
        [.. Enumerable.Range(0, 97).Select(i => new LoadPoint(TimeSpan.FromMinutes(15 * i), 1 + ((peak - 1) * (1 - Math.Cos(2 * Math.PI * i / 96)) / 2)))];
}
