using System.Globalization;
using System.Text;
using Unloop.Tests;

namespace Unloop.Dockerfile.Tests.Checks;

/// <summary>A case as its file says it; the form is described in <c>README.md</c> beside this file.</summary>
internal sealed record CaseFile
{
    private const string SectionMark = "--- ";

    public required string Path { get; init; }
    public required string Dockerfile { get; init; }
    public IReadOnlyList<Entry> Entries { get; init; } = [];
    public string Context { get; init; } = "complete";
    public IReadOnlyList<Base> Bases { get; init; } = [];
    public IReadOnlyList<(string Name, string Value)> Options { get; init; } = [];
    public IReadOnlyList<Expectation> Expected { get; init; } = [];

    internal enum EntryKind
    {
        File,
        Directory,
        Link,
    }

    /// <param name="Text">Null where the text of a file is not known.</param>
    internal sealed record Entry(string Path, EntryKind Kind, string? Text, long Size, bool Executable, string? Target, byte[]? FirstBytes = null);

    internal sealed record Base(string Name, IReadOnlyList<(string Name, string Value)> Facts);

    internal sealed record Expectation(string Rule, int Line, string Subject);

    public static string Folder(string name) => Repository.PathTo("tests", "Unloop.Dockerfile.Tests", "Checks", name);

    public static CaseFile Read(string path)
    {
        var sections = Sections(System.IO.File.ReadAllText(path), path);
        var dockerfile = Assert.Single(sections, s => s.Words[0] == "Dockerfile");
        var entries = sections.Select(ToEntry).OfType<Entry>().ToList();
        var context = sections.SingleOrDefault(s => s.Words[0] == "context")?.Words[1] ?? (entries.Count == 0 ? "none" : "complete");
        return new CaseFile
        {
            Path = path,
            Dockerfile = Ended(dockerfile),
            Entries = entries,
            Context = context,
            Bases = [.. sections.Where(s => s.Words[0] == "base").Select(s => new Base(s.Words[1], Pairs(s)))],
            Options = [.. sections.Where(s => s.Words[0] == "options").SelectMany(Pairs)],
            Expected = [.. sections.Where(s => s.Words[0] == "expect").SelectMany(Pairs).Select(ToExpectation)],
        };
    }

    private static List<Section> Sections(string text, string path)
    {
        string[] known = ["Dockerfile", "file", "dir", "link", "ignore", "context", "base", "options", "expect"];
        var sections = new List<Section>();
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            if (line.StartsWith(SectionMark, StringComparison.Ordinal))
            {
                sections.Add(new Section(line[SectionMark.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries), []));
                Assert.True(known.Contains(sections[^1].Words[0]), $"{path}: there is no section '{sections[^1].Words[0]}'");
            }
            else if (sections.Count > 0)
            {
                sections[^1].Lines.Add(line);
            }
        }

        return sections;
    }

    private static Entry? ToEntry(Section section) => section.Words[0] switch
    {
        "file" => ToFile(section),
        "ignore" => new Entry(".dockerignore", EntryKind.File, Ended(section), 0, false, null),
        "dir" => new Entry(section.Words[1], EntryKind.Directory, null, 0, false, null),
        "link" => new Entry(section.Words[1], EntryKind.Link, null, 0, false, section.Words[^1]),
        _ => null,
    };

    private static Entry ToFile(Section section)
    {
        var executable = section.Words.Contains("x");
        if (Value(section, "size=") is { } size)
        {
            var bytes = Value(section, "bytes=") is { } hex ? Convert.FromHexString(hex) : null;
            return new Entry(section.Words[1], EntryKind.File, null, long.Parse(size, CultureInfo.InvariantCulture), executable, null, bytes);
        }

        var text = (section.Words.Contains("bom") ? "\uFEFF" : "") + Ended(section);
        return new Entry(section.Words[1], EntryKind.File, text, Encoding.UTF8.GetByteCount(text), executable, null);
    }

    private static string? Value(Section section, string name) => section.Words.FirstOrDefault(w => w.StartsWith(name, StringComparison.Ordinal))?[name.Length..];

    /// <summary>The section's text: blank lines at its end belong to the case file, not to the text.</summary>
    private static string Ended(Section section)
    {
        var lines = section.Lines.AsEnumerable().Reverse().SkipWhile(l => l.Length == 0).Reverse().ToList();
        var end = section.Words.Contains("crlf") ? "\r\n" : "\n";
        return string.Concat(lines.Select(l => l + end));
    }

    private static IReadOnlyList<(string Name, string Value)> Pairs(Section section) =>
        [.. section.Lines.Where(l => l.Trim().Length > 0).Select(l => l.Trim().Split(' ', 2) is [var name, var value] ? (name, value.Trim()) : (l.Trim(), ""))];

    private static Expectation ToExpectation((string Name, string Value) pair)
    {
        var words = pair.Value.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries);
        return new Expectation(pair.Name, int.Parse(words[0], CultureInfo.InvariantCulture), words[1].Trim());
    }

    private sealed record Section(string[] Words, List<string> Lines);
}
