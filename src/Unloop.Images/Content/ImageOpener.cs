using Unloop.Core.Facts;
using Unloop.Engine.Imaging;
using Unloop.Engine.Machine;
using Unloop.Images.Archives;
using Unloop.Images.Credentials;
using Unloop.Images.References;
using Unloop.Images.Registry;

namespace Unloop.Images.Content;

/// <summary>The machine, as far as opening an image needs it.</summary>
public sealed record ImageMachine(IFileReader Files, IFileStore Store, IProcessRunner Processes, TimeProvider Time);

/// <param name="Content">The caller disposes it; null with the problem.</param>
internal sealed record OpenedImage(IImageContent? Content, Problem? Problem = null);

/// <summary>
/// Finds an image by its reference, in a registry or on disk, and reads as much of it as says what it consists of. Connections and tokens are shared
/// by all images that are opened by one opener, so its contents must not outlive it.
/// </summary>
internal sealed class ImageOpener : IDisposable
{
    private readonly RegistryRoutes _routes;
    private readonly Problem? _problem;
    private readonly Exchange? _exchange;
    private readonly TokenService? _tokens;
    private readonly CredentialFinder _finder;
    private readonly ImageMachine _machine;

    public ImageOpener(ImageOptions options, ImageMachine machine)
    {
        var problems = new List<Problem>();
        _machine = machine;
        _routes = RegistryRoutes.Create(options, problems);
        _finder = new(options, machine.Files, machine.Processes);
        if (RegistryTrust.Load(options.CertificateAuthority, options.Roots, machine.Files, problems) is { } trust)
        {
            _exchange = new(options, _routes, trust, machine.Time);
            _tokens = new(_exchange, machine.Time);
        }

        _problem = problems.Count == 0 ? null : new(ProblemKind.BadInput, string.Join(" ", problems.Select(p => p.Message)));
    }

    /// <summary>Never throws for what a registry, a file or an image may do: that is the problem.</summary>
    public async Task<OpenedImage> OpenAsync(ImageQuery query, CancellationToken cancellationToken)
    {
        Platform? platform = null;
        if (query.Platform is { } text && !Platform.TryParse(text, out platform))
        {
            return Failed(ProblemKind.BadInput, $"'{Words.Shown(text)}' is no platform; it is written as linux/amd64 or linux/arm/v7.");
        }

        IContentStore? store = null;
        try
        {
            (store, var problem) = await FindAsync(query, cancellationToken);
            if (store is null)
            {
                return new(null, problem);
            }

#pragma warning disable CA2000 // The caller owns the content, and the content the store.
            var content = await ImageAssembler.AssembleAsync(store, query.Reference, platform, cancellationToken);
#pragma warning restore CA2000
            store = null;
            return new(content);
        }
        catch (ContentException e)
        {
            return Failed(e.Kind, e.Message);
        }
        finally
        {
            if (store is not null)
            {
                await store.DisposeAsync();
            }
        }
    }

    /// <summary>What a registry has under a reference: nothing at all when that is so.</summary>
    public async Task<(ContentDigest? Digest, Problem? Problem)> AskAsync(string reference, CancellationToken cancellationToken)
    {
        var (store, problem) = InRegistry(new() { Reference = reference });
        if (store is null)
        {
            return (null, problem);
        }

        await using (store)
        {
            try
            {
                return (await store.FindAsync(cancellationToken), null);
            }
            catch (ContentException e)
            {
                return (null, new(e.Kind, e.Message));
            }
        }
    }

    public void Dispose() => _exchange?.Dispose();

    private async Task<(IContentStore? Store, Problem? Problem)> FindAsync(ImageQuery query, CancellationToken cancellationToken)
    {
        if (await ImageFiles.FindAsync(query.Reference, _machine.Store, cancellationToken) is { } onDisk)
        {
            return (onDisk, null);
        }

        return InRegistry(query);
    }

    private (RegistryStore? Store, Problem? Problem) InRegistry(ImageQuery query)
    {
        if (_problem is not null)
        {
            return (null, _problem);
        }

        if (!ImageReference.TryParse(Bare(query.Reference), out var reference, out var wrong))
        {
            return (null, new(ProblemKind.BadInput, $"'{Words.Shown(query.Reference)}' is no image reference: {wrong}."));
        }

        var address = _routes.For(reference);
        _ = ContentDigest.TryParse(query.RunningDigest, out var running);
#pragma warning disable CA2000 // The store owns the client, and the client its authenticator.
        var authenticator = new Authenticator(address, query.PullSecrets, _finder, _tokens!, _machine.Time);
        return (new RegistryStore(new(_exchange!, address, authenticator, _machine.Time), reference, running, address, _machine.Time), null);
#pragma warning restore CA2000
    }

    /// <summary>Kubelets wrote the first form into a pod's status; the second is how skopeo names a registry.</summary>
    private static string Bare(string reference)
    {
        foreach (var prefix in (string[])["docker-pullable://", "docker://"])
        {
            if (reference.StartsWith(prefix, StringComparison.Ordinal))
            {
                return reference[prefix.Length..];
            }
        }

        return reference;
    }

    private static OpenedImage Failed(ProblemKind kind, string message) => new(null, new(kind, message));
}
