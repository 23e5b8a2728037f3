namespace Unloop.Images.Layers;

/// <summary>Where a file's content lies in a blob whose table of contents was read instead of the blob itself.</summary>
/// <param name="Offset">Of the compressed member or frame that begins it.</param>
/// <param name="Length">To the end of its last one.</param>
/// <param name="Skip">Unpacked bytes before it.</param>
/// <param name="Digest">Of the content.</param>
internal sealed record FilePart(long Offset, long Length, int Skip, string Digest);
