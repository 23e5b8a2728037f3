using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Commands;
using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.PackageManagers;

/// <summary>The folder that a Node package manager works on, and what it puts into it.</summary>
internal sealed class NodeProject
{
    private static readonly string[] InstallScripts = ["preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare"];

    private static readonly string[] Settings = ["NPM_CONFIG_PRODUCTION", "NPM_CONFIG_OMIT", "npm_config_production", "npm_config_omit"];

    private readonly RunContext _run;

    private NodeProject(RunContext run, string directory, Existence exists)
    {
        _run = run;
        Directory = directory;
        Exists = exists;
        var text = run.Find(ManifestPath).Text?.Whole;
        Manifest = exists == Existence.Present ? NodeManifest.Parse(text) : null;
        IsBroken = text is not null && Manifest is null;
    }

    public string Directory { get; }

    public string ManifestPath => Paths.Join(Directory, "package.json");

    public string Target => Paths.Join(Directory, "node_modules");

    /// <summary>Of the manifest.</summary>
    public Existence Exists { get; }

    /// <summary>Null where its text is not known.</summary>
    public NodeManifest? Manifest { get; }

    /// <summary>The manifest is there and is not JSON.</summary>
    public bool IsBroken { get; }

    /// <param name="walksUp">npm takes the nearest parent with a package.json or a node_modules.</param>
    public static NodeProject At(RunContext run, string directory, bool walksUp)
    {
        for (var folder = directory; ; folder = Paths.Folder(folder))
        {
            var manifest = run.Find(Paths.Join(folder, "package.json")).Existence;
            if (manifest != Existence.Absent)
            {
                return new NodeProject(run, manifest == Existence.Present ? folder : directory, manifest);
            }

            var modules = walksUp ? run.Find(Paths.Join(folder, "node_modules")).Existence : Existence.Absent;
            if (modules != Existence.Absent)
            {
                return new NodeProject(run, modules == Existence.Present ? folder : directory, modules == Existence.Present ? Existence.Absent : Existence.Unknown);
            }

            if (!walksUp || folder == "/")
            {
                return new NodeProject(run, directory, Existence.Absent);
            }
        }
    }

    public FileEntry File(string name) => _run.Find(Paths.Join(Directory, name));

    /// <summary>Whether development dependencies are left out; null where a variable is not known.</summary>
    public static bool? IsProduction(CommandCall call)
    {
        if (call.Arguments.Any(a => a.Text is "--production" or "--prod" or "-P" or "--omit=dev" or "--only=prod" or "--only=production" or "--production=true")
            || call.Value("--omit") == "dev")
        {
            return true;
        }

        if (call.Arguments.Any(a => a.Text is "--production=false" or "--prod=false" or "--include=dev" or "--dev" or "-D" or "--also=dev"))
        {
            return false;
        }

        if (Settings.Any(n => call.Run.Lookup(n) is { IsKnown: true, Value: not null }))
        {
            return null;
        }

        var mode = call.Run.Lookup("NODE_ENV");
        return mode.IsKnown ? mode.Value == "production" : null;
    }

    /// <summary>Puts the packages in place. Names that the lock file or manifest does not settle stay unknown.</summary>
    /// <param name="names">Known to be installed.</param>
    /// <param name="doubtful">Perhaps installed.</param>
    /// <param name="isWhole">Nothing else is.</param>
    public void PutPackages(IEnumerable<string> names, IEnumerable<string> doubtful, bool isWhole, bool clean)
    {
        if (clean)
        {
            _run.Remove(Target);
        }

        var by = _run.By;
        var modules = Node.Directory(by, by.Order, _run.Owner) with { Effects = isWhole ? Effects.None : new Effects { Gain = by } };
        var files = new FileTree(modules);
        foreach (var name in names)
        {
            files = Add(files, name, Node.Directory(by, by.Order, _run.Owner) with { Effects = new Effects { Gain = by } });
        }

        foreach (var name in doubtful.Concat([".bin", ".cache", ".prisma", ".package-lock.json", ".yarn-integrity", ".modules.yaml", ".pnpm"]))
        {
            files = Add(files, name, Node.Anything(by));
        }

        _run.Overlay(Target, files.Root);
        var manifest = Manifest;
        if (manifest is null || InstallScripts.Any(manifest.Scripts.ContainsKey))
        {
            _run.Disturb(Directory);
        }
    }

    private FileTree Add(FileTree files, string name, Node node) =>
        Paths.Absolute("/", name) is { Length: > 1 } path && !name.Contains("..", StringComparison.Ordinal) && files.Find(path).Existence != Existence.Present ? files.Set(path, node, _run.By) : files;
}
