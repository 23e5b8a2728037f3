namespace Unloop.Images.Layers;

/// <summary>What a program or library of the ELF format says to the kernel and the dynamic loader.</summary>
internal sealed record ElfFacts
{
    /// <summary>ELFCLASS64.</summary>
    public required bool Is64 { get; init; }
    public required bool IsLittleEndian { get; init; }

    /// <summary>e_machine: 0x3E is x86-64, 0xB7 AArch64.</summary>
    public required int Machine { get; init; }

    /// <summary>PT_INTERP; null for what is linked statically, and for libraries.</summary>
    public string? Interpreter { get; init; }
    public IReadOnlyList<string> Needed { get; init; } = [];
    public string? Soname { get; init; }
    public string? Rpath { get; init; }
    public string? Runpath { get; init; }

    /// <summary>Versions that it asks of its libraries (.gnu.version_r) and cannot do without.</summary>
    public IReadOnlyList<SymbolVersion> Required { get; init; } = [];

    /// <summary>Versions that it offers (.gnu.version_d).</summary>
    public IReadOnlyList<string> Provided { get; init; } = [];

    /// <summary>False: the tables lie beyond what was looked at, or make no sense; lists may lack something.</summary>
    public bool IsComplete { get; init; }

    /// <summary>As in OCI, or null for a machine that has no name there.</summary>
    public string? Architecture => (Machine, IsLittleEndian) switch
    {
        (0x03, true) => "386",
        (0x3E, true) => Is64 ? "amd64" : null,
        (0x28, true) => "arm",
        (0xB7, true) => "arm64",
        (0x15, true) => "ppc64le",
        (0x15, false) => "ppc64",
        (0x16, false) => "s390x",
        (0xF3, true) => Is64 ? "riscv64" : null,
        (0x102, true) => "loong64",
        (0x08, true) => Is64 ? "mips64le" : "mipsle",
        (0x08, false) => Is64 ? "mips64" : "mips",
        _ => null,
    };
}

/// <param name="File">The library's name, as in DT_NEEDED: <c>libc.so.6</c>.</param>
/// <param name="Version">Such as <c>GLIBC_2.34</c>.</param>
internal readonly record struct SymbolVersion(string File, string Version);
