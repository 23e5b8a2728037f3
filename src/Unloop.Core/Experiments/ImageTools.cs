using Unloop.Core.Facts.Images;

namespace Unloop.Core.Experiments;

/// <summary>Which programs an image holds that can be run in place of its own.</summary>
/// <param name="IsKnown">The image was looked into: what is not in <paramref name="Paths"/> is not there. Else nothing is known, and what is run is a guess.</param>
/// <param name="Paths">Absolute, by name: <c>sh</c>, <c>sleep</c>, <c>busybox</c>, <c>node</c>, <c>python3</c>, <c>openssl</c>, …</param>
public sealed record ImageTools(bool IsKnown, IReadOnlyDictionary<string, string> Paths)
{
    /// <summary>Folders of the usual PATH, in its order.</summary>
    private static readonly string[] Folders = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin", "/busybox"];

    /// <summary>What is asked about: what sleeps, what runs a script, and what tries names, ports and certificates.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["sleep", "sh", "bash", "ash", "busybox", "node", "nodejs", "python3", "python", "perl", "ruby", "php", "getent", "nslookup", "dig", "host", "nc", "openssl", "curl", "wget", "timeout"];

    /// <summary>What an image was found to hold, and the program that it is made for; unknown where a layer could not be read.</summary>
    public static ImageTools InImage(ImageFacts facts)
    {
        var asked = facts.Files.Where(f => Places.Contains(f.Path)).ToList();
        if (asked.Count == 0 || asked.Any(f => f.Presence == FilePresence.Unknown))
        {
            return Unknown;
        }

        var paths = asked.Where(f => f.Presence == FilePresence.Present && f.Kind != FileKind.Directory).GroupBy(f => NameOf(f.Path)).ToDictionary(g => g.Key, g => g.First().Path);
        if (facts.Entrypoint?.Program is { Presence: FilePresence.Present, RealPath: { } own } && Names.Contains(NameOf(own)))
        {
            _ = paths.TryAdd(NameOf(own), own);
        }

        return new(true, paths);
    }

    public static ImageTools Unknown { get; } = new(false, new Dictionary<string, string>());

    /// <summary>Where each may lie, for the questions to an image.</summary>
    public static IReadOnlyList<string> Places { get; } = [.. Folders.SelectMany(f => Names.Select(n => $"{f}/{n}"))];

    /// <summary>Null where the image has none, or nobody knows.</summary>
    public string? Of(string name) => Paths.GetValueOrDefault(name);

    public bool Has(string name) => Paths.ContainsKey(name);

    private static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];
}
