using Unloop.Dockerfile.Checks.Launching;
using Unloop.Dockerfile.Mending.Files;
using Unloop.Dockerfile.Mending.Manifests;
using Unloop.Dockerfile.Mending.Writing;
using Unloop.Dockerfile.Modelling;

namespace Unloop.Dockerfile.Mending.Building;

/// <summary>The build stops: at an install without manifest, or at a COPY of what the ignore file keeps back.</summary>
internal sealed class BuildStopsPlanner : IPlanner
{
    private readonly ManifestPlanner _manifests = new();

    public IReadOnlyList<string> Rules { get; } = ["build-stops"];

    public IEnumerable<Proposal> Propose(Site site) =>
        LacksManifest(site) ? _manifests.Propose(site)
        : site.Step?.Copy is { IsFromContext: true } && site.Context is { } context && context.Find(site.Defect.Subject) is { } file && context.IsIgnored(file.Path) ? IgnoredFilePlanner.Admit(site, file.Path)
        : [];

    public string Refusal(Site site) => LacksManifest(site) ? _manifests.Refusal(site) : $"Nobody but its author can tell what this instruction should do. {site.Defect.Repair}";

    private static bool LacksManifest(Site site) => site.Step?.Commands.Any(c => c.Install is { Manifest: Existence.Absent }) == true;
}

/// <summary><c>|| true</c> behind an install: taken away.</summary>
internal sealed class HiddenFailurePlanner : IPlanner
{
    public IReadOnlyList<string> Rules { get; } = ["install-failure-hidden"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        var pieces = RunText.Pieces(site.Instruction);
        for (var i = pieces.Count - 1; i > 0; i--)
        {
            var (sign, command) = (pieces[i].Operator, RunText.Text(site.Instruction, pieces[i]));
            var hides = (sign == "||" && (command is "true" or ":" or "exit 0" || command.StartsWith("echo ", StringComparison.Ordinal))) || (sign == ";" && command is "true" or "exit 0");
            if (hides && RunText.Remove(site.Document, site.Instruction, pieces, i) is { } text)
            {
                yield return new($"Take '{sign} {command}' away, so that the build stops when the installation fails.", text);
            }
        }
    }

    public string Refusal(Site site) => "What hides the failure cannot be taken away without changing the rest of the command; do it by hand.";
}

/// <summary>A stage's name with a slip in it.</summary>
internal sealed class StageNamePlanner : IPlanner
{
    private const string Asks = "did you mean ";

    public IReadOnlyList<string> Rules { get; } = ["copy-from-unknown-stage"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        foreach (var stage in site.Model.Stages.Where(s => s.Name is { } name && site.Defect.Statement.Contains($"{Asks}{name}?", StringComparison.Ordinal)))
        {
            if (FlagText.Replace(site, "from", stage.Name!) is { } text)
            {
                yield return new($"Copy from {stage.Name}, the stage that is there.", text);
            }
        }
    }

    public string Refusal(Site site) => "Which stage is meant is not plain; name one that stands above.";
}

/// <summary>The final stage is pinned to another platform than the one that is built for.</summary>
internal sealed class PlatformPlanner : IPlanner
{
    public IReadOnlyList<string> Rules { get; } = ["platform-contradicts"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        if (FlagText.Remove(site, "platform") is { } text)
        {
            yield return new("Take the pinned platform away from FROM, so that the one that is asked for is built.", text);
        }
    }

    public string Refusal(Site site) => "Take --platform away from FROM by hand.";
}

/// <summary><c>RUN cd</c>, <c>RUN export</c>, <c>RUN . activate</c>: the instruction that lasts in place of the one that does not.</summary>
internal sealed class LostEffectPlanner : IPlanner
{
    public IReadOnlyList<string> Rules { get; } = ["run-effect-lost"];

    public IEnumerable<Proposal> Propose(Site site)
    {
        var only = PlainShell.Read(site.Instruction.Arguments) is { IsWhole: true, Commands: [{ Words: var words }] } ? words : [];
        var (keyword, arguments) = only switch
        {
            ["cd", var folder] when !Names.HasVariable(folder) => ("WORKDIR", folder),
            ["export", var set] when !set.AsSpan().ContainsAny("$` ") => ("ENV", set),
            ["source" or ".", var file] when file.StartsWith('/') && file.EndsWith("/activate", StringComparison.Ordinal) => ("ENV", $"PATH={file[..file.LastIndexOf('/')]}:$PATH"),
            _ => ("", ""),
        };
        if (keyword.Length > 0)
        {
            var line = Layout.Write(site.Document, site.Instruction, keyword, arguments);
            yield return new($"Write {keyword} {arguments} in place of the RUN, whose effect ends with it.", site.Edit().Replace(site.Instruction.FirstLine, site.Instruction.LastLine, line).Apply());
        }
    }

    public string Refusal(Site site) => $"The RUN does more than that. {site.Defect.Repair}";
}
