using System.Security.Cryptography;
using Unloop.Core.Facts;

namespace Unloop.Images.Content;

/// <summary>
/// Bytes that are counted and hashed on their way, and at their end compared with what they should be. Reading on after the stated length fails
/// at once, so that a lying server cannot make us read for ever.
/// </summary>
/// <param name="size">-1: not known beforehand.</param>
/// <param name="name">What it is, for messages: <c>layer sha256:… of web:1.0</c>.</param>
internal sealed class VerifiedStream(Stream inner, ContentDigest digest, long size, string name) : ReadOnlyStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(digest.Algorithm);
    private long _read;
    private bool _ended;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_ended || buffer.IsEmpty)
        {
            return 0;
        }

        var read = await inner.ReadAsync(buffer, cancellationToken);
        if (read == 0)
        {
            _ended = true;
            Compare();
            return 0;
        }

        _read += read;
        if (size >= 0 && _read > size)
        {
            throw new ContentException(ProblemKind.Failed, $"The {name} is longer than the {size} bytes that the manifest states.");
        }

        _hash.AppendData(buffer.Span[..read]);
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Compare()
    {
        if (size >= 0 && _read < size)
        {
            throw new ContentException(ProblemKind.Failed, $"The {name} is cut short: {_read} of {size} bytes.");
        }

        var actual = Convert.ToHexStringLower(_hash.GetHashAndReset());
        if (actual != digest.Hex)
        {
            throw new ContentException(ProblemKind.Failed, $"The {name} is corrupt: its bytes have the digest {digest.Folder}:{actual}.");
        }
    }
}
