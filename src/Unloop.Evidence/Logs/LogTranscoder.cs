using System.Text;
using System.Text.Json;

namespace Unloop.Evidence.Logs;

/// <summary>
/// Turns the files that runtimes write on nodes into lines with a plain stamp: unwraps Docker's JSON and joins the parts of long lines.
/// Only such files take this path; it goes line by line.
/// </summary>
internal sealed class LogTranscoder(LogHeads heads, LogTranscoder.Sink sink)
{
    /// <summary>Beyond this, a line without an end is handed on in pieces.</summary>
    private const int MaximumLine = 256 * 1024;

    private readonly List<byte> _line = [];
    private readonly Dictionary<string, List<byte>> _parts = [];

    public delegate void Sink(ReadOnlySpan<byte> bytes);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            // Pieces end at fixed lengths of the line, not of the chunk, so that the size of chunks changes nothing.
            var room = Math.Min(bytes.Length, MaximumLine - _line.Count);
            var end = bytes[..room].IndexOf((byte)'\n');
            _line.AddRange(bytes[..(end < 0 ? room : end)]);
            bytes = bytes[(end < 0 ? room : end + 1)..];
            if (end >= 0 || _line.Count == MaximumLine)
            {
                FinishLine();
            }
        }
    }

    public void Finish()
    {
        if (_line.Count > 0)
        {
            FinishLine();
        }

        foreach (var part in _parts.Values.Where(p => p.Count > 0))
        {
            Emit(part);
        }

        _parts.Clear();
    }

    private void FinishLine()
    {
        var line = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_line).TrimEnd((byte)'\r');
        if (heads.HasFlag(LogHeads.DockerJson))
        {
            Docker(line);
        }
        else
        {
            Cri(line);
        }

        _line.Clear();
    }

    private void Cri(ReadOnlySpan<byte> line)
    {
        var isPart = LogHead.IsPart(line);
        var text = LogHead.Strip(line, heads, out var time);
        var stream = time is null || line.IndexOf(" stdout "u8) < 0 ? "stderr" : "stdout";
        Join(stream, time, text, isPart);
    }

    private void Docker(ReadOnlySpan<byte> line)
    {
        try
        {
            var entry = JsonSerializer.Deserialize(line, DockerJson.Default.DockerLine);
            var text = entry?.Log ?? "";
            Join(entry?.Stream ?? "", entry?.Time, Encoding.UTF8.GetBytes(text.TrimEnd('\n').Replace('\n', ' ')), !text.EndsWith('\n'));
        }
        catch (JsonException)
        {
            Join("", null, line, false);
        }
    }

    private void Join(string stream, DateTimeOffset? time, ReadOnlySpan<byte> text, bool isPart)
    {
        if (!_parts.TryGetValue(stream, out var pending))
        {
            // Only two streams exist; more are nonsense, and share one buffer.
            pending = _parts[_parts.Count < 4 ? stream : ""] = _parts.GetValueOrDefault(_parts.Count < 4 ? stream : "") ?? [];
        }

        if (pending.Count == 0 && time is { } known)
        {
            pending.AddRange(Encoding.ASCII.GetBytes(known.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ ", System.Globalization.CultureInfo.InvariantCulture)));
        }

        pending.AddRange(text);
        if (!isPart || pending.Count > MaximumLine)
        {
            Emit(pending);
        }
    }

    private void Emit(List<byte> line)
    {
        line.Add((byte)'\n');
        sink(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(line));
        line.Clear();
    }
}

internal sealed record DockerLine
{
    public string? Log { get; init; }
    public string? Stream { get; init; }
    public DateTimeOffset? Time { get; init; }
}

[System.Text.Json.Serialization.JsonSourceGenerationOptions(
    PropertyNamingPolicy = System.Text.Json.Serialization.JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(Api.TolerantString), typeof(Api.TolerantTime)])]
[System.Text.Json.Serialization.JsonSerializable(typeof(DockerLine))]
internal sealed partial class DockerJson : System.Text.Json.Serialization.JsonSerializerContext;
