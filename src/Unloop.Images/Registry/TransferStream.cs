using Unloop.Images.Content;

namespace Unloop.Images.Registry;

/// <summary>An answer's body: a transfer that stands still is given up, and what the network does is put into words.</summary>
/// <param name="owner">Disposed with the stream.</param>
internal sealed class TransferStream(Stream inner, IDisposable owner, string host, TimeSpan stallTimeout, TimeProvider time) : ReadOnlyStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var timeout = new CancellationTokenSource(stallTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await inner.ReadAsync(buffer, either.Token);
        }
        catch (Exception e) when (NetworkFailure.IsOne(e, cancellationToken))
        {
            throw NetworkFailure.Explain(e, host, certificateFailure: null);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            owner.Dispose();
        }

        base.Dispose(disposing);
    }
}
