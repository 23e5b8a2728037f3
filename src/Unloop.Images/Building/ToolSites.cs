using Unloop.Core.Facts;
using Unloop.Engine.Machine;
using Unloop.Images.References;

namespace Unloop.Images.Building;

/// <summary>Prepares the folder that a tool writes into, and what it must be told of the registries that it will speak to.</summary>
internal sealed class ToolSites
{
    private const string AuthorityName = "authority.crt";

    private readonly ImageOptions _options;
    private readonly ITemporaryFolders _folders;
    private readonly RegistryRoutes _routes;
    private readonly Problem? _problem;

    public ToolSites(ImageOptions options, ITemporaryFolders folders)
    {
        var problems = new List<Problem>();
        _options = options;
        _folders = folders;
        _routes = RegistryRoutes.Create(options with { RegistryMap = [] }, problems);
        _problem = problems.FirstOrDefault();
    }

    /// <param name="images">That the tool will pull or push.</param>
    public (BuildSite? Site, Problem? Problem) Make(IReadOnlyList<ImageReference> images)
    {
        if (_problem is not null)
        {
            return (null, _problem);
        }

        var made = _folders.Make();
        if (made.Folder is not { } folder)
        {
            return (null, new(ProblemKind.Failed, $"A temporary folder {made.Failure}."));
        }

        if (_options.CertificateAuthority is { } authority && folder.Take(authority, AuthorityName) is { } failure)
        {
            folder.Dispose();
            return (null, new(ProblemKind.BadInput, $"--ca {authority} {failure}."));
        }

        // The tools take this for all registries of one run: where one of several has TLS, that one's would be taken away with it.
        var plain = images.Count > 0 && images.All(IsPlain);
        return (new(folder, plain, _options.CertificateAuthority is null ? null : folder.Path), null);
    }

    private bool IsPlain(ImageReference image)
    {
        var address = _routes.For(image);
        return address.PlainHttp || address.IsLoopback;
    }
}
