using Unloop.Dockerfile.Mending.Writing;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.Mending.Web;

/// <summary>A configuration was copied to where nginx expects one of the other kind: the destination changes.</summary>
internal sealed class NginxPlacePlanner : IPlanner
{
    private const string Main = "/etc/nginx/nginx.conf";
    private const string Server = "/etc/nginx/conf.d/default.conf";

    public IReadOnlyList<string> Rules { get; } = ["nginx-server-block-as-main-conf", "nginx-main-conf-in-conf-d"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        var place = site.Defect.Rule == "nginx-main-conf-in-conf-d" ? Main : Server;
        if (site.Instruction is { Keyword: "COPY", Sources.Count: 1, Destination: { } destination } && Words.LastIndexOf(site.Instruction, destination) is var at and >= 0
            && Words.Replace(site.Document, site.Instruction, at, destination.Length, place) is { } text)
        {
            yield return new($"Copy the file to {place}, where nginx expects what it holds.", text);
        }
    }

    public string Refusal(Site site) => site.Defect.Repair;
}

/// <summary>An included file stayed behind: copied to the path that the configuration names.</summary>
internal sealed class NginxIncludePlanner : IPlanner
{
    public IReadOnlyList<string> Rules { get; } = ["nginx-include-not-copied"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        var path = site.Defect.Subject;
        var name = Paths.Name(path);

        // The slash says for certain that the folder is meant, whatever the image has there.
        var folder = Paths.Folder(path).TrimEnd('/') + "/";
        foreach (var file in site.Context?.Files.Where(f => f.Kind == EntryKind.File && Paths.Name("/" + f.Path) == name && !site.Context.IsIgnored(f.Path)).Take(3) ?? [])
        {
            yield return new($"Copy {file.Path} to {path}, which the configuration includes.", site.Edit().PutAfter(site.Document, site.Instruction, "COPY", $"{file.Path} {folder}").Apply());
        }
    }

    public string Refusal(Site site) => site.Defect.Repair;
}
