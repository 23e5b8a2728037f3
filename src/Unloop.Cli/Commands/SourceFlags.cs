using System.CommandLine;
using Unloop.Cli.Rendering;
using Unloop.Core.Facts;
using Unloop.Core.Reasoning.Building;
using Unloop.Dockerfile.Mending;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Syntax;
using Unloop.Engine.Imaging;
using Unloop.Host.Contexts;
using Unloop.Images.Building;

namespace Unloop.Cli.Commands;

/// <summary>What an image is built from: where it lies, and executed as a model.</summary>
internal sealed record ReadSource(ContextFolder Folder, BuildEvidence Evidence);

/// <summary>The flags of a diagnosis that say where the image came from, and whether to look into it.</summary>
/// <param name="mayLookElsewhere">Another image may be looked into in place of the pod's.</param>
internal sealed class SourceFlags(bool mayLookElsewhere = true)
{
    /// <summary>Who did not ask for an image does not wait long for a registry that does not answer.</summary>
    private static readonly TimeSpan ShortConnect = TimeSpan.FromSeconds(2);

    private readonly Option<string> _checks = new("--image-checks")
    {
        Description = "Look into the image: auto (where that can decide), always or never",
        HelpName = "WHEN",
        DefaultValueFactory = _ => "auto",
    };

    private readonly Option<string?> _context = new("--build-context") { Description = "The folder that the image is built from, with its Dockerfile: names the line to blame, and the patch", HelpName = "DIR" };
    private readonly Option<string?> _file = new("--file", "-f") { Description = "The Dockerfile, when it is not DIR/Dockerfile", HelpName = "FILE" };
    private readonly Option<string?> _image = new("--image") { Description = "Look into this image, layout or archive in place of the one that the pod names", HelpName = "REF" };
    private readonly Option<bool> _usePullSecrets = new("--use-pull-secrets") { Description = "Read the pods' pull secrets and use them, only to look into their images" };
    private readonly RegistryFlags _registries = new();

    public void AddTo(Command command)
    {
        _checks.AcceptOnlyFromAmong("auto", "always", "never");
        foreach (var option in (Option[])[_checks, _context, _file, .. mayLookElsewhere ? [_image] : Array.Empty<Option>(), _usePullSecrets])
        {
            command.Options.Add(option);
        }

        _registries.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_file) is not null && result.GetValue(_context) is null)
            {
                result.AddError("--file names the Dockerfile of --build-context: give both");
            }
        });
    }

    public bool UsesPullSecrets(ParseResult parsed) => parsed.GetValue(_usePullSecrets);

    /// <summary>
    /// When images are looked into, and which in place of those that the pods name. Files may name any host in the world: only an image that lies
    /// beside them, or that the user names, is looked into without being asked to.
    /// </summary>
    public (ImageChecks Checks, string? Image) Checks(ParseResult parsed, bool isOffline, string? layout)
    {
        var image = parsed.GetValue(_image) ?? layout;
        return (When(parsed) is ImageChecks.Auto && isOffline && image is null ? ImageChecks.Never : When(parsed), image);
    }

    public Images.ImageSource Images(ParseResult parsed) => _registries.Source(parsed, When(parsed) is ImageChecks.Auto ? ShortConnect : null);

    public ImageBuilder Builder(ParseResult parsed) => _registries.Builder(parsed);

    public ImageChecks When(ParseResult parsed) => parsed.GetRequiredValue(_checks) switch
    {
        "always" => ImageChecks.Always,
        "never" => ImageChecks.Never,
        _ => ImageChecks.Auto,
    };

    /// <summary>The Dockerfile and its context, executed over its base images; null where none was given, or the problems say why not.</summary>
    public async Task<(ReadSource? Source, IReadOnlyList<Problem> Problems)> ReadBuildAsync(ParseResult parsed, IImageSource images, Terminal terminal, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_context) is not { } path)
        {
            return (null, []);
        }

        var (folder, problems) = ContextFolder.Read(path, parsed.GetValue(_file), null, cancellationToken);
        if (folder is null || problems.Count > 0)
        {
            return (null, problems);
        }

        var document = DockerfileDocument.Parse(folder.Dockerfile);
        if (document.Errors.Count > 0)
        {
            return (null, [.. document.Errors.Select(e => new Problem(ProblemKind.BadInput, $"{folder.Name}:{e.Line}:{e.Column}: {e.Message}"))]);
        }

        var bases = When(parsed) is ImageChecks.Never ? NoImages.Instance : images;
        var executing = new RegistryBases(bases, []).ModelAsync(document, folder.Context, BuildOptions.Default, cancellationToken);
        var (model, known) = await Waiting.WithProgress(executing, $"reading {folder.Name} and its base images", terminal, cancellationToken);
        return (new ReadSource(folder, new BuildEvidence(new MendPaths(folder.Paths.InPatches.Dockerfile, folder.Paths.InPatches.Ignore), model, known)), []);
    }
}
