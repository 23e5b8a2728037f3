using System.Buffers;

namespace Unloop.Images.Layers;

/// <summary>Tells a file's format by its first bytes, as far as it matters for starting it.</summary>
internal static class FileSniffer
{
    /// <summary>Control characters that no text holds; escape, form feed and their like do occur.</summary>
    private static readonly SearchValues<byte> NotText =
        SearchValues.Create([0, 1, 2, 3, 4, 5, 6, 7, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 28, 29, 30, 31, 127]);

    public static FileFormat Sniff(ReadOnlySpan<byte> head) => head switch
    {
        [] => FileFormat.Empty,
        [(byte)'#', (byte)'!', ..] => FileFormat.Script,
        [0xEF, 0xBB, 0xBF, (byte)'#', (byte)'!', ..] => FileFormat.MarkedScript,
        [0x7F, (byte)'E', (byte)'L', (byte)'F', ..] => FileFormat.Elf,
        [(byte)'P', (byte)'K', 3, 4, ..] => FileFormat.Zip,
        [(byte)'M', (byte)'Z', ..] when head.ContainsAny(NotText) => FileFormat.Windows,
        [0xCF or 0xCE, 0xFA, 0xED, 0xFE, ..] or [0xFE, 0xED, 0xFA, 0xCE or 0xCF, ..] => FileFormat.Mac,
        // As Java's class files begin; these have their version where a fat binary has a small number of architectures.
        [0xCA, 0xFE, 0xBA, 0xBE, 0, 0, 0, < 20, ..] => FileFormat.Mac,
        _ when head.StartsWith("version https://git-lfs"u8) => FileFormat.LfsPointer,
        _ => head.ContainsAny(NotText) ? FileFormat.Binary : FileFormat.Text,
    };
}
