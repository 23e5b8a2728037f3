using System.Text;
using Unloop.Core.Facts;
using Unloop.Evidence.Describe;
using Unloop.Evidence.Logs;
using Unloop.Evidence.Redaction;
using Unloop.Evidence.Tables;
using Unloop.Evidence.Yaml;

namespace Unloop.Evidence.Offline;

/// <summary>Takes each file for what it is: by what it holds first, by its name where the contents leave it open.</summary>
internal sealed class FileReader(ILineScanner scanner, OfflineOptions options, Gathered gathered, bool isOnlyFile)
{
    private const int SampleSize = 64 * 1024;

    /// <summary>Objects and descriptions are read whole; a list of ten thousand pods is 75 MB.</summary>
    private const int MaximumObjectBytes = 256 << 20;
    private const int MaximumTextBytes = 32 << 20;
    private const int MaximumDockerfileBytes = 1 << 20;

    public void Read(InputFile file)
    {
        var start = ReadStart(file, SampleSize);
        if (start.Length == 0)
        {
            Empty(file);
            return;
        }

        var text = TextEncoding.Decode(start);
        if (IsBinary(text))
        {
            gathered.Note(file, "a file of no known kind (binary)");
        }
        else if (IsDockerfile(file))
        {
            Dockerfile(file);
        }
        else if (!TryObjects(file, text) && !TryPrinted(file, text))
        {
            Log(file, start);
        }
    }

    private void Empty(InputFile file)
    {
        if (!LogName.IsLog(file) && !isOnlyFile)
        {
            gathered.Note(file, "an empty file");
            return;
        }

        Log(file, []);
    }

    private void Dockerfile(InputFile file)
    {
        var content = TextEncoding.Decode(ReadStart(file, MaximumDockerfileBytes));
        gathered.Dockerfiles.Add(new SourceText(file.Path, string.Join('\n', content.ReplaceLineEndings("\n").Split('\n').Select(Redactor.Text))));
        gathered.Note(file, "a Dockerfile");
    }

    private void Log(InputFile file, byte[] start)
    {
        if (!isOnlyFile && !LogName.IsLog(file) && !IsDump(start))
        {
            gathered.Note(file, "a file of no known kind");
            return;
        }

        gathered.Logs.AddRange(LogFiles.Read(file, start, scanner, options));
    }

    private bool TryObjects(InputFile file, string text)
    {
        var trimmed = text.AsSpan().TrimStart();
        if (trimmed.StartsWith("{") || trimmed.StartsWith("["))
        {
            return LooksLikeObject(text) && TakeJson(file);
        }

        return LooksLikeYaml(text) && TakeYaml(file);
    }

    private bool TakeJson(InputFile file)
    {
        var bytes = ReadStart(file, MaximumObjectBytes);
        var (encoding, mark) = TextEncoding.Detect(bytes);
        var json = encoding is UTF8Encoding ? bytes.AsSpan(mark) : Encoding.UTF8.GetBytes(encoding.GetString(bytes.AsSpan(mark)));
        return Noted(file, ObjectFiles.Take(json, file, gathered));
    }

    private bool TakeYaml(InputFile file)
    {
        var (documents, error) = YamlDocument.ToJson(TextEncoding.Decode(ReadStart(file, MaximumTextBytes)));
        var taken = new Dictionary<string, int>();
        foreach (var (kind, count) in documents.SelectMany(d => ObjectFiles.Take(d, file, gathered)))
        {
            taken[kind] = taken.GetValueOrDefault(kind) + count;
        }

        if (error is not null)
        {
            gathered.Problems.Add(new Problem(ProblemKind.BadInput, $"{file.Path}:{error.Line}: not valid YAML: {error.Message}"));
        }

        return Noted(file, taken);
    }

    private bool Noted(InputFile file, IReadOnlyDictionary<string, int> taken)
    {
        if (taken.Count > 0)
        {
            gathered.Note(file, string.Join(", ", taken.Select(t => t.Value == 1 ? $"a {t.Key} object" : $"{t.Value} {t.Key} objects")));
        }

        return taken.Count > 0;
    }

