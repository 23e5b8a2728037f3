using Unloop.Core.Facts;
using Unloop.Evidence.Redaction;

namespace Unloop.Evidence.Logs;

/// <summary>Turns kept lines into text: heads off, escapes out, secrets out, and told which lines belong together.</summary>
internal static class LineDecoder
{
    public static IReadOnlyList<LogLine> Decode(IReadOnlyList<RawLine> lines, LogHeads heads)
    {
        var decoded = new List<LogLine>(lines.Count);
        var redactor = new LineRedactor();
        var traces = new TraceReader();
        long previous = 0;
        foreach (var line in lines)
        {
            if (line.Number != previous + 1)
            {
                traces.Reset();
            }

            var text = LineCleaner.Text(LogHead.Strip(line.Bytes.Span, heads, out var time));
            text = redactor.Next(line.IsCut ? text + "…" : text);
            decoded.Add(new LogLine((int)Math.Min(line.Number, int.MaxValue), text, time, traces.Continues(text)));
            previous = line.Number;
        }

        return decoded;
    }
}
