using Microsoft.Win32.SafeHandles;

namespace Unloop.Host.Inputs;

/// <summary>
/// Holds what can be read only once (pipes, archives) so that it can be read again: small amounts in memory, the rest in one temporary file that
/// the system removes with the process.
/// </summary>
internal sealed class Spool(long limit) : IDisposable
{
    private const long MaximumMemory = 32 << 20;
    private SafeFileHandle? _file;
    private long _inMemory;
    private long _inFile;

    /// <summary>How many bytes more it takes.</summary>
    public long Room => limit - _inMemory - _inFile;

    /// <summary>Copies the stream. Whole tells whether there was room for all of it.</summary>
    public (Func<Stream> Open, long Length, bool Whole) Add(Stream source)
    {
        var start = _inFile;
        using var memory = new MemoryStream();
        var buffer = new byte[64 * 1024];
        long length = 0;
        while (source.Read(buffer, 0, (int)Math.Min(buffer.Length, Math.Max(1, Room))) is var read and > 0)
        {
            if (read > Room)
            {
                return (Opener(memory, start, length), length, false);
            }

            length += read;
            if (_inFile == start && _inMemory + read <= MaximumMemory)
            {
                _inMemory += read;
                memory.Write(buffer, 0, read);
                continue;
            }

            Spill(memory);
            Write(buffer.AsSpan(0, read));
        }

        return (Opener(memory, start, length), length, true);
    }

    public void Dispose() => _file?.Dispose();

    private Func<Stream> Opener(MemoryStream memory, long start, long length)
    {
        if (_inFile == start)
        {
            var bytes = memory.ToArray();
            return () => new MemoryStream(bytes, writable: false);
        }

        return () => new SpoolStream(_file!, start, length);
    }

    private void Spill(MemoryStream memory)
    {
        if (memory.Length > 0)
        {
            _inMemory -= memory.Length;
            Write(memory.GetBuffer().AsSpan(0, (int)memory.Length));
            memory.SetLength(0);
        }
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        _file ??= File.OpenHandle(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose);
        RandomAccess.Write(_file, bytes, _inFile);
        _inFile += bytes.Length;
    }

    /// <summary>A part of the temporary file.</summary>
    private sealed class SpoolStream(SafeFileHandle file, long start, long length) : Stream
    {
        private long _position;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => length;
        public override long Position { get => _position; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var wanted = (int)Math.Min(buffer.Length, length - _position);
            var read = wanted == 0 ? 0 : RandomAccess.Read(file, buffer[..wanted], start + _position);
            _position += read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
