namespace Unloop.Dockerfile.Modelling.Bases;

public enum BaseKnowledge
{
    /// <summary>Nothing is known of it.</summary>
    Nothing,

    /// <summary>From its name and tag.</summary>
    Name,

    /// <summary>From the image itself.</summary>
    Image,
}

/// <summary>An image that a stage stands on.</summary>
public sealed class BaseImage
{
    private readonly Func<string, Existence> _find;
    private readonly Func<string, EntryKind>? _kind;
    private readonly Func<string, string?>? _link;

    /// <param name="reference">As in the Dockerfile, expanded.</param>
    /// <param name="configuration">Null: not known.</param>
    /// <param name="find">Absolute, normal path in; follows no link at the end. The folders of what is present are present.</param>
    /// <param name="kind">Of a path that is present; null: not known.</param>
    /// <param name="link">The target where the path is a symbolic link, else null. Null: links are not known, and the usual ones of merged <c>/usr</c> are assumed.</param>
    public BaseImage(
        string reference,
        BaseKnowledge knowledge,
        ImageConfiguration? configuration,
        Func<string, Existence> find,
        ImageTraits? traits = null,
        Func<string, EntryKind>? kind = null,
        Func<string, string?>? link = null)
    {
        Reference = reference;
        Knowledge = knowledge;
        Configuration = configuration;
        Traits = traits ?? new ImageTraits();
        _find = find;
        _kind = kind;
        _link = link;
    }

    public string Reference { get; }

    public BaseKnowledge Knowledge { get; }

    /// <summary>The name is that of a well-known image, but the registry or namespace is not its home: a mirror most likely, or a copy with changes. Then nothing counts as absent.</summary>
    public bool IsAssumed { get; init; }

    /// <summary>Null: not known.</summary>
    public ImageConfiguration? Configuration { get; }

    public ImageTraits Traits { get; }

    /// <summary>As in OCI; null where not known.</summary>
    public string? Architecture { get; init; }

    /// <summary><c>scratch</c>: no file at all.</summary>
    public static BaseImage Scratch { get; } = new(
        "scratch",
        BaseKnowledge.Image,
        new ImageConfiguration(),
        path => path == "/" ? Existence.Present : Existence.Absent,
        new ImageTraits { Distribution = Distribution.None, Libc = Libc.None, UsersAreWhole = true });

    public static BaseImage Unknown(string reference) => new(reference, BaseKnowledge.Nothing, null, _ => Existence.Unknown);

    public Existence Find(string path) => _find(path);

    public EntryKind KindOf(string path) => LinkTarget(path) is not null ? EntryKind.Symlink : _kind?.Invoke(path) ?? EntryKind.Unknown;

    /// <summary>Null where the path is no symbolic link, or none that is known.</summary>
    public string? LinkTarget(string path) => _link?.Invoke(path);

    public override string ToString() => Reference;
}