    /// <summary>What kubectl prints, several kinds after one another included.</summary>
    private bool TryPrinted(InputFile file, string sample)
    {
        if (!sample.Contains("Name:", StringComparison.Ordinal) && !sample.Contains("READY", StringComparison.Ordinal) && !sample.Contains("REASON", StringComparison.Ordinal))
        {
            return false;
        }

        var text = TextEncoding.Decode(ReadStart(file, MaximumTextBytes));
        var lines = DescribedPods.Lines(LineCleaner.IsClean(Encoding.UTF8.GetBytes(sample)) ? text : CleanText(text));
        var end = DescribedEvents.End(lines);
        var pods = DescribedPods.Read(lines[..end]);
        var listed = PodTable.Read(lines);
        var events = EventTable.Read(lines);
        gathered.Pods.AddRange(pods.Select(p => new PodPart(p, PodSource.Description, file.Folder)));
        gathered.Listed.AddRange(listed);
        gathered.Events.AddRange(events);
        string[] parts =
        [
            .. pods is [] ? [] : (string[])["kubectl describe pod: " + string.Join(", ", pods.Select(p => p.Subject.Pod))],
            .. listed is [] ? [] : (string[])["kubectl get pods"],
            .. events is [] ? [] : (string[])["kubectl get events"],
        ];
        if (parts is not [])
        {
            gathered.Note(file, string.Join(", and ", parts));
        }

        if (pods is [_] && end < lines.Length && listed is [] && events is [])
        {
            LogAfter(file, lines[end..]);
        }

        return parts is not [];
    }

    /// <summary><c>(kubectl describe pod x; kubectl logs x) | unloop diagnose --from -</c></summary>
    private void LogAfter(InputFile file, string[] lines)
    {
        var builder = new LogWindowBuilder("", LogInstance.Previous, scanner, options.LogLimit);
        builder.Append(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        gathered.Logs.Add(new LogPart(builder.Finish() with { Path = file.Path }, new LogName(), file.Path));
    }

    private static string CleanText(string text) => string.Join('\n', DescribedPods.Lines(text).Select(LineCleaner.Text));

    private static bool LooksLikeObject(string text) =>
        text.Contains("\"kind\"", StringComparison.Ordinal) || text.Contains("\"containerStatuses\"", StringComparison.Ordinal) || text.Contains("\"containers\"", StringComparison.Ordinal);

    private static bool LooksLikeYaml(string text)
    {
        var (kind, shape) = (false, false);
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var field = line.StartsWith("- ") ? line[2..] : line;
            kind |= field.StartsWith("kind:") || field.StartsWith("apiVersion:");
            shape |= field.StartsWith("spec:") || field.StartsWith("status:") || field.StartsWith("metadata:") || field.StartsWith("items:") || field.StartsWith("data:");
        }

        return kind || shape;
    }

    private static bool IsDockerfile(InputFile file) =>
        file.Name.Equals("Dockerfile", StringComparison.OrdinalIgnoreCase) || file.Name.StartsWith("Dockerfile.", StringComparison.OrdinalIgnoreCase)
        || file.Name.EndsWith(".Dockerfile", StringComparison.OrdinalIgnoreCase) || file.Name.Equals("Containerfile", StringComparison.OrdinalIgnoreCase);

    private static bool IsDump(byte[] start) => start.AsSpan().IndexOf("==== START logs for container "u8) is >= 0 and < 4096;

    /// <summary>Text has hardly any controls and few broken characters; logs of programs that print garbage have some.</summary>
    private static bool IsBinary(string text)
    {
        var strange = text.Count(c => c == '\uFFFD' || (c < ' ' && c is not ('\t' or '\n' or '\r' or '\u001B' or '\b' or '\f')));
        return strange * 10 > text.Length * 3;
    }

    private static byte[] ReadStart(InputFile file, int limit)
    {
        using var stream = file.Open();
        using var copy = new MemoryStream();
        var buffer = new byte[Math.Min(limit, 64 * 1024)];
        while (copy.Length < limit && stream.Read(buffer, 0, (int)Math.Min(buffer.Length, limit - copy.Length)) is var read and > 0)
        {
            copy.Write(buffer, 0, read);
        }

        return copy.ToArray();
    }
}
