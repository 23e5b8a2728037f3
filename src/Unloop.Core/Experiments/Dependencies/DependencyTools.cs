using Unloop.Core.Facts.Images;

namespace Unloop.Core.Experiments.Dependencies;

/// <summary>Which of the programs that can try a connection an image holds.</summary>
/// <param name="Paths">By name (<c>sh</c>, <c>node</c>, <c>openssl</c>); the path where it is known, else the name.</param>
public sealed record DependencyTools(IReadOnlyDictionary<string, string> Paths)
{
    /// <summary>Programs that can do every step by themselves, with the certificates that a program in the same language trusts.</summary>
    public static readonly IReadOnlyList<string> Runtimes = ["node", "python3", "python", "ruby", "php"];

    /// <summary>What a shell puts together.</summary>
    private static readonly string[] Parts = ["getent", "nslookup", "bash", "nc", "perl", "curl", "openssl"];

    private static readonly string[] Folders = ["/bin", "/usr/bin", "/usr/local/bin", "/nodejs/bin"];

    /// <summary>Nothing is known: a shell is to find out itself.</summary>
    public static readonly DependencyTools Unknown = new(new Dictionary<string, string>()) { IsKnown = false };

    /// <summary>False: what is not here may be there all the same.</summary>
    public bool IsKnown { get; init; } = true;

    /// <summary>The runtime that the program itself is run by; what it trusts is what counts.</summary>
    public string? Own { get; init; }

    public bool HasShell => Has("sh");

    /// <summary>What to ask of an image, for <see cref="InImage"/>.</summary>
    public static ImageQuestions Questions { get; } = new() { Paths = [.. Folders.SelectMany(f => Names.Select(n => $"{f}/{n}"))] };

    /// <summary>Prints the name of every tool that there is, a line each; needs a shell itself.</summary>
    public static IReadOnlyList<string> Probe { get; } =
        ["sh", "-c", "for tool in \"$@\"; do command -v \"$tool\" >/dev/null 2>&1 && echo \"unloop-tool $tool\"; done; echo unloop-tool end", "unloop-tools", .. Names];

    private static IEnumerable<string> Names => ["sh", .. Runtimes, .. Parts];

    public bool Has(string tool) => Paths.ContainsKey(tool);

    /// <summary>What an image was found to hold. Unknown where one of its layers could not be read.</summary>
    public static DependencyTools InImage(ImageFacts facts)
    {
        var asked = facts.Files.Where(f => Questions.Paths.Contains(f.Path)).ToList();
        if (asked.Count == 0 || asked.Any(f => f.Presence == FilePresence.Unknown))
        {
            return Unknown with { Own = OwnOf(facts.Entrypoint) };
        }

        var present = asked.Where(f => f.Presence == FilePresence.Present && f.Kind != FileKind.Directory);
        return new(present.GroupBy(f => NameOf(f.Path), StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().Path, StringComparer.Ordinal)) { Own = OwnOf(facts.Entrypoint) };
    }

    /// <summary>What <see cref="Probe"/> printed; unknown where it did not come to its end.</summary>
    public static DependencyTools Read(string output)
    {
        var said = output.Split('\n').Select(l => l.Trim()).Where(l => l.StartsWith("unloop-tool ", StringComparison.Ordinal)).Select(l => l["unloop-tool ".Length..]).ToHashSet(StringComparer.Ordinal);
        return said.Contains("end") ? new(Names.Where(said.Contains).Append("sh").Distinct().ToDictionary(n => n, n => n, StringComparer.Ordinal)) : Unknown;
    }

    private static string? OwnOf(EntrypointFacts? entrypoint) =>
        entrypoint is null ? null
            : Runtimes.FirstOrDefault(r => entrypoint.Argv is [var first, ..] && NameOf(first) == r) ?? Runtimes.FirstOrDefault(r => entrypoint.Program is { } program && NameOf(program.Path).StartsWith(r, StringComparison.Ordinal));

    private static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];
}
