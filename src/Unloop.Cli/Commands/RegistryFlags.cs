using System.CommandLine;
using Unloop.Host.Caching;
using Unloop.Host.Files;
using Unloop.Host.Processes;
using Unloop.Host.Trust;
using Unloop.Images;
using Unloop.Images.Building;
using Unloop.Images.Content;

namespace Unloop.Cli.Commands;

/// <summary>The flags that say how registries are reached, shared by the commands that look into images.</summary>
internal sealed class RegistryFlags
{
    private readonly Option<string?> _ca = new("--ca") { Description = "Certificates in PEM form that are trusted beside the machine's own", HelpName = "FILE" };

    private readonly Option<string[]> _map = new("--registry-map")
    {
        Description = "A mirror that stands in for a registry or a part of one, as in docker.io=mirror.example.com/hub",
        HelpName = "FROM=TO",
    };

    private readonly Option<string[]> _plainHttp = new("--plain-http") { Description = "A registry without TLS, as in registry.local:5000; this machine needs no such leave", HelpName = "HOST" };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_ca, _map, _plainHttp])
        {
            command.Options.Add(option);
        }
    }

    /// <param name="connectTimeout">Null: as long as somebody who asked for an image will wait.</param>
    public ImageSource Source(ParseResult parsed, TimeSpan? connectTimeout = null)
    {
        var options = Options(parsed);
        return new ImageSource(
            connectTimeout is { } limit ? options with { ConnectTimeout = limit } : options, Machine(), new LayerCache(LayerCache.FolderFor(options.Environment), TimeProvider.System));
    }

    /// <summary>The builder of images, which speaks to the same registries.</summary>
    public ImageBuilder Builder(ParseResult parsed) => new(Options(parsed), Machine(), new TemporaryFolders());

    private static ImageMachine Machine() => new(new FileReader(), new FileStore(), new ProcessRunner(TimeProvider.System), TimeProvider.System);

    private ImageOptions Options(ParseResult parsed)
    {
        var environment = HostEnvironment.Variables();
        return new ImageOptions
        {
            CertificateAuthority = parsed.GetValue(_ca),
            Roots = new MachineRoots(environment),
            RegistryMap = parsed.GetValue(_map) ?? [],
            PlainHttp = parsed.GetValue(_plainHttp) ?? [],
            Environment = environment,
            Version = UnloopCommand.Version,
        };
    }
}
