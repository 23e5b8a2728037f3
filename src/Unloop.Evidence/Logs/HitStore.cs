namespace Unloop.Evidence.Logs;

/// <summary>
/// The lines around hits, in bounded memory. A program that repeats itself must not crowd out the one line that matters, so hits that look
/// alike (equal but for their digits) soon count as repetitions: those are kept only while they are among the last.
/// </summary>
internal sealed class HitStore
{
    private const int MaximumHits = 1000;
    private const int MaximumAlike = 20;
    private const int MaximumBytes = 2 << 20;
    private const int MaximumLastLines = 20_000;
    private const int ShapeLength = 160;

    private readonly Dictionary<ulong, int> _shapes = [];
    private readonly List<RawLine> _first = [];
    private readonly Queue<RawLine> _last = new();
    private readonly Ring<RawLine> _recent = new(BlockScanner.Context);
    private int _hits;
    private int _firstBytes;
    private int _lastBytes;

    /// <summary>The end of the context of the newest hit that is no repetition.</summary>
    private long _firstUntil;

    /// <summary>The newest line that was added.</summary>
    public long LastNumber { get; private set; }

    public IEnumerable<RawLine> Lines => _first.Concat(_last);

    /// <summary>Announces a hit, before its line is added. Lines before it may have been added as context of a repetition.</summary>
    public void Begin(long number, ReadOnlySpan<byte> line)
    {
        if (_hits >= MaximumHits || _firstBytes >= MaximumBytes || !IsNovel(line))
        {
            return;
        }

        _hits++;
        foreach (var before in _recent.Where(r => r.Number > _firstUntil && r.Number >= number - BlockScanner.Context))
        {
            AddFirst(before);
        }

        _firstUntil = number + BlockScanner.Context;
    }

    public void Add(RawLine line)
    {
        if (line.Number <= LastNumber)
        {
            return;
        }

        LastNumber = line.Number;
        _recent.Add(line);
        if (line.Number <= _firstUntil)
        {
            AddFirst(line);
            return;
        }

        _last.Enqueue(line);
        _lastBytes += line.Bytes.Length;
        while (_lastBytes > MaximumBytes || _last.Count > MaximumLastLines)
        {
            _lastBytes -= _last.Dequeue().Bytes.Length;
        }
    }

    private void AddFirst(RawLine line)
    {
        _first.Add(line);
        _firstBytes += line.Bytes.Length;
    }

    private bool IsNovel(ReadOnlySpan<byte> line)
    {
        ref var seen = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_shapes, Shape(line), out _);
        return seen++ < MaximumAlike;
    }

    /// <summary>A hash of the line's words; digits are left out, and so what changes from one repetition to the next.</summary>
    private static ulong Shape(ReadOnlySpan<byte> line)
    {
        var hash = 14695981039346656037UL;
        var counted = 0;
        foreach (var b in line)
        {
            if (!char.IsAsciiDigit((char)b))
            {
                hash = (hash ^ b) * 1099511628211UL;
                if (++counted == ShapeLength)
                {
                    break;
                }
            }
        }

        return hash;
    }
}
