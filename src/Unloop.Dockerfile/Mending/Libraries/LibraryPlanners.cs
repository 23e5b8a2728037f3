using Unloop.Dockerfile.Mending.Writing;
using Unloop.Dockerfile.Modelling;

namespace Unloop.Dockerfile.Mending.Libraries;

/// <summary>A Go program linked against glibc, on musl or nothing: built without cgo.</summary>
internal sealed class StaticGoPlanner : IPlanner
{
    private const string Build = "go build";

    public IReadOnlyList<string> Rules { get; } = ["binary-for-other-libc", "cgo-on-scratch"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        foreach (var step in (site.Step?.Copy?.FromStage ?? site.Stage)?.Steps.Where(s => s.Instruction.Keyword == "RUN" && !s.Instruction.Arguments.Contains("CGO_ENABLED", StringComparison.Ordinal)) ?? [])
        {
            var at = step.Instruction.Arguments.IndexOf(Build, StringComparison.Ordinal);
            if (at >= 0 && step.Instruction.ExecForm is null && Words.Replace(site.Document, step.Instruction, at, 0, "CGO_ENABLED=0 ") is { } text)
            {
                yield return new("Builds the program without cgo, so that it needs no C library.", text);
            }
        }
    }

    public string Refusal(Site site) => site.Defect.Repair;
}

/// <summary>Certificates and time zones that the final stage lacks: copied from the stage that builds.</summary>
internal sealed class RuntimeDataPlanner : IPlanner
{
    private const string Certificates = "/etc/ssl/certs/ca-certificates.crt";
    private const string Zones = "/usr/share/zoneinfo";

    public IReadOnlyList<string> Rules { get; } = ["certificates-missing", "time-zones-missing"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        var (path, destination) = site.Defect.Rule == "certificates-missing" ? (Certificates, "/etc/ssl/certs/") : (Zones, Zones);
        if (site.Step is { Copy.FromStage: { } from } step && from.End.Files.Find(path).IsPresent)
        {
            yield return new($"Copies {path} from the stage that builds.", site.Edit().PutAfter(site.Document, step.Instruction, "COPY", $"{Copies.Flag(from)} {path} {destination}").Apply());
        }
    }

    public string Refusal(Site site) => $"The stage that builds is not known to have it; install it there first. {site.Defect.Repair}";
}
