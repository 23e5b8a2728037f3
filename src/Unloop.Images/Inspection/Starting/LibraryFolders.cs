using System.Text;
using Unloop.Images.Files;
using Unloop.Images.Layers;

namespace Unloop.Images.Inspection.Starting;

/// <summary>Where the image's dynamic loader looks for libraries.</summary>
internal sealed record LibraryFolders
{
    /// <summary>Musl's loader, or gcompat's, which is musl's underneath: the C library's own names are built in.</summary>
    public required bool IsMusl { get; init; }

    /// <summary>After what a program itself and LD_LIBRARY_PATH say.</summary>
    public required IReadOnlyList<string> Defaults { get; init; }
    public required IReadOnlyList<string> FromEnvironment { get; init; }

    private static readonly Dictionary<string, string> Multiarch = new(StringComparer.Ordinal)
    {
        ["amd64"] = "x86_64-linux-gnu",
        ["386"] = "i386-linux-gnu",
        ["arm64"] = "aarch64-linux-gnu",
        ["arm"] = "arm-linux-gnueabihf",
        ["ppc64le"] = "powerpc64le-linux-gnu",
        ["s390x"] = "s390x-linux-gnu",
        ["riscv64"] = "riscv64-linux-gnu",
    };

    public static async Task<LibraryFolders> OfAsync(StartContext context, ElfFacts program, FileFinding loader, CancellationToken cancellationToken)
    {
        // glibc's loader has a name of its own; what stands in for it elsewhere has not, or another.
        var isMusl = loader.Entry.Detail?.Elf?.Soname is not { } soname || !soname.StartsWith("ld", StringComparison.Ordinal) || soname.Contains("musl", StringComparison.Ordinal);
        var folders = new List<string>();
        if (isMusl)
        {
            var paths = await TextAsync(context, $"/etc/{ImagePaths.BaseName(program.Interpreter!).Replace(".so.1", ".path", StringComparison.Ordinal)}", cancellationToken);
            folders.AddRange(paths.Length > 0 ? paths.Split([':', '\n'], StringSplitOptions.RemoveEmptyEntries) : ["/lib", "/usr/local/lib", "/usr/lib"]);
        }
        else
        {
            await AddConfiguredAsync(context, "/etc/ld.so.conf", folders, 0, cancellationToken);
            if (program.Architecture is { } architecture && Multiarch.TryGetValue(architecture, out var triplet))
            {
                folders.AddRange([$"/lib/{triplet}", $"/usr/lib/{triplet}", $"/usr/local/lib/{triplet}"]);
            }

            folders.AddRange(program.Is64 ? ["/lib64", "/usr/lib64", "/lib", "/usr/lib", "/usr/local/lib", "/usr/local/lib64"] : ["/lib", "/usr/lib", "/lib32", "/usr/lib32", "/usr/local/lib"]);
        }

        var environment = context.Environment.GetValueOrDefault("LD_LIBRARY_PATH") ?? "";
        return new LibraryFolders
        {
            IsMusl = isMusl,
            Defaults = [.. folders.Distinct(StringComparer.Ordinal)],
            FromEnvironment = [.. environment.Split([':', ';'], StringSplitOptions.RemoveEmptyEntries)],
        };
    }

    /// <summary>ld.so.conf(5): a folder a line, and includes.</summary>
    private static async Task AddConfiguredAsync(StartContext context, string file, List<string> folders, int depth, CancellationToken cancellationToken)
    {
        foreach (var line in (await TextAsync(context, file, cancellationToken)).Split('\n'))
        {
            var entry = line.Split('#')[0].Trim();
            if (entry.StartsWith('/'))
            {
                folders.Add(entry);
            }
            else if (entry.StartsWith("include ", StringComparison.Ordinal) && depth < 3)
            {
                // A pattern over one folder, as every distribution writes it.
                var pattern = ImagePaths.Join("/etc", entry["include ".Length..].Trim());
                var folder = ImagePaths.Parent(pattern);
                foreach (var name in await FolderListing.ListAsync(context.Files, folder, cancellationToken) ?? [])
                {
                    if (name.EndsWith(".conf", StringComparison.Ordinal))
                    {
                        await AddConfiguredAsync(context, $"{folder}/{name}", folders, depth + 1, cancellationToken);
                    }
                }
            }
        }
    }

    private static async Task<string> TextAsync(StartContext context, string path, CancellationToken cancellationToken) =>
        Encoding.UTF8.GetString(((await context.Files.ResolveAsync(path, cancellationToken)).Entry.Detail?.Head ?? default).Span);
}
