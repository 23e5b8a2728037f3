namespace Unloop.Score;

/// <summary>What the figures must reach; each is printed and counted.</summary>
internal sealed class Requirements(TextWriter to)
{
    public int Met { get; private set; }
    public int Unmet { get; private set; }

    public void AtLeast(string what, double value, double least) => Require(value >= least, $"{what}: {value:0.##}, at least {least:0.##}");

    public void AtMost(string what, double value, double most) => Require(value <= most, $"{what}: {value:0.##}, at most {most:0.##}");

    private void Require(bool holds, string what)
    {
        if (holds)
        {
            Met++;
        }
        else
        {
            Unmet++;
        }
        to.WriteLine($"  {(holds ? "ok" : "FAILED"),-8} {what}");
    }
}
