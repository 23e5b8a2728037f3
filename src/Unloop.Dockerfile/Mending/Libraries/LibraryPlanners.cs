using Unloop.Dockerfile.Mending.Writing;
using Unloop.Dockerfile.Modelling;

namespace Unloop.Dockerfile.Mending.Libraries;

/// <summary>A Go program linked against glibc, on musl or nothing: built without cgo.</summary>
internal sealed class StaticGoPlanner : IPlanner
{
    private const string Build = "go build";

    public IReadOnlyList<string> Rules { get; } = ["binary-for-other-libc"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        foreach (var step in (site.Step?.Copy?.FromStage ?? site.Stage)?.Steps.Where(s => s.Instruction.Keyword == "RUN" && !s.Instruction.Arguments.Contains("CGO_ENABLED", StringComparison.Ordinal)) ?? [])
        {
            var at = step.Instruction.Arguments.IndexOf(Build, StringComparison.Ordinal);
            if (at >= 0 && step.Instruction.ExecForm is null && Words.Replace(site.Document, step.Instruction, at, 0, "CGO_ENABLED=0 ") is { } text)
            {
                yield return new("Build the program without cgo, so that it needs no C library.", text);
            }
        }
    }

    public string Refusal(Site site) => site.Defect.Repair;
}

/// <summary>Certificates and time zones that the final stage lacks: copied from the stage that builds; a Go program can also carry its time zones itself.</summary>
internal sealed class RuntimeDataPlanner : IPlanner
{
    private const string Certificates = "/etc/ssl/certs/ca-certificates.crt";
    private const string Zones = "/usr/share/zoneinfo";
    private const string Build = "go build";

    public IReadOnlyList<string> Rules { get; } = ["certificates-missing", "time-zones-missing"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        if (site.Step is not { Copy.FromStage: { } from } step)
        {
            yield break;
        }

        var zones = site.Defect.Rule == "time-zones-missing";
        var (path, destination) = zones ? (Zones, Zones) : (Certificates, "/etc/ssl/certs/");
        if (from.End.Files.Find(path).IsPresent)
        {
            yield return new($"Copy {path} from the stage that builds.", site.Edit().PutAfter(site.Document, step.Instruction, "COPY", $"{Copies.Flag(from)} {path} {destination}").Apply());
        }

        foreach (var run in from.Steps.Where(s => zones && s.Instruction is { Keyword: "RUN", ExecForm: null } && !s.Instruction.Arguments.Contains("-tags", StringComparison.Ordinal)))
        {
            var at = run.Instruction.Arguments.IndexOf(Build, StringComparison.Ordinal);
            if (at >= 0 && Words.Replace(site.Document, run.Instruction, at + Build.Length, 0, " -tags timetzdata") is { } text)
            {
                yield return new("Build the time zones into the program.", text);
            }
        }
    }

    public string Refusal(Site site) => $"The stage that builds is not known to have it; install it there first. {site.Defect.Repair}";
}
