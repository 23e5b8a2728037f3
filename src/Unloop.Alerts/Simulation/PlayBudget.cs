namespace Unloop.Alerts.Simulation;

/// <summary>How much one play of an alert may look at: samples, steps, parts of its query. A query can ask for more than any machine could do.</summary>
internal sealed class PlayBudget
{
    /// <summary>Far more than a day with windows of hours takes.</summary>
    public const long Most = 100_000_000;

    public long Spent { get; private set; }

    /// <exception cref="PlayException">It is spent.</exception>
    public void Spend(long count)
    {
        Spent += count;
        if (Spent > Most)
        {
            throw PlayException.NotPlayed($"what looks at more than {Most / 1_000_000} million samples");
        }
    }
}
