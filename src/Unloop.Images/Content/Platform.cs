using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Unloop.Images.Content;

/// <summary>As in an index: <c>linux/arm/v7</c>. Other tools' names for the same architectures are taken too.</summary>
internal sealed record Platform(string Os, string Architecture, string? Variant = null)
{
    /// <summary>Where a container of ours would run when nobody says: images are for Linux, whatever this machine is.</summary>
    public static Platform OfThisMachine { get; } = Normal("linux", RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        System.Runtime.InteropServices.Architecture.X86 => "386",
        System.Runtime.InteropServices.Architecture.Arm => "arm",
        var other => other.ToString().ToLowerInvariant(),
    }, null);

    public static bool TryParse(string text, [NotNullWhen(true)] out Platform? platform)
    {
        var parts = text.Split('/');
        platform = parts.Length is 2 or 3 && parts.All(p => p.Length is > 0 and <= 32 && p.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
            ? Normal(parts[0], parts[1], parts.Length == 3 ? parts[2] : null)
            : null;
        return platform is not null;
    }

    public static Platform Normal(string os, string architecture, string? variant)
    {
        var (name, implied) = architecture.ToLowerInvariant() switch
        {
            "x86_64" or "x86-64" => ("amd64", null),
            "i386" or "i686" => ("386", null),
            "aarch64" => ("arm64", null),
            "armhf" => ("arm", "v7"),
            "armel" => ("arm", "v6"),
            var other => (other, (string?)null),
        };
        var stated = string.IsNullOrEmpty(variant) ? implied : variant.ToLowerInvariant();

        // What everybody means where no variant stands is not worth telling apart from it.
        return new(os.ToLowerInvariant(), name, (name, stated) is ("arm64", "v8" or "8") or ("amd64", "v1") ? null : stated);
    }

    /// <summary>
    /// How well an image for <paramref name="offered"/> runs here: 0 is best, null not at all. A machine runs images for the older variants of its
    /// architecture; where it names none, 32-bit ARM is taken for v7, as runtimes do.
    /// </summary>
    public int? Distance(Platform offered)
    {
        if (offered.Os != Os || offered.Architecture != Architecture)
        {
            return null;
        }

        var mine = Generation(Variant);
        var theirs = Generation(offered.Variant);
        return theirs <= mine ? mine - theirs : null;
    }

    private int Generation(string? variant)
    {
        var implied = Architecture switch { "arm" => 7, "arm64" => 8, _ => 1 };
        return variant is not null && int.TryParse(variant.TrimStart('v').Split('.')[0], out var number) ? number : implied;
    }

    public override string ToString() => Variant is null ? $"{Os}/{Architecture}" : $"{Os}/{Architecture}/{Variant}";
}
