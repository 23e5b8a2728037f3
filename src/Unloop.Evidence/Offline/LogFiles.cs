using System.Buffers;
using System.Text;
using Unloop.Core.Facts;
using Unloop.Evidence.Logs;

namespace Unloop.Evidence.Offline;

/// <summary>Streams log files through window builders; a file that holds several containers' lines gets a builder for each.</summary>
internal static class LogFiles
{
    private const int ChunkSize = 256 * 1024;
    private const int MaximumContainers = 64;
    private const string DumpStart = "==== START logs for container ";

    public static IReadOnlyList<LogPart> Read(InputFile file, byte[] start, ILineScanner scanner, OfflineOptions options)
    {
        var name = LogName.Of(file);
        var isDump = start.AsSpan().IndexOf("==== START logs for container "u8) is >= 0 and < 4096;
        var isPrefixed = LogHead.Detect(start).HasFlag(LogHeads.Prefix);
        if (!isDump && !isPrefixed)
        {
            var builder = new LogWindowBuilder(name.Label ?? "", name.Instance ?? LogInstance.Current, scanner, options.LogLimit);
            Stream(file, builder.Append, () => builder.IsFull);
            return [new LogPart(KubeletExcuse.Without(builder.Finish()) with { Path = file.Path }, name, file.Path)];
        }

        var split = new LogSplit(isDump, name, scanner, options);
        Stream(file, split.Append, () => false);
        return [.. split.Finish().Select(p => new LogPart(KubeletExcuse.Without(p.Window) with { Path = file.Path }, p.Name, file.Path))];
    }

    private delegate void Sink(ReadOnlySpan<byte> bytes);

    private static void Stream(InputFile file, Sink sink, Func<bool> isFull)
    {
        using var stream = file.Open();
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkSize);
        try
        {
            while (!isFull() && stream.Read(buffer, 0, ChunkSize) is var read and > 0)
            {
                sink(buffer.AsSpan(0, read));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Hands each line to the builder of its container: by <c>--prefix</c>, or by the markers of a cluster dump.</summary>
    private sealed class LogSplit(bool isDump, LogName fileName, ILineScanner scanner, OfflineOptions options)
    {
        private const int MaximumLine = 64 * 1024;
        private readonly List<byte> _line = [];
        private readonly Dictionary<(string Pod, string Container), (LogName Name, LogWindowBuilder Builder)> _builders = [];
        private LogWindowBuilder? _current;

        public void Append(ReadOnlySpan<byte> bytes)
        {
            while (!bytes.IsEmpty)
            {
                var end = bytes.IndexOf((byte)'\n');
                var piece = end < 0 ? bytes : bytes[..end];
                _line.AddRange(piece[..Math.Min(piece.Length, MaximumLine - _line.Count)]);
                bytes = end < 0 ? [] : bytes[(end + 1)..];
                if (end >= 0)
                {
                    Route();
                }
            }
        }

        public IEnumerable<(LogWindow Window, LogName Name)> Finish()
        {
            if (_line.Count > 0)
            {
                Route();
            }

            return _builders.Values.Select(b => (b.Builder.Finish(), b.Name));
        }

        private void Route()
        {
            var line = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_line);
            if (isDump && line.StartsWith("==== "u8))
            {
                _current = Marker(Encoding.UTF8.GetString(line).TrimEnd());
            }
            else if (!isDump && LogHead.PrefixOf(line) is var (pod, container))
            {
                _current = Builder(pod, container, null);
            }

            if (_current is not null && !(isDump && line.StartsWith("==== "u8)))
            {
                _line.Add((byte)'\n');
                _current.Append(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_line));
            }

            _line.Clear();
        }

        /// <summary><c>==== START logs for container web of pod shop/web-1 ====</c></summary>
        private LogWindowBuilder? Marker(string line)
        {
            var words = line.StartsWith(DumpStart, StringComparison.Ordinal) ? line[DumpStart.Length..].Split(' ') : [];
            return words is [var container, "of", "pod", var pod, ..] && pod.Split('/') is [var space, var name] ? Builder(name, container, space) : null;
        }

        private LogWindowBuilder? Builder(string pod, string container, string? space)
        {
            if (!_builders.TryGetValue((pod, container), out var known))
            {
                if (_builders.Count == MaximumContainers)
                {
                    return null;
                }

                known = (fileName with { Label = null, Container = container, Pod = pod, Namespace = space },
                    new LogWindowBuilder(container, fileName.Instance ?? LogInstance.Current, scanner, options.LogLimit));
                _builders[(pod, container)] = known;
            }

            return known.Builder;
        }
    }
}
