using System.Text.Json;
using Unloop.Core.Facts.Images;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Bases;

namespace Unloop.Engine.Imaging;

/// <summary>What the model wants to know of one base image, and what the image has answered.</summary>
internal sealed class BaseInquiry(string reference)
{
    private const string OsRelease = "/etc/os-release", Passwd = "/etc/passwd";

    private static readonly string[] NpmManifests = ["/usr/local/lib/node_modules/npm/package.json", "/usr/lib/node_modules/npm/package.json"];
    private static readonly string[] MuslLoaders = ["/lib/ld-musl-x86_64.so.1", "/lib/ld-musl-aarch64.so.1"];
    private static readonly string[] GlibcLoaders = ["/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1"];

    private readonly Dictionary<string, ImageFile> _files = new(StringComparer.Ordinal);
    private HashSet<string> _open = [OsRelease, Passwd, .. NpmManifests, .. MuslLoaders, .. GlibcLoaders];
    private ImageConfig? _config;

    public bool HasQuestions => Unread is null && _open.Count > 0;

    /// <summary>Why the image cannot be read; null when it was read, or nothing was asked of it yet.</summary>
    public string? Unread { get; private set; }

    /// <summary>Null before anything was learnt, or when the image cannot be read.</summary>
    public BaseImage? Base => _config is null ? null : new BaseImage(reference, BaseKnowledge.Image, Configuration(_config), Find, Traits(_config), KindOf, Link);

    public IReadOnlyList<string> TakeQuestions()
    {
        var questions = _open;
        _open = [];
        return [.. questions];
    }

    public void Learn(ImageAnswer answer)
    {
        var facts = answer.Facts;
        if (facts is null)
        {
            Unread ??= $"the base image {reference} {(_config is null ? "is known by its name alone" : "was read only in part")}: {answer.Problem?.Message ?? "it cannot be read"}";
        }

        _config = facts?.Config ?? _config;
        foreach (var file in facts?.Files ?? [])
        {
            _files[file.Path] = file;
        }
    }

    private ImageFile? Ask(string path)
    {
        if (_files.TryGetValue(path, out var file))
        {
            return file;
        }

        _open.Add(path);
        return null;
    }

    private Existence Find(string path) => Ask(path)?.Presence switch
    {
        FilePresence.Present => Existence.Present,

        // The link itself is there; the model follows it.
        FilePresence.Dangling => Existence.Present,
        FilePresence.Absent or FilePresence.Deleted => Existence.Absent,
        _ => Existence.Unknown,
    };

    private EntryKind KindOf(string path) => Ask(path)?.Kind switch
    {
        FileKind.File => EntryKind.File,
        FileKind.Directory => EntryKind.Directory,
        FileKind.Symlink => EntryKind.Symlink,
        _ => EntryKind.Unknown,
    };

    private string? Link(string path) => Ask(path)?.Target;

    private static ImageConfiguration Configuration(ImageConfig config) => new()
    {
        Entrypoint = config.Entrypoint,
        Cmd = config.Cmd,
        Env = config.Env,
        WorkingDirectory = config.WorkingDir,
        User = config.User,
        Volumes = config.Volumes,
    };

    private ImageTraits Traits(ImageConfig config)
    {
        var release = Settings(Head(OsRelease));
        var users = (Head(Passwd) ?? "").Split('\n').Select(l => l.Split(':')[0]).Where(n => n.Length > 0).ToList();
        return new ImageTraits
        {
            Distribution = DistributionOf(release.GetValueOrDefault("ID")),
            Release = release.GetValueOrDefault("VERSION_CODENAME") ?? release.GetValueOrDefault("VERSION_ID"),
            Libc = MuslLoaders.Any(IsThere) ? Libc.Musl : GlibcLoaders.Any(IsThere) ? Libc.Glibc : Libc.Unknown,
            Runtime = RuntimeOf(config),
            Managers = NpmVersion() is { } npm ? new Dictionary<string, int> { ["npm"] = npm } : [],
            Users = users,
            UsersAreWhole = _files.TryGetValue(Passwd, out var passwd) && passwd is { Presence: FilePresence.Absent } or { Head: not null, Size: < 4096 },
        };
    }

    private bool IsThere(string path) => _files.TryGetValue(path, out var file) && file.Presence == FilePresence.Present;

    private string? Head(string path) => _files.GetValueOrDefault(path)?.Head;

    private static Dictionary<string, string> Settings(string? text) => (text ?? "").Split('\n')
        .Select(l => l.Split('=', 2)).Where(p => p.Length == 2).DistinctBy(p => p[0]).ToDictionary(p => p[0], p => p[1].Trim().Trim('"'), StringComparer.Ordinal);

    private static Distribution DistributionOf(string? id) => id switch
    {
        "debian" => Distribution.Debian,
        "ubuntu" => Distribution.Ubuntu,
        "alpine" => Distribution.Alpine,
        "fedora" => Distribution.Fedora,
        "rhel" or "centos" or "rocky" or "almalinux" or "ol" => Distribution.RedHat,
        "amzn" => Distribution.Amazon,
        "opensuse-leap" or "sles" => Distribution.Suse,
        "wolfi" => Distribution.Wolfi,
        "azurelinux" or "mariner" => Distribution.AzureLinux,
        _ => Distribution.Unknown,
    };

    /// <summary>The official images of the languages tell their version in a variable of this name.</summary>
    private static LanguageRuntime? RuntimeOf(ImageConfig config)
    {
        (string Variable, string Name)[] known = [("NODE_VERSION", "node"), ("PYTHON_VERSION", "python"), ("RUBY_VERSION", "ruby"), ("PHP_VERSION", "php"), ("GOLANG_VERSION", "go"), ("RUST_VERSION", "rust"), ("DOTNET_VERSION", "dotnet")];
        foreach (var (variable, name) in known)
        {
            if (config.Env.FirstOrDefault(e => e.StartsWith($"{variable}=", StringComparison.Ordinal)) is { } line)
            {
                return new LanguageRuntime(name, SoftwareVersion.Parse(line[(variable.Length + 1)..]));
            }
        }

        return null;
    }

    /// <summary>npm's own manifest names its version near its beginning; the rest of it may have been cut off.</summary>
    private int? NpmVersion()
    {
        foreach (var head in NpmManifests.Select(Head).OfType<string>())
        {
            var reader = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(head), isFinalBlock: false, state: default);
            try
            {
                while (reader.Read())
                {
                    if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1 && reader.ValueTextEquals("version") && reader.Read())
                    {
                        return SoftwareVersion.Parse(reader.GetString())?.Major;
                    }
                }
            }
            catch (JsonException)
            {
            }
        }

        return null;
    }
}
