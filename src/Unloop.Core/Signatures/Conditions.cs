using System.Text.RegularExpressions;
using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;

namespace Unloop.Core.Signatures;

/// <summary>The closed list of conditions that signatures may use; described for authors in <c>docs/adding-a-signature.md</c>.</summary>
public static partial class Conditions
{
    private delegate Answer Test(PodEvidence pod, ContainerFacts container, string argument);

    private static readonly Dictionary<string, Test> Tests = new(StringComparer.Ordinal)
    {
        ["exit-code"] = ExitCode,
        ["reason"] = Reason,
        ["image"] = (_, c, arg) => Matches(c.Image, arg, "image"),
        ["argument"] = Argument,
        ["env"] = (_, c, arg) => FirstEnv(c, e => e.Name == arg),
        ["env-value"] = (_, c, arg) => FirstEnv(c, e => arg.Length > 0 && e.Value?.Contains(arg, StringComparison.Ordinal) == true),
        ["env-unset"] = EnvUnset,
        ["run-as"] = RunAs,
        ["mount"] = (_, c, arg) => MountOf(c, arg) is { } m ? Yes(MountProof(c, m)) : c.OutlineKnown ? Answer.No : Answer.Unknown,
        ["mount-kind"] = MountKind,
        ["read-only-root"] = ReadOnlyRoot,
        ["no-capability"] = NoCapability,
        ["host-network"] = HostNetwork,
        ["memory-limit"] = MemoryLimit,
        ["neighbour"] = NeighbourMatches,
        ["neighbour-port"] = NeighbourPort,
        ["own-port"] = OwnPort,
        ["probe"] = Probe,
        ["event"] = EventMatches,
        ["restarts-of-neighbour"] = NeighbourRestarts,
    };

    /// <summary>The names that may stand in a signature file.</summary>
    public static IEnumerable<string> Kinds => Tests.Keys;

    /// <summary>What the evidence says to a condition; any of its arguments will do.</summary>
    public static Answer Ask(Condition condition, PodEvidence pod, ContainerFacts container, Captures captures)
    {
        var test = Tests[condition.Kind];
        var answer = Answer.No;
        foreach (var argument in condition.Arguments)
        {
            var next = test(pod, container, captures.Fill(argument));
            if (next.Holds)
            {
                return next;
            }

            answer = next.IsUnknown ? next : answer;
        }

        return answer;
    }

    /// <summary>The mount that a path lies in: the deepest whose path is the path itself or a folder above it.</summary>
    public static MountFact? MountOf(ContainerFacts container, string path)
    {
        if (!path.StartsWith('/'))
        {
            return null;
        }

        return container.Mounts
            .Where(m => Covers(m.Path, path))
            .MaxBy(m => m.Path.Length);
    }

    private static bool Covers(string mount, string path)
    {
        var folder = mount.TrimEnd('/');
        return path.StartsWith(folder, StringComparison.Ordinal) && (path.Length == folder.Length || path[folder.Length] == '/');
    }

    private static Answer Yes(Proof proof) => new(proof);

    private static Answer YesOrNo(bool holds, Func<Proof> proof) => holds ? Yes(proof()) : Answer.No;

    private static Proof Spec(ContainerFacts container, string field, string text) =>
        new(ProofSource.PodSpec, $"containers[{container.Name}].{field}", text);

    private static Proof MountProof(ContainerFacts container, MountFact mount) =>
        Spec(container, $"volumeMounts[{mount.Path}]", $"{mount.Path} from {mount.Volume}{(mount.ReadOnly ? " (ro)" : "")}");

    private static Answer ExitCode(PodEvidence pod, ContainerFacts container, string argument) =>
        container.Termination?.ExitCode is not { } code
            ? Answer.Unknown
            : YesOrNo(argument == code.ToString(), () => new(ProofSource.ContainerStatus, "lastState.terminated.exitCode", $"exit code {code}"));

    private static Answer Reason(PodEvidence pod, ContainerFacts container, string argument)
    {
        if (container.WaitingReason == argument)
        {
            return Yes(new(ProofSource.ContainerStatus, "state.waiting.reason", argument));
        }

        return container.Termination?.Reason is not { } reason
            ? Answer.Unknown
            : YesOrNo(argument == reason, () => new(ProofSource.ContainerStatus, "lastState.terminated.reason", reason));
    }

    private static Answer Matches(string? text, string pattern, string field) =>
        text is null
            ? Answer.Unknown
            : YesOrNo(Regex.IsMatch(text, pattern, RegexOptions.NonBacktracking), () => new(ProofSource.PodSpec, field, text));

    private static Answer Argument(PodEvidence pod, ContainerFacts container, string argument)
    {
        if (container.Command is null && container.Args is null)
        {
            return container.OutlineKnown ? Answer.No : Answer.Unknown;
        }

        var words = (container.Command ?? []).Concat(container.Args ?? []);
        return words.FirstOrDefault(w => argument.Length > 0 && w.Contains(argument, StringComparison.Ordinal)) is { } word
            ? Yes(Spec(container, "args", word))
            : Answer.No;
    }

    private static Answer FirstEnv(ContainerFacts container, Predicate<EnvFact> wanted) =>
        container.Env.FirstOrDefault(e => !e.FromAll && wanted(e)) is { } found
            ? Yes(Spec(container, $"env[{found.Name}]", found.Value is null ? $"{found.Name} from {found.SourceKind} {found.SourceName}" : $"{found.Name}={found.Value}"))
            : container.OutlineKnown ? Answer.No : Answer.Unknown;

    private static Answer EnvUnset(PodEvidence pod, ContainerFacts container, string argument)
    {
        // A whole ConfigMap or Secret may bring any name.
        if (!container.OutlineKnown || container.Env.Any(e => e.FromAll))
        {
            return Answer.Unknown;
        }

        return YesOrNo(container.Env.All(e => e.Name != argument), () => Spec(container, "env", $"{argument} is not set"));
    }
}
