namespace Unloop.Dockerfile.Expansion;

/// <summary>What is known about a variable where it is used.</summary>
public readonly record struct Variable
{
    private Variable(bool known, string? value)
    {
        IsKnown = known;
        Value = value;
    }

    /// <summary>Nobody can tell: set by the base image, perhaps, or given on the build's command line.</summary>
    public static Variable Unknown { get; } = new(false, null);

    /// <summary>Known not to be set.</summary>
    public static Variable Unset { get; } = new(true, null);

    public bool IsKnown { get; }

    /// <summary>Null when unset or unknown.</summary>
    public string? Value { get; }

    public static Variable Of(string value) => new(true, value);
}
