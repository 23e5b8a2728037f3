using Unloop.Core.Facts;

namespace Unloop.Images.Content;

/// <summary>Exactly so many bytes of another stream: more are not handed out, and fewer are an error.</summary>
internal sealed class PartStream(Stream inner, long length, string name) : ReadOnlyStream
{
    private long _taken;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var wanted = (int)Math.Min(buffer.Length, length - _taken);
        if (wanted == 0)
        {
            return 0;
        }

        var read = await inner.ReadAsync(buffer[..wanted], cancellationToken);
        if (read == 0)
        {
            throw new ContentException(ProblemKind.Failed, $"A part of the {name} is cut short: {_taken} of {length} bytes.");
        }

        _taken += read;
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
