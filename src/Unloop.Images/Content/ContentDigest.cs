using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Unloop.Images.Content;

/// <summary>A digest as OCI writes it: <c>sha256:</c> with 64 hex digits, or <c>sha512:</c> with 128. Nothing else is ever looked up or built into a path.</summary>
internal sealed record ContentDigest
{
    private ContentDigest(HashAlgorithmName algorithm, string text, string hex) => (Algorithm, Text, Hex) = (algorithm, text, hex);

    public HashAlgorithmName Algorithm { get; }

    /// <summary>As in <c>sha256:…</c></summary>
    public string Text { get; }
    public string Hex { get; }

    /// <summary>The folder below <c>blobs/</c> of a layout.</summary>
    public string Folder => Text[..Text.IndexOf(':', StringComparison.Ordinal)];

    public static bool TryParse(string? text, [NotNullWhen(true)] out ContentDigest? digest)
    {
        var colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        (HashAlgorithmName Name, int Length) algorithm = colon < 0 ? default : text![..colon] switch
        {
            "sha256" => (HashAlgorithmName.SHA256, 64),
            "sha512" => (HashAlgorithmName.SHA512, 128),
            _ => default,
        };
        var hex = text is null ? "" : text[(colon + 1)..];
        digest = algorithm.Length > 0 && hex.Length == algorithm.Length && hex.All(char.IsAsciiHexDigitLower) ? new(algorithm.Name, text!, hex) : null;
        return digest is not null;
    }

    public static ContentDigest OfSha256(ReadOnlySpan<byte> content)
    {
        var hex = Convert.ToHexStringLower(SHA256.HashData(content));
        return new(HashAlgorithmName.SHA256, "sha256:" + hex, hex);
    }

    public bool Matches(ReadOnlySpan<byte> content) => Hex == Convert.ToHexStringLower(CryptographicOperations.HashData(Algorithm, content));

    public override string ToString() => Text;
}
