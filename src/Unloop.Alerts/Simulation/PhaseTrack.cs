namespace Unloop.Alerts.Simulation;

/// <summary>The phases of one alert, from its states at each evaluation. What is no longer firing is resolved until it is something else again.</summary>
/// <param name="from">When it begins.</param>
/// <param name="before">What it is before the first state.</param>
internal sealed class PhaseTrack(TimeSpan from, AlertState before = AlertState.Ok)
{
    private readonly List<Phase> _phases = [new(before, from, from)];

    public AlertState State => _phases[^1].State;

    public void Add(TimeSpan time, AlertState state, double? value)
    {
        state = state == AlertState.Ok && State is (AlertState.Firing or AlertState.Resolved) ? AlertState.Resolved : state;
        var last = _phases[^1];
        _phases[^1] = last with { To = time };
        if (last.State == state)
        {
            _phases[^1] = _phases[^1] with { Highest = Higher(last.Highest, value) };
        }
        else
        {
            _phases.Add(new Phase(state, time, time, value));
        }
    }

    public IReadOnlyList<Phase> Close(TimeSpan end) => [.. _phases[..^1].Where(p => p.To > p.From), _phases[^1] with { To = end }];

    private static double? Higher(double? a, double? b) => a is null || b > a ? b : a;
}
