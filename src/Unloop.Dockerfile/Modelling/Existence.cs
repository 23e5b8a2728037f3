namespace Unloop.Dockerfile.Modelling;

/// <summary>Whether a path is there. No rule may conclude anything from <see cref="Unknown"/>.</summary>
public enum Existence
{
    Unknown,
    Present,
    Absent,
}
