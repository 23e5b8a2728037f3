using Unloop.Core.Facts.Images;
using Unloop.Images.Files;
using Unloop.Images.Layers;

namespace Unloop.Images.Inspection.Starting;

/// <summary>
/// What the dynamic loader would do before a program's first instruction: finds the loader, then each needed library and what those need, then compares
/// the symbol versions that are asked for with those that are offered.
/// </summary>
internal static class LibraryClosure
{
    private const int MostLibraries = 500;

    /// <summary>Names that musl's loader answers itself (ldso/dynlink.c, load_library).</summary>
    private static readonly string[] BuiltIn = ["libc.", "libpthread.", "librt.", "libm.", "libdl.", "libutil.", "libxnet."];

    private sealed record Loaded(FileFinding File, ElfFacts Elf, Loaded? Parent);

    public static async Task CheckAsync(StartContext context, FileFinding program, List<EntrypointTrouble> troubles, CancellationToken cancellationToken)
    {
        if (program.Entry.Detail?.Elf is not { Interpreter: { Length: > 0 } interpreter } elf)
        {
            return;
        }

        var path = program.RealPath ?? program.Path;
        var loader = await context.Files.ResolveAsync(interpreter, cancellationToken);
        if (loader.IsMissing)
        {
            troubles.Add(new EntrypointTrouble(EntrypointTroubleKind.LoaderMissing, interpreter,
                $"{path} is started by {interpreter}, which {context.Fate(loader)}{await OtherLibcAsync(context, interpreter, cancellationToken)}"));
            return;
        }

        if (!loader.IsFile || !elf.IsComplete)
        {
            return;
        }

        var folders = await LibraryFolders.OfAsync(context, elf, loader, cancellationToken);
        var loaded = await LoadAsync(context, folders, new Loaded(program, elf, null), troubles, cancellationToken);
        if (!folders.IsMusl)
        {
            CompareVersions(loaded, troubles);
        }
    }

    private static async Task<string> OtherLibcAsync(StartContext context, string interpreter, CancellationToken cancellationToken)
    {
        if (interpreter.Contains("musl", StringComparison.Ordinal))
        {
            return (await context.Files.ResolveAsync("/lib64/ld-linux-x86-64.so.2", cancellationToken)).IsFile ? "; the image has glibc, and the program is built for musl" : "";
        }

        var own = await FolderListing.ListAsync(context.Files, "/lib", cancellationToken) ?? [];
        return own.FirstOrDefault(n => n.StartsWith("ld-musl-", StringComparison.Ordinal)) is { } musl ? $"; the image has musl (/lib/{musl}), and the program is built for glibc" : "";
    }

    /// <summary>By the names that were asked for.</summary>
    private static async Task<Dictionary<string, Loaded>> LoadAsync(
        StartContext context, LibraryFolders folders, Loaded program, List<EntrypointTrouble> troubles, CancellationToken cancellationToken)
    {
        var loaded = new Dictionary<string, Loaded>(StringComparer.Ordinal) { [""] = program };
        var waiting = new Queue<Loaded>([program]);
        while (waiting.TryDequeue(out var current) && loaded.Count < MostLibraries)
        {
            foreach (var name in current.Elf.Needed)
            {
                if (loaded.ContainsKey(name) || (folders.IsMusl && BuiltIn.Any(b => name.StartsWith(b, StringComparison.Ordinal))))
                {
                    continue;
                }

                var (file, isKnown) = await FindAsync(context, folders, current, name, cancellationToken);
                if (file?.Entry.Detail?.Elf is { } elf)
                {
                    loaded[name] = new Loaded(file, elf, current);
                    waiting.Enqueue(loaded[name]);
                }
                else if (file is null && isKnown && await IsNowhereAsync(context, name, cancellationToken))
                {
                    var needing = current.File.RealPath ?? current.File.Path;
                    troubles.Add(new EntrypointTrouble(EntrypointTroubleKind.LibraryMissing, name, $"{needing} needs {name}, and the image has no file of that name"));
                    loaded[name] = program;
                }
            }
        }

        return loaded;
    }

    /// <summary>A library in a folder that nobody configured may still be in the loader's cache; only one that is nowhere is surely missing.</summary>
    private static async Task<bool> IsNowhereAsync(StartContext context, string name, CancellationToken cancellationToken) =>
        (await FileSearch.EndingAsync(context.Files, ImagePaths.BaseName(name), 1, cancellationToken)).All(f => !f.IsPresent) && context.Files.Failures.Count == 0;

    private static async Task<(FileFinding? File, bool IsKnown)> FindAsync(StartContext context, LibraryFolders folders, Loaded by, string name, CancellationToken cancellationToken)
    {
        if (name.Contains('/', StringComparison.Ordinal))
        {
            var file = await context.OpenAsync(name, cancellationToken);
            return (file.IsFile ? file : null, file.IsMissing);
        }

        var isKnown = true;
        foreach (var folder in Search(folders, by))
        {
            var file = await context.OpenAsync(ImagePaths.Join(folder, name), cancellationToken);
            isKnown &= file.IsPresent || file.IsMissing;
            if (file.IsFile && (file.Entry.Detail?.Elf is not { } elf || (elf.Machine == by.Elf.Machine && elf.Is64 == by.Elf.Is64)))
            {
                return isKnown ? (file, true) : (null, false);
            }
        }

        return (null, isKnown);
    }

    /// <summary>ld.so(8): RPATH of the object and those that loaded it, LD_LIBRARY_PATH, RUNPATH of the object, then the machine's folders.</summary>
    private static IEnumerable<string> Search(LibraryFolders folders, Loaded by)
    {
        var own = new List<string>();
        for (var loader = by.Elf.Runpath is null || folders.IsMusl ? by : null; loader is not null; loader = loader.Parent)
        {
            own.AddRange(Split(loader.Elf.Rpath, loader));
        }

        return own.Concat(folders.FromEnvironment).Concat(Split(by.Elf.Runpath, by)).Concat(folders.Defaults);
    }

    private static IEnumerable<string> Split(string? folders, Loaded of)
    {
        var origin = ImagePaths.Parent(of.File.RealPath ?? of.File.Path);
        return (folders ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(f => f.Replace("${ORIGIN}", origin, StringComparison.Ordinal).Replace("$ORIGIN", origin, StringComparison.Ordinal)
                .Replace("$LIB", of.Elf.Is64 ? "lib64" : "lib", StringComparison.Ordinal));
    }

    private static void CompareVersions(Dictionary<string, Loaded> loaded, List<EntrypointTrouble> troubles)
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var user in loaded.Values.Distinct())
        {
            foreach (var required in user.Elf.Required)
            {
                if (loaded.TryGetValue(required.File, out var library) && library.Elf is { IsComplete: true, Provided.Count: > 0 } && !library.Elf.Provided.Contains(required.Version)
                    && told.Add(required.Version))
                {
                    var path = library.File.RealPath ?? library.File.Path;
                    troubles.Add(new EntrypointTrouble(EntrypointTroubleKind.SymbolVersionMissing, required.Version,
                        $"{user.File.RealPath ?? user.File.Path} asks {required.File} for {required.Version}, and {path} goes up to {Highest(library.Elf.Provided, required.Version)}"));
                }
            }
        }
    }

    private static string Highest(IReadOnlyList<string> provided, string like)
    {
        var family = like[..(like.LastIndexOf('_') + 1)];
        return provided.Where(p => p.StartsWith(family, StringComparison.Ordinal))
            .OrderByDescending(p => Version.TryParse(p[family.Length..], out var version) ? version : new Version(0, 0)).FirstOrDefault() ?? "no such version";
    }
}
