using System.Buffers;
using System.Threading.Channels;

namespace Unloop.Images.Layers;

/// <summary>
/// Reads a blob on the thread pool while another thread unpacks what is there already, so that the network and the digest cost no time of their own.
/// <see cref="Read(Span{byte})"/> blocks: it is for a thread of its own. Reading to the end lets the source compare its digest; an error of the source comes
/// out of <see cref="Read(Span{byte})"/>.
/// </summary>
internal sealed class ReadAhead : Stream
{
    private const int BlockSize = 256 * 1024;
    private const int Blocks = 6;

    private readonly Channel<(byte[] Buffer, int Length)> blocks = Channel.CreateBounded<(byte[], int)>(
        new BoundedChannelOptions(Blocks) { SingleReader = true, SingleWriter = true });

    private readonly CancellationTokenSource stop;
    private readonly Task pump;
    private byte[]? current;
    private int start;
    private int end;
    private long taken;
    private bool isDisposed;

    public ReadAhead(Stream source, CancellationToken cancellationToken)
    {
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        pump = Task.Run(() => PumpAsync(source, stop.Token), CancellationToken.None);
    }

    /// <summary>How many bytes of the blob were handed out.</summary>
    public long Taken => taken;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => taken; set => throw new NotSupportedException(); }

    /// <summary>The next bytes, up to a whole block, without taking them; empty at the end.</summary>
    public ReadOnlySpan<byte> Peek() => start < end || Advance() ? current.AsSpan(start, end - start) : default;

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty || (start == end && !Advance()))
        {
            return 0;
        }

        var length = Math.Min(buffer.Length, end - start);
        current.AsSpan(start, length).CopyTo(buffer);
        start += length;
        taken += length;
        return length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Takes all that is left, so that the source sees its end.</summary>
    public void Drain()
    {
        while (start < end || Advance())
        {
            taken += end - start;
            start = end;
        }
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private bool Advance()
    {
        if (current is not null)
        {
            ArrayPool<byte>.Shared.Return(current);
            current = null;
            start = end = 0;
        }

        if (!blocks.Reader.TryRead(out var block))
        {
            if (!blocks.Reader.WaitToReadAsync(stop.Token).AsTask().GetAwaiter().GetResult() || !blocks.Reader.TryRead(out block))
            {
                return false;
            }
        }

        (current, end) = (block.Buffer, block.Length);
        return true;
    }

    private async Task PumpAsync(Stream source, CancellationToken cancellationToken)
    {
        byte[]? buffer = null;
        try
        {
            while (true)
            {
                buffer = ArrayPool<byte>.Shared.Rent(BlockSize);
                var length = await source.ReadAtLeastAsync(buffer.AsMemory(0, BlockSize), BlockSize, throwOnEndOfStream: false, cancellationToken);
                if (length == 0)
                {
                    break;
                }

                await blocks.Writer.WriteAsync((buffer, length), cancellationToken);
                buffer = null;
            }

            _ = blocks.Writer.TryComplete();
        }
#pragma warning disable CA1031 // Whatever it is, it is thrown on in the thread that reads.
        catch (Exception e)
        {
            _ = blocks.Writer.TryComplete(e);
        }
#pragma warning restore CA1031
        finally
        {
            if (buffer is not null)
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !isDisposed)
        {
            isDisposed = true;
            stop.Cancel();
            pump.GetAwaiter().GetResult();
            stop.Dispose();
        }

        base.Dispose(disposing);
    }
}
