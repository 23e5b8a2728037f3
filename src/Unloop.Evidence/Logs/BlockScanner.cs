using Unloop.Core.Facts;

namespace Unloop.Evidence.Logs;

/// <summary>Cuts bytes into blocks of whole lines, has each block scanned, and keeps lines: the first, the last, and those around hits.</summary>
internal sealed class BlockScanner(ILineScanner scanner)
{
    internal const int HeadLines = 200;
    internal const int TailLines = 400;
    internal const int Context = 10;
    internal const int BlockSize = 1 << 20;

    private readonly List<int> _hits = [];
    private readonly List<RawLine> _head = [];
    private readonly Ring<RawLine> _tail = new(TailLines);
    private readonly HitStore _kept = new();
    private byte[] _block = new byte[16 * 1024];
    private byte[] _scratch = [];
    private int _filled;
    private long _lines;
    private long _keepUntil;

    /// <summary>Inside a line that is longer than a block: its beginning was dealt with, the rest is skipped.</summary>
    private bool _insideLine;

    public long TotalLines => _lines;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_filled + bytes.Length > _block.Length && _block.Length < BlockSize)
            {
                Array.Resize(ref _block, (int)Math.Min(BlockSize, Math.Max(_block.Length * 2L, _filled + (long)bytes.Length)));
            }

            var taken = Math.Min(bytes.Length, _block.Length - _filled);
            bytes[..taken].CopyTo(_block.AsSpan(_filled));
            _filled += taken;
            bytes = bytes[taken..];
            if (_filled == BlockSize)
            {
                Drain();
            }
        }
    }

    public IReadOnlyList<RawLine> Finish()
    {
        if (_filled > 0)
        {
            Process(_block.AsSpan(0, _filled), complete: true);
            _filled = 0;
        }

        return [.. _head.Concat(_kept.Lines).Concat(_tail).GroupBy(l => l.Number).Select(same => same.First()).OrderBy(l => l.Number)];
    }

    /// <summary>Processes the whole lines of a full block and keeps the beginning of the next one.</summary>
    private void Drain()
    {
        var block = _block.AsSpan(0, _filled);
        var end = block.LastIndexOf((byte)'\n') + 1;
        if (end == 0)
        {
            Process(block, complete: false);
            _filled = 0;
            return;
        }

        Process(block[..end], complete: true);
        block[end..].CopyTo(_block);
        _filled -= end;
    }

    private void Process(ReadOnlySpan<byte> block, bool complete)
    {
        if (_insideLine)
        {
            var end = block.IndexOf((byte)'\n');
            _insideLine = end < 0 && !complete;
            block = end < 0 ? [] : block[(end + 1)..];
        }

        if (block.IsEmpty)
        {
            return;
        }

        _insideLine = !complete;
        block = Cleaned(block);

        // A line of nothing but controls is a line all the same.
        block = block.IsEmpty ? "\n"u8 : block;
        _hits.Clear();
        scanner.Scan(block, _hits);
        KeepHead(block);
        KeepHits(block);
        KeepTail(block);
        _lines += CountLines(block);
    }

    private ReadOnlySpan<byte> Cleaned(ReadOnlySpan<byte> block)
    {
        if (LineCleaner.IsClean(block))
        {
            return block;
        }

        if (_scratch.Length < block.Length)
        {
            _scratch = new byte[block.Length];
        }

        return _scratch.AsSpan(0, LineCleaner.Clean(block, _scratch));
    }

    private void KeepHead(ReadOnlySpan<byte> block)
    {
        var at = 0;
        while (_head.Count < HeadLines && at < block.Length)
        {
            var end = EndOfLine(block, at);
            _head.Add(RawLine.From(_head.Count + 1, block[at..end]));
            at = end + 1;
        }
    }

    private void KeepTail(ReadOnlySpan<byte> block)
    {
        var start = block.Length;
        var count = 0;
        while (start > 0 && count < TailLines)
        {
            start = block[..(start - 1)].LastIndexOf((byte)'\n') + 1;
            count++;
        }

        var number = _lines + CountLines(block) - count;
        while (start < block.Length)
        {
            var end = EndOfLine(block, start);
            _tail.Add(RawLine.From(++number, block[start..end]));
            start = end + 1;
        }
    }

    private void KeepHits(ReadOnlySpan<byte> block)
    {
        // A cursor at the start of a line, and that line's number; everything before it is done.
        var at = 0;
        var number = _lines + 1;
        foreach (var hit in _hits)
        {
            // A hit's end may be the line's end: step back into the literal.
            var inside = Math.Clamp(hit - 1, 0, block.Length - 1);
            var start = block[..inside].LastIndexOf((byte)'\n') + 1;
            if (start < at)
            {
                // Another hit in a line that is kept already.
                continue;
            }

            while (at < start && number <= _keepUntil)
            {
                at = KeepLine(block, at, ref number);
            }

            var line = number + block[at..start].Count((byte)'\n');
            KeepBefore(block, ref at, ref number, start, line);
            _kept.Begin(line, block[start..EndOfLine(block, start)]);
            while (at <= start && at < block.Length)
            {
                at = KeepLine(block, at, ref number);
            }

            _keepUntil = line + Context;
        }

        while (at < block.Length && number <= _keepUntil)
        {
            at = KeepLine(block, at, ref number);
        }
    }

    /// <summary>Moves the cursor to the first line of the hit's context, some of which may be in the block before.</summary>
    private void KeepBefore(ReadOnlySpan<byte> block, ref int at, ref long number, int start, long line)
    {
        var first = start;
        var firstLine = line;
        while (first > at && line - firstLine < Context)
        {
            first = block[..(first - 1)].LastIndexOf((byte)'\n') + 1;
            firstLine--;
        }

        if (first == 0 && line - firstLine < Context)
        {
            foreach (var earlier in _tail.Where(t => t.Number >= line - Context && t.Number > _kept.LastNumber))
            {
                _kept.Add(earlier);
            }
        }

        (at, number) = (first, firstLine);
    }

    private int KeepLine(ReadOnlySpan<byte> block, int at, ref long number)
    {
        var end = EndOfLine(block, at);
        _kept.Add(RawLine.From(number++, block[at..end]));
        return Math.Min(end + 1, block.Length);
    }

    private static int EndOfLine(ReadOnlySpan<byte> block, int at) =>
        block[at..].IndexOf((byte)'\n') is var length and >= 0 ? at + length : block.Length;

    private static int CountLines(ReadOnlySpan<byte> block) => block.Count((byte)'\n') + (block[^1] == '\n' ? 0 : 1);
}
