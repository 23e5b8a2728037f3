namespace Unloop.Alerts.Simulation;

/// <summary>What cannot be played, or what the real one would refuse as well; the message is a sentence without full stop.</summary>
internal sealed class PlayException(string message) : Exception(message)
{
    /// <summary>Of what would have to be guessed.</summary>
    public static PlayException NotPlayed(string what) => new($"{what} cannot be played");
}
