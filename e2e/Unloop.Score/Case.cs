using System.Text.Json;

namespace Unloop.Score;

/// <summary>A folder of evidence with the answer that is known to be right. Immutable: a mutation makes another case.</summary>
/// <param name="Id">The folder's name.</param>
/// <param name="Files">Every file but <c>expected.json</c>, by name.</param>
internal sealed record Case(string Id, IReadOnlyDictionary<string, string> Files, Expected Expected)
{
    public const string AnswerFile = "expected.json";

    public IEnumerable<KeyValuePair<string, string>> Logs => Files.Where(file => IsLog(file.Key));

    public static bool IsLog(string name) => name.EndsWith(".log", StringComparison.Ordinal);

    public static IReadOnlyList<Case> ReadAll(string folder) =>
        [.. Directory.EnumerateDirectories(folder)
            .Where(directory => File.Exists(Path.Combine(directory, AnswerFile)))
            .Order(StringComparer.Ordinal)
            .Select(Read)];

    private static Case Read(string folder) => new(
        Path.GetFileName(folder),
        Directory.EnumerateFiles(folder)
            .Where(path => Path.GetFileName(path) != AnswerFile)
            .ToDictionary(path => Path.GetFileName(path), File.ReadAllText, StringComparer.Ordinal),
        Expected.Parse(File.ReadAllText(Path.Combine(folder, AnswerFile))));

    /// <summary>Writes the evidence, and never the answer, into a folder of its own.</summary>
    public void WriteTo(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, text) in Files)
        {
            File.WriteAllText(Path.Combine(folder, name), text);
        }
    }

    public Case WithFiles(IEnumerable<KeyValuePair<string, string>> files) =>
        this with { Files = files.ToDictionary(StringComparer.Ordinal) };

    /// <summary>The same case with every text rewritten.</summary>
    public Case Rewritten(Func<string, string> text) =>
        WithFiles(Files.Select(file => KeyValuePair.Create(file.Key, text(file.Value))));
}

/// <summary>The right answer.</summary>
/// <param name="Categories">The category and the others that would also be right.</param>
/// <param name="CulpritAny">One of these must be named, in any case of letters.</param>
/// <param name="Container">The container that the answer must be about.</param>
internal sealed record Expected(IReadOnlyList<string> Categories, IReadOnlyList<string> CulpritAny, string Container)
{
    public static Expected Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        return new(
            [root.GetProperty("category").GetString()!, .. Strings(root, "acceptable")],
            [.. Strings(root, "culprit_any")],
            root.GetProperty("container").GetString()!);
    }

    private static IEnumerable<string> Strings(JsonElement element, string name) =>
        element.TryGetProperty(name, out var list) ? list.EnumerateArray().Select(item => item.GetString()!) : [];
}
