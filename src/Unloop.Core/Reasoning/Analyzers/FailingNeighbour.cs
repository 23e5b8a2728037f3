using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;

namespace Unloop.Core.Reasoning.Analyzers;

/// <summary>
/// The container may be another's victim: it misses a file that a neighbour should have written, or a local port that a neighbour should
/// serve, and that neighbour fails too.
/// </summary>
internal sealed class FailingNeighbour : IAnalyzer
{
    private static readonly string[] LocalHosts = ["localhost", "127.0.0.1", "[::1]", "0.0.0.0"];

    public string Id => "failing-neighbour";

    public IEnumerable<Insight> Look(ContainerCase @case)
    {
        foreach (var finding in @case.Seen)
        {
            if (Culprit(@case, finding) is { } neighbour)
            {
                yield return Victim(@case, finding, neighbour);
                yield break;
            }
        }
    }

    private static ContainerFacts? Culprit(ContainerCase @case, Finding finding) => finding.Category switch
    {
        Category.MissingFile or Category.ConfigSyntax => Failing(@case).FirstOrDefault(n => SharesPath(@case, n, finding)),
        Category.DependencyUnreachable when Array.Exists(LocalHosts, h => SaysLocally(finding, h)) =>
            Failing(@case).FirstOrDefault(n => Serves(n, finding)) ?? (Failing(@case).ToList() is [var only] && @case.Pod.Containers.Count == 2 ? only : null),
        _ => null,
    };

    private static bool SaysLocally(Finding finding, string host) =>
        finding.Subject.Contains(host, StringComparison.Ordinal) || finding.Proof[0].Text.Contains(host, StringComparison.Ordinal);

    private static IEnumerable<ContainerFacts> Failing(ContainerCase @case) =>
        @case.Pod.Containers.Where(c => c.Name != @case.Container.Name && c.Type is ContainerType.App or ContainerType.Sidecar && Wellness.IsCrashLooping(c));

    private static bool Serves(ContainerFacts neighbour, Finding finding) =>
        neighbour.Ports.Any(p => finding.Subject.Contains($":{p.Port}", StringComparison.Ordinal) || finding.Proof[0].Text.Contains($":{p.Port}", StringComparison.Ordinal));

    /// <summary>They share the volume that the file belongs in; or, where mounts are unknown, the neighbour's own log speaks of a folder near it.</summary>
    private static bool SharesPath(ContainerCase @case, ContainerFacts neighbour, Finding finding)
    {
        var path = finding.Subject.Split(' ', '\'', '"').FirstOrDefault(w => w.StartsWith('/'));
        if (path is null)
        {
            return false;
        }

        if (Signatures.Conditions.MountOf(@case.Container, path) is { } mount)
        {
            return @case.Pod.Pod.Volumes.FirstOrDefault(v => v.Name == mount.Volume)?.Kind is null or "emptyDir"
                && neighbour.Mounts.Any(m => m.Volume == mount.Volume && !m.ReadOnly);
        }

        var folder = FolderOf(FolderOf(path));
        return folder.Length > 1 && folder.LastIndexOf('/') > 0
            && @case.Pod.LogsOf(neighbour.Name).Any(l => l.Lines.Any(line => line.Text.Contains(folder, StringComparison.Ordinal)));
    }

    private static Finding? RootOf(ContainerCase @case, ContainerFacts neighbour) =>
        @case.SeenInNeighbours.TryGetValue(neighbour.Name, out var seen) ? seen.MaxBy(Ranking.Score) : null;

    private static string FolderOf(string path) => path.LastIndexOf('/') is > 0 and var slash ? path[..slash] : "/";

    private Finding Victim(ContainerCase @case, Finding finding, ContainerFacts neighbour)
    {
        var root = RootOf(@case, neighbour);
        var why = root is null ? $"exit code {neighbour.Termination?.ExitCode?.ToString() ?? "unknown"}" : root.Statement.TrimEnd('.');
        return new Finding
        {
            Rule = Id,
            Category = Category.SidecarOrdering,
            Subject = root is null ? neighbour.Name : $"{neighbour.Name}: {root.Subject}",
            Statement = $"{@case.Container.Name} fails because its neighbour {neighbour.Name} does: {why}.",
            Confidence = Confidence.Likely,
            Weight = Weight.Root,
            Blames = neighbour.Name,
            Proof =
            [
                finding.Proof[0],
                .. root is null ? [] : new[] { root.Proof[0] },
            ],
            Chain =
            [
                new($"{@case.Container.Name}: {finding.Statement}", finding.Proof[0]),
                new($"That is {neighbour.Name}'s to provide, and {neighbour.Name} has restarted {neighbour.RestartCount} times", new(ProofSource.ContainerStatus, $"containerStatuses[{neighbour.Name}].restartCount", $"{neighbour.RestartCount}")),
                .. root is null ? [] : new[] { new Link(root.Statement, root.Proof[0]) },
            ],
            Supersedes = [finding.Rule],
            Solution = root is { Solution.Count: > 0 } ? root.Solution : [new($"Mend {neighbour.Name} first.") { Command = $"kubectl logs -n {@case.Pod.Subject.Namespace ?? "default"} {@case.Pod.Subject.Pod} -c {neighbour.Name} --previous" }],
            Prevention = [new("Let containers that need a neighbour wait for it: a native sidecar with a startup probe, or a retry with a deadline.")],
        };
    }
}
