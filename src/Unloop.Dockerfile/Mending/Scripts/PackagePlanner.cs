using Unloop.Dockerfile.Checks;
using Unloop.Dockerfile.Mending.Files;
using Unloop.Dockerfile.Mending.Writing;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Bases;
using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.Mending.Scripts;

/// <summary>A program of the system is not in the image: its package is installed, in an install that is there already, or in one of its own.</summary>
internal sealed class PackagePlanner : IPlanner
{
    /// <summary>Programs whose package has their own name in every distribution below.</summary>
    private static readonly HashSet<string> Packaged =
        ["bash", "curl", "wget", "git", "jq", "tini", "make", "rsync", "openssl", "zip", "unzip", "perl", "python3", "socat", "zsh", "tcsh", "dash", "sudo", "supervisor", "dumb-init", "tar", "gzip", "file", "lsof"];

    /// <summary>Programs and libraries that others bring: in Alpine, and in Debian and Ubuntu; null where none is known.</summary>
    private static readonly Dictionary<string, (string? Alpine, string? Debian)> BroughtBy = new()
    {
        ["su-exec"] = ("su-exec", null),
        ["gosu"] = (null, "gosu"),
        ["ps"] = ("procps", "procps"),
        ["envsubst"] = ("gettext-envsubst", "gettext-base"),
        ["pg_isready"] = ("postgresql-client", "postgresql-client"),
        ["psql"] = ("postgresql-client", "postgresql-client"),
        ["mysql"] = ("mysql-client", "default-mysql-client"),
        ["mysqladmin"] = ("mysql-client", "default-mysql-client"),
        ["redis-cli"] = ("redis", "redis-tools"),
        ["nc"] = ("netcat-openbsd", "netcat-openbsd"),
        ["netcat"] = ("netcat-openbsd", "netcat-openbsd"),
        ["dig"] = ("bind-tools", "dnsutils"),
        ["nslookup"] = ("bind-tools", "dnsutils"),
        ["ping"] = ("iputils", "iputils-ping"),
        ["nginx"] = ("nginx", "nginx"),
        ["libssl.so.3"] = ("libssl3", "libssl3"),
        ["libpq.so.5"] = ("libpq", "libpq5"),
        ["libcurl.so.4"] = ("libcurl", "libcurl4"),
        ["libsqlite3.so.0"] = ("sqlite-libs", "libsqlite3-0"),
        ["libgomp.so.1"] = ("libgomp", "libgomp1"),
        ["libstdc++.so.6"] = ("libstdc++", "libstdc++6"),
        ["libxml2.so.2"] = ("libxml2", "libxml2"),
        ["libz.so.1"] = ("zlib", "zlib1g"),
        ["libGL.so.1"] = ("mesa-gl", "libgl1 libglib2.0-0"),
        ["libicu"] = ("icu-libs", null),
    };

    public IReadOnlyList<string> Rules { get; } = ["interpreter-missing", "program-not-found", "script-tool-missing", "python-system-library-missing", "icu-missing", "openssl-not-in-final-stage", "library-only-in-builder"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        foreach (var proposal in NamedByPath(site))
        {
            yield return proposal;
        }

        if (site.Model.Target is not { } target || Package(site.Defect, target) is not { } package || Installer.Of(target) is not { } installer)
        {
            yield break;
        }

        foreach (var step in target.Steps.Where(s => s.Instruction.Keyword == "RUN"))
        {
            var pieces = RunText.Pieces(step.Instruction);
            foreach (var piece in pieces.Where(p => RunText.Text(step.Instruction, p).StartsWith(installer.Command, StringComparison.Ordinal) && !RunText.Text(step.Instruction, p).Contains("--virtual", StringComparison.Ordinal)))
            {
                if (Words.Replace(site.Document, step.Instruction, piece.End, 0, " " + package) is { } text)
                {
                    yield return new($"Install {package} with the other packages of line {step.Instruction.FirstLine}.", text);
                }
            }
        }

        if (target.Start.IsRoot)
        {
            yield return new($"Install {package}, which {target.BaseReference} does not have.", site.Edit().PutAfter(site.Document, target.From, "RUN", installer.Whole(package)).Apply());
        }
    }

    public string Refusal(Site site) => site.Model.Target is { } target && Installer.Of(target) is null
        ? $"The final image has no package manager that could install {site.Defect.Subject}; write the script for what the image has, or take another base image."
        : $"Which package brings {site.Defect.Subject} is not known here; install it in the final stage. {site.Defect.Repair}";

    /// <summary>A COPY put a program of that name outside of PATH: the start command names its path.</summary>
    private static IEnumerable<Proposal> NamedByPath(Site site) =>
        from step in site.Defect.Rule == "program-not-found" ? site.Model.Target?.Steps ?? [] : []
        from match in step.Copy?.Sources.SelectMany(s => s.Matches) ?? []
        where Paths.Name(match.Destination) == site.Defect.Subject && site.End!.Files.Find(match.Destination) is { IsPresent: true, Kind: EntryKind.File }
        let text = Missing.Replace(site, site.Instruction, site.Defect.Subject, match.Destination)
        where text is not null
        select new Proposal($"Name {site.Defect.Subject} by its path, {match.Destination}, which PATH does not lead to.", text);

    private static string? Package(Defect defect, StageModel target)
    {
        var name = Paths.Name(defect.Subject);
        return Packaged.Contains(name) ? name
            : !BroughtBy.TryGetValue(name, out var by) ? null
            : target.Base.Traits.Distribution switch { Distribution.Alpine => by.Alpine, Distribution.Debian or Distribution.Ubuntu => by.Debian, _ => null };
    }

    private sealed record Installer(string Command, string Before, string After)
    {
        public static Installer? Of(StageModel target) => target.Base.Traits.Distribution switch
        {
            Distribution.Alpine or Distribution.Wolfi => new("apk add", "apk add --no-cache ", ""),
            Distribution.Debian or Distribution.Ubuntu => new("apt-get install", "apt-get update && apt-get install -y --no-install-recommends ", " && rm -rf /var/lib/apt/lists/*"),
            Distribution.Fedora or Distribution.RedHat or Distribution.Amazon => new("dnf install", "dnf install -y ", " && dnf clean all"),
            _ => null,
        };

        public string Whole(string package) => Before + package + After;
    }
}
