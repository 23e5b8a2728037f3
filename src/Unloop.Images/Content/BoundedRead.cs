using Unloop.Core.Facts;

namespace Unloop.Images.Content;

/// <summary>Reads small content to its end, and refuses what is not small.</summary>
internal static class BoundedRead
{
    /// <param name="name">What it is, for the message.</param>
    public static async Task<byte[]> AllAsync(Stream stream, int limit, string name, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (content.Length + read > limit)
            {
                throw new ContentException(ProblemKind.Failed, $"The {name} is longer than {limit >> 10} KiB; no image needs that.");
            }

            await content.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        return content.ToArray();
    }

    /// <summary>At most so many bytes of a stream; the rest is left.</summary>
    public static async Task<byte[]> StartAsync(Stream stream, int length, CancellationToken cancellationToken)
    {
        var buffer = new byte[length];
        return buffer[..await stream.ReadAtLeastAsync(buffer, length, throwOnEndOfStream: false, cancellationToken)];
    }
}
