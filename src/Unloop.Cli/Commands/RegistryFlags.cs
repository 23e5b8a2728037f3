using System.CommandLine;
using Unloop.Host.Caching;
using Unloop.Host.Files;
using Unloop.Host.Processes;
using Unloop.Host.Trust;
using Unloop.Images;
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
        var environment = HostEnvironment.Variables();
        var options = new ImageOptions
        {
            CertificateAuthority = parsed.GetValue(_ca),
            Roots = new MachineRoots(environment),
            RegistryMap = parsed.GetValue(_map) ?? [],
            PlainHttp = parsed.GetValue(_plainHttp) ?? [],
            Environment = environment,
            Version = UnloopCommand.Version,
        };
        var machine = new ImageMachine(new FileReader(), new FileStore(), new ProcessRunner(TimeProvider.System), TimeProvider.System);
        return new ImageSource(connectTimeout is { } limit ? options with { ConnectTimeout = limit } : options, machine, new LayerCache(LayerCache.FolderFor(environment), TimeProvider.System));
    }
}
