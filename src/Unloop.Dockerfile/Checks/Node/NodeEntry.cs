using Unloop.Dockerfile.Checks.Launching;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.Checks.Node;

/// <summary>The script that Node is given to run.</summary>
/// <param name="Start">The command that names it.</param>
/// <param name="Name">As written: <c>dist/index.js</c>.</param>
/// <param name="Path">Absolute, as written.</param>
/// <param name="File">What Node finds for it.</param>
/// <param name="HasHook">A loader or a preload may change how files are read and found.</param>
internal sealed record NodeEntry(NodeStart Start, string Name, string Path, FileEntry File, bool HasHook)
{
    private static readonly string[] FlagsWithValue = ["-r", "--require", "--import", "--loader", "--experimental-loader", "--env-file", "-C", "--conditions"];
    private static readonly string[] NoFile = ["-e", "-p", "--eval", "--print", "--run", "--test", "-v", "--version", "-h", "--help", "-i", "--interactive", "-c", "--check"];
    private static readonly string[] Endings = ["", ".js", ".json", ".node", "/index.js"];

    public string Folder => Paths.Folder(File.RealPath ?? File.Path);

    /// <summary>The whole text where the file is as the context has it.</summary>
    public string? Text => File.Text?.Whole;

    public static IEnumerable<NodeEntry> Of(Launch launch) => NodeStart.Of(launch).Select(s => Of(launch.State, s)).OfType<NodeEntry>();

    public static NodeEntry? Of(StageState state, NodeStart start)
    {
        var own = start.ProgramName;
        if (own is not ("node" or "nodejs" or "nodemon" or "tsx" or "ts-node" or "ts-node-dev" or "pm2-runtime"))
        {
            return null;
        }

        var hasHook = own is not ("node" or "nodejs") || state.Environment.ContainsKey("NODE_OPTIONS");
        for (var i = 1; i < start.Words.Count; i++)
        {
            var word = start.Words[i];
            if (!word.StartsWith('-'))
            {
                return Names.HasVariable(word) || word == "inspect" ? null : Find(state, start, word, hasHook);
            }

            if (NoFile.Contains(word))
            {
                return null;
            }

            hasHook |= word.StartsWith("--require", StringComparison.Ordinal) || word.StartsWith("--import", StringComparison.Ordinal) || word.Contains("loader", StringComparison.Ordinal)
                || word is "-r" || word.StartsWith("--experimental", StringComparison.Ordinal) || word == "--enable-source-maps=loader";
            i += FlagsWithValue.Contains(word) ? 1 : 0;
        }

        return null;
    }

    /// <summary>A file that a module asks for by path: as it is, with an ending, or as a folder's index.</summary>
    public static FileEntry Resolve(StageState state, string path)
    {
        FileEntry? unknown = null;
        foreach (var ending in Endings)
        {
            var entry = state.Files.Find(path + ending);
            if (entry.IsPresent && entry.Kind != EntryKind.Directory)
            {
                return entry;
            }

            unknown ??= entry.Existence == Existence.Unknown ? entry : null;
        }

        var folder = state.Files.Find(path + "/package.json");
        return unknown ?? (folder.IsAbsent ? new FileEntry { Path = path, Existence = Existence.Absent } : new FileEntry { Path = path });
    }

    private static NodeEntry? Find(StageState state, NodeStart start, string name, bool hasHook) =>
        Paths.Absolute(start.Directory, name) is { } path ? new NodeEntry(start, name, path, Resolve(state, path), hasHook) : null;
}
