using System.Text;
using Unloop.Core.Facts;

namespace Unloop.Evidence.Logs;

/// <summary>
/// Reads one container instance's log of any length, in chunks of any size, and keeps its head, its tail and what the scanner hits, with
/// context. Bytes are scanned in large blocks of whole lines; only lines that are kept are ever decoded and redacted. The result does not
/// depend on how the bytes were cut into chunks.
/// </summary>
public sealed class LogWindowBuilder
{
    public const long DefaultLimit = 64 << 20;

    /// <summary>Enough to tell the encoding and the heads.</summary>
    private const int SampleSize = 64 * 1024;

    private readonly string _container;
    private readonly LogInstance _instance;
    private readonly long _limit;
    private readonly BlockScanner _blocks;
    private byte[]? _sample = [];
    private int _sampled;
    private long _total;
    private bool _truncated;
    private LogHeads _heads;
    private Decoder? _decoder;
    private LogTranscoder? _transcoder;

    public LogWindowBuilder(string container, LogInstance instance, ILineScanner scanner, long limit = DefaultLimit)
    {
        _container = container;
        _instance = instance;
        _limit = Math.Max(0, limit);
        _blocks = new BlockScanner(scanner);
    }

    /// <summary>True when the limit is reached: what comes after is not looked at, so the source may stop sending.</summary>
    public bool IsFull => _total >= _limit && _truncated;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _limit - _total)
        {
            _truncated = true;
            bytes = bytes[..(int)(_limit - _total)];
        }

        _total += bytes.Length;
        if (_sample is not null)
        {
            var taken = Math.Min(bytes.Length, SampleSize - _sampled);
            Grow(_sampled + taken);
            bytes[..taken].CopyTo(_sample.AsSpan(_sampled));
            _sampled += taken;
            bytes = bytes[taken..];
            if (_sampled == SampleSize)
            {
                Decide();
            }
        }

        if (!bytes.IsEmpty)
        {
            Decode(bytes);
        }
    }

    public LogWindow Finish()
    {
        if (_sample is not null)
        {
            Decide();
        }

        Decode([], flush: true);
        _transcoder?.Finish();
        var lines = _blocks.Finish();
        return new LogWindow
        {
            Container = _container,
            Instance = _instance,
            Lines = LineDecoder.Decode(lines, _transcoder is null ? _heads : LogHeads.Timestamps),
            TotalLines = _blocks.TotalLines,
            TotalBytes = _total,
            Truncated = _truncated,
        };
    }

    private void Grow(int size)
    {
        if (_sample!.Length < size)
        {
            Array.Resize(ref _sample, Math.Min(SampleSize, Math.Max(size, _sample.Length * 2)));
        }
    }

    private void Decide()
    {
        var sample = _sample.AsSpan(0, _sampled);
        _sample = null;
        var (encoding, mark) = TextEncoding.Detect(sample);
        sample = sample[mark..];
        if (encoding is UTF8Encoding)
        {
            _heads = LogHead.Detect(sample);
        }
        else
        {
            _decoder = encoding.GetDecoder();
            _heads = LogHead.Detect(Encoding.UTF8.GetBytes(encoding.GetString(sample)));
        }

        if ((_heads & (LogHeads.Cri | LogHeads.DockerJson)) != 0)
        {
            _transcoder = new LogTranscoder(_heads, _blocks.Append);
        }

        Decode(sample);
    }

    private void Decode(ReadOnlySpan<byte> bytes, bool flush = false)
    {
        if (_decoder is null)
        {
            Feed(bytes);
            return;
        }

        var characters = new char[Math.Min(bytes.Length, 16 * 1024) + 2];
        var encoded = new byte[characters.Length * 3];
        do
        {
            var slice = bytes[..Math.Min(bytes.Length, 32 * 1024)];
            _decoder.Convert(slice, characters, flush && slice.Length == bytes.Length, out var used, out var made, out _);
            bytes = bytes[used..];
            Feed(encoded.AsSpan(0, Utf8(characters.AsSpan(0, made), encoded)));
        }
        while (!bytes.IsEmpty);
    }

    private readonly Encoder _encoder = Encoding.UTF8.GetEncoder();

    /// <summary>Keeps half a surrogate pair for the next call.</summary>
    private int Utf8(ReadOnlySpan<char> characters, Span<byte> output) => _encoder.GetBytes(characters, output, flush: false);

    private void Feed(ReadOnlySpan<byte> bytes)
    {
        if (_transcoder is not null)
        {
            _transcoder.Append(bytes);
        }
        else
        {
            _blocks.Append(bytes);
        }
    }
}
