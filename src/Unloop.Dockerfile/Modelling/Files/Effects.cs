namespace Unloop.Dockerfile.Modelling.Files;

/// <summary>Permission bits before and after: <c>(mode &amp; And) | Or</c>. Several in a row are one again.</summary>
internal readonly record struct ModeChange(int And, int Or)
{
    public int Apply(int mode) => (mode & And) | Or;

    /// <summary>Of a mode that may not be known: <c>+x</c> on a file of unknown mode gives the usual 0755 rather than nothing.</summary>
    public int? Of(int? mode) => mode is { } bits ? Apply(bits) : IsAbsolute ? Or : (Or & 0b001_001_001) != 0 ? 0b111_101_101 : null;

    public ModeChange Then(ModeChange next) => new(And & next.And, (Or & next.And) | next.Or);

    /// <summary>It does not matter what the mode was.</summary>
    public bool IsAbsolute => (And & 0b111_111_111) == 0;
}

/// <summary>
/// What happened to everything below a directory, without a visit to each file. An effect holds for what was placed before it
/// (<see cref="Node.Placed"/>); what comes later is not touched.
/// </summary>
internal sealed record Effects
{
    public static Effects None { get; } = new();

    /// <summary>Files may have been made or changed.</summary>
    public FileOrigin? Gain { get; init; }

    /// <summary>Files may have been deleted.</summary>
    public FileOrigin? Loss { get; init; }

    public string? Owner { get; init; }

    public int OwnerOrder { get; init; } = -1;

    /// <summary>Null while <see cref="ModeOrder"/> is set: changed, nobody knows to what.</summary>
    public ModeChange? Mode { get; init; }

    public int ModeOrder { get; init; } = -1;

    public bool IsNone => Gain is null && Loss is null && OwnerOrder < 0 && ModeOrder < 0;

    /// <summary>Those that came after the given order.</summary>
    public Effects Since(int placed)
    {
        if (IsNone)
        {
            return this;
        }

        return new Effects
        {
            Gain = Gain?.Moment > placed ? Gain : null,
            Loss = Loss?.Moment > placed ? Loss : null,
            Owner = OwnerOrder > placed ? Owner : null,
            OwnerOrder = OwnerOrder > placed ? OwnerOrder : -1,
            Mode = ModeOrder > placed ? Mode : null,
            ModeOrder = ModeOrder > placed ? ModeOrder : -1,
        };
    }

    /// <summary>Those of a directory together with those of a directory above it.</summary>
    public Effects With(Effects above)
    {
        if (above.IsNone)
        {
            return this;
        }

        if (IsNone)
        {
            return above;
        }

        var owner = above.OwnerOrder > OwnerOrder ? above : this;
        return new Effects
        {
            Gain = Later(Gain, above.Gain),
            Loss = Later(Loss, above.Loss),
            Owner = owner.Owner,
            OwnerOrder = owner.OwnerOrder,
            Mode = CombinedMode(above),
            ModeOrder = Math.Max(ModeOrder, above.ModeOrder),
        };
    }

    private ModeChange? CombinedMode(Effects above)
    {
        if (ModeOrder < 0 || above.ModeOrder < 0)
        {
            return ModeOrder < 0 ? above.Mode : Mode;
        }

        var (first, second) = ModeOrder < above.ModeOrder ? (this, above) : (above, this);
        return second.Mode is { IsAbsolute: true } last ? last : first.Mode is { } one && second.Mode is { } two ? one.Then(two) : null;
    }

    private static FileOrigin? Later(FileOrigin? one, FileOrigin? other) => one is null ? other : other is null || one.Moment >= other.Moment ? one : other;
}
