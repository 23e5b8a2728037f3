namespace Unloop.Engine.Machine;

/// <summary>Reads files that the user's configuration names. Implemented by <c>Unloop.Host</c>.</summary>
public interface IFileReader
{
    /// <summary>The whole file, or why not. Never more than <paramref name="limit"/> bytes: a longer file is refused.</summary>
    FileRead Read(string path, int limit);
}

/// <summary>What reading a file came to: <see cref="Content"/>, or with a <see cref="Failure"/> nothing.</summary>
public sealed record FileRead
{
    private FileRead() { }

    public ReadOnlyMemory<byte> Content { get; private init; }

    /// <summary>In words that can follow the path: <c>does not exist</c>, <c>may not be read</c>.</summary>
    public string? Failure { get; private init; }
    public bool Missing { get; private init; }

    public static FileRead Of(byte[] content) => new() { Content = content };

    public static FileRead NotThere { get; } = new() { Failure = "does not exist", Missing = true };

    public static FileRead Failed(string why) => new() { Failure = why };
}
