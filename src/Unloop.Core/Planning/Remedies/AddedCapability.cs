using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Unloop.Core.Text;

namespace Unloop.Core.Planning.Remedies;

/// <summary>The capability that a program lacks. Kubernetes gives it to root alone, so that for others nothing is proposed.</summary>
internal sealed partial class AddedCapability : IRemedy
{
    /// <summary>What runtimes give unless a spec drops it.</summary>
    private static readonly string[] Default =
        ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"];

    private static readonly string[] Others =
        ["AUDIT_CONTROL", "BPF", "DAC_READ_SEARCH", "IPC_LOCK", "IPC_OWNER", "LEASE", "NET_ADMIN", "PERFMON", "SYSLOG", "SYS_ADMIN", "SYS_NICE", "SYS_PTRACE", "SYS_RESOURCE", "SYS_TIME"];

    /// <summary>What messages need that do not name it.</summary>
    private static readonly Dictionary<string, string[]> ByRule = new(StringComparer.Ordinal)
    {
        ["shell-switch-user-denied"] = ["SETUID", "SETGID"],
        ["security-setuid-denied"] = ["SETUID", "SETGID"],
        ["vault-mlock"] = ["IPC_LOCK"],
        ["elasticsearch-memory-lock"] = ["IPC_LOCK"],
        ["istio-iptables-denied"] = ["NET_ADMIN", "NET_RAW"],
        ["nginx-chown-denied"] = ["CHOWN"],
        ["posix-net-admin-required"] = ["NET_ADMIN"],
        ["posix-net-raw-required"] = ["NET_RAW"],
    };

    public IReadOnlyList<Category> Categories { get; } = [Category.MissingPrivilege];

    public IEnumerable<Proposal> Propose(RemedyCase @case)
    {
        var edit = new TemplateEditor(@case.Workload.Template);
        if (edit.Container(@case.Cause.Container) is not { } container || edit.IsNotRoot(container) || NumericUser.OfImage(@case) is not null && edit.Security(container, "runAsUser") is null)
        {
            yield break;
        }

        var needed = ByRule.GetValueOrDefault(@case.Cause.Rule) ?? Named(@case.Cause.Subject);

        // A default capability that nothing drops is there already: the message then means something else.
        var lacking = needed.Where(n => !Default.Contains(n) || IsDropped(container, n)).ToList();
        if (lacking.Count == 0 || !Add(container, lacking))
        {
            yield break;
        }

        var risky = lacking.Exists(n => !Default.Contains(n));
        yield return edit.Propose(
            $"Add {string.Join(" and ", lacking)} to the capabilities of {@case.Cause.Container}: {(risky ? "what it does needs it, and no container has it by default; this lowers a safeguard" : "the spec drops it, and what the program does needs it")}.",
            risky ? Risk.High : Risk.Medium);
    }

    public static bool IsDropped(JsonObject container, string capability) =>
        TemplateEditor.Words(container["securityContext"]?["capabilities"]?["drop"]).Any(d => d == "ALL" || Bare(d) == capability);

    /// <summary>False where the spec adds them already.</summary>
    public static bool Add(JsonObject container, IReadOnlyList<string> capabilities)
    {
        var set = TemplateEditor.Member(TemplateEditor.Member(container, "securityContext"), "capabilities");
        var added = TemplateEditor.Words(set["add"]).Select(Bare).ToList();
        var missing = capabilities.Except(added).ToList();
        if (missing.Count == 0 || added.Contains("ALL"))
        {
            return false;
        }

        var list = TemplateEditor.Items(set, "add");
        missing.ForEach(m => list.Add((JsonNode)m));
        if (set["drop"] is JsonArray drop)
        {
            foreach (var own in drop.Where(d => d.Text() is { } word && missing.Contains(Bare(word))).ToList())
            {
                drop.Remove(own);
            }
        }

        return true;
    }

    private static string[] Named(string subject) =>
        [.. Word().Matches(subject).Select(m => Bare(m.Value)).Where(n => Default.Contains(n) || Others.Contains(n)).Distinct()];

    private static string Bare(string capability) => capability.StartsWith("CAP_", StringComparison.Ordinal) ? capability[4..] : capability;

    [GeneratedRegex("\\b[A-Z][A-Z_]{2,30}\\b", RegexOptions.NonBacktracking)]
    private static partial Regex Word();
}
