namespace Unloop.Dockerfile.Expansion;

[Flags]
internal enum LexerOptions
{
    None = 0,

    /// <summary>Quotes stay in the result.</summary>
    RawQuotes = 1,

    /// <summary>Escape characters stay in the result.</summary>
    RawEscapes = 2,

    /// <summary>Quotes are characters like any other, as in a here-document's text.</summary>
    IgnoreQuotes = 4,

    /// <summary>A variable that is not set stays as written.</summary>
    KeepUnset = 8,
}
