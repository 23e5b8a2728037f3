using Unloop.Core.Diagnoses;

namespace Unloop.Core.Reasoning.Imaging;

/// <summary>
/// What a finding says of the image without having seen it: that some path, file name or package is not there. An image can be asked.
/// </summary>
/// <param name="Paths">Absolute, or from the working directory.</param>
/// <param name="Ends">Ends of paths, wherever they lie.</param>
/// <param name="Packages">As <c>ecosystem:name</c>.</param>
internal sealed record ImageClaim(IReadOnlyList<string> Paths, IReadOnlyList<string> Ends, IReadOnlyList<string> Packages)
{
    /// <summary>Files of the working directory that tell what an install of packages came to.</summary>
    private static readonly string[] NodeTelltales = ["node_modules", "package.json", "package-lock.json"];

    /// <summary>Where programs lie that are called by their bare name.</summary>
    private static readonly string[] ProgramFolders = ["bin", "sbin"];

    public bool IsNode => Ends.Any(e => e.StartsWith("node_modules/", StringComparison.Ordinal));

    /// <summary>A program that is called by its bare name.</summary>
    public bool IsProgram => Ends.Count > 0 && Ends.All(e => ProgramFolders.Any(f => e.StartsWith($"{f}/", StringComparison.Ordinal)));

    /// <summary>What else is looked at, to explain and not to decide.</summary>
    public IReadOnlyList<string> Telltales => IsNode ? NodeTelltales : [];

    /// <summary>Null: no image can decide this finding.</summary>
    public static ImageClaim? Of(Finding finding)
    {
        if (finding.ImageLacks.Count > 0)
        {
            var isPackage = finding.ImageLacks.ToLookup(l => l.Contains(':', StringComparison.Ordinal));
            return new([], [.. isPackage[false]], [.. isPackage[true]]);
        }

        var subject = finding.Subject.Trim();
        return finding.Category switch
        {
            _ when subject.Length is 0 or > 255 || subject.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)) => null,
            Category.MissingFile when IsPath(subject) => new([subject], [BaseName(subject)], []),
            Category.CommandNotFound when IsPath(subject) => new([subject], [BaseName(subject)], []),
            Category.CommandNotFound => new([], [.. ProgramFolders.Select(f => $"{f}/{subject}")], []),
            Category.SharedLibrary when subject.Contains(".so", StringComparison.Ordinal) => new([], [BaseName(subject)], []),
            _ => null,
        };
    }

    /// <summary>A word with a slash or a suffix; anything else may be a description.</summary>
    private static bool IsPath(string subject) => subject.Contains('/', StringComparison.Ordinal) || (subject.Contains('.', StringComparison.Ordinal) && !subject.EndsWith('.'));

    private static string BaseName(string path) => path.TrimEnd('/') is var trimmed && trimmed.LastIndexOf('/') is >= 0 and var slash ? trimmed[(slash + 1)..] : path;
}
