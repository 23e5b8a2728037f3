using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Unloop.Core.Text;

namespace Unloop.Core.Planning.Remedies;

/// <summary>Lets a program that is not root listen below 1024: by the pod's sysctl, or by root's own right.</summary>
internal sealed partial class LowPort : IRemedy
{
    private const string Sysctl = "net.ipv4.ip_unprivileged_port_start";

    /// <summary>The first Kubernetes that takes the sysctl for safe.</summary>
    private const int SafeSince = 22;

    public IReadOnlyList<Category> Categories { get; } = [Category.PrivilegedPort];

    public IEnumerable<Proposal> Propose(RemedyCase @case)
    {
        if (PortOf(@case) is not { } port)
        {
            return [];
        }

        return new[] { BySysctl(@case, port), ByCapability(@case, port), AsRoot(@case, port) }.OfType<Proposal>();
    }

    private static int? PortOf(RemedyCase @case) =>
        @case.Cause.Proof.Select(p => p.Text).Prepend(@case.Cause.Subject).SelectMany(t => Port().Matches(t))
            .Select(m => (int?)int.Parse(m.Groups["port"].Value, CultureInfo.InvariantCulture)).FirstOrDefault(p => p is > 0 and < 1024);

    private static TemplateProposal? BySysctl(RemedyCase @case, int port)
    {
        var edit = new TemplateEditor(@case.Workload.Template);
        if (edit.Spec["hostNetwork"].IsTrue() || @case.KubeletMinor < SafeSince)
        {
            return null;
        }

        var list = TemplateEditor.Items(TemplateEditor.Member(edit.Spec, "securityContext"), "sysctls");
        if (list.Objects().Any(s => s["name"].Text() == Sysctl))
        {
            return null;
        }

        list.Add((JsonNode)new JsonObject { ["name"] = Sysctl, ["value"] = port.ToString(CultureInfo.InvariantCulture) });
        return edit.Propose($"Set the pod's sysctl {Sysctl} to {port}, so that {@case.Cause.Container} may listen on port {port} as the user that it is; it holds in this pod only.");
    }

    /// <summary>Root has the right by itself, unless the spec took it.</summary>
    private static TemplateProposal? ByCapability(RemedyCase @case, int port)
    {
        var edit = new TemplateEditor(@case.Workload.Template);
        return edit.Container(@case.Cause.Container) is { } container && edit.Security(container, "runAsUser") == 0 && AddedCapability.IsDropped(container, "NET_BIND_SERVICE")
            && AddedCapability.Add(container, ["NET_BIND_SERVICE"])
            ? edit.Propose($"Add the capability NET_BIND_SERVICE, which the spec drops: {@case.Cause.Container} runs as root and needs it for port {port}.") : null;
    }

    /// <summary>Where the spec made another user of the image's root.</summary>
    private static TemplateProposal? AsRoot(RemedyCase @case, int port)
    {
        var edit = new TemplateEditor(@case.Workload.Template);
        if (edit.Container(@case.Cause.Container) is not { } container || TemplateEditor.Number(container["securityContext"]?["runAsUser"]) is not { } user || user == 0
            || (container["securityContext"]?["runAsNonRoot"] ?? edit.Spec["securityContext"]?["runAsNonRoot"]).IsTrue()
            || NumericUser.OfImage(@case) is not null || AddedCapability.IsDropped(container, "NET_BIND_SERVICE"))
        {
            return null;
        }

        container["securityContext"]!["runAsUser"] = 0;
        return edit.Propose($"Run {@case.Cause.Container} as root in place of user {user}, so that it may listen on port {port}: this lowers a safeguard; a port above 1023 is the better repair.", Risk.High);
    }

    [GeneratedRegex("(^|:|port )(?<port>[0-9]{1,5})\\b", RegexOptions.NonBacktracking)]
    private static partial Regex Port();
}
