namespace Unloop.Alerts.Simulation;

/// <summary>The phases of one alert, from its states at each evaluation. What is no longer firing is resolved until it is something else again.</summary>
internal sealed class PhaseTrack(TimeSpan from)
{
    private readonly List<Phase> _phases = [];

    public AlertState State => _phases is [.., var last] ? last.State : AlertState.Ok;

    public void Add(TimeSpan time, AlertState state, double? value)
    {
        state = state == AlertState.Ok && State is (AlertState.Firing or AlertState.Resolved) ? AlertState.Resolved : state;
        if (_phases.Count == 0 && time > from)
        {
            _phases.Add(new Phase(AlertState.Ok, from, time));
        }

        if (_phases is [.., var last] && last.State == state)
        {
            _phases[^1] = last with { To = time, Highest = Higher(last.Highest, value) };
            return;
        }

        if (_phases.Count > 0)
        {
            _phases[^1] = _phases[^1] with { To = time };
        }

        _phases.Add(new Phase(state, time, time, value));
    }

    public IReadOnlyList<Phase> Close(TimeSpan end) => _phases.Count == 0
        ? [new Phase(AlertState.Ok, from, end)]
        : [.. _phases[..^1], _phases[^1] with { To = end }];

    private static double? Higher(double? a, double? b) => a is null || b > a ? b : a;
}
