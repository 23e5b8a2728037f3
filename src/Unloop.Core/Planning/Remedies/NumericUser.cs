using System.Globalization;
using System.Text.RegularExpressions;
using Unloop.Core.Text;

namespace Unloop.Core.Planning.Remedies;

/// <summary>A user by number for a container that must not run as root: the image's own, or the one that the pod's other containers run as.</summary>
internal sealed partial class NumericUser : IRemedy
{
    public IReadOnlyList<Category> Categories { get; } = [Category.RunAsNonRoot];

    public IEnumerable<Proposal> Propose(RemedyCase @case)
    {
        var edit = new TemplateEditor(@case.Workload.Template);
        if (edit.Container(@case.Cause.Container) is not { } container)
        {
            yield break;
        }

        if (Known(@case, edit) is var (user, why) && user > 0)
        {
            TemplateEditor.Member(container, "securityContext")["runAsUser"] = user;
            yield return edit.Propose($"Run {@case.Cause.Container} as user {user}, {why}: runAsNonRoot asks for a number above 0, and the kubelet finds none.");
        }

        var open = new TemplateEditor(@case.Workload.Template);
        var security = TemplateEditor.Member(open.Container(@case.Cause.Container)!, "securityContext");
        if (@case.Words.Any(w => w.Contains("image will run as root", StringComparison.Ordinal)) && open.Security(open.Container(@case.Cause.Container)!, "runAsUser") is null)
        {
            security["runAsNonRoot"] = false;
            yield return open.Propose($"Let {@case.Cause.Container} run as root (runAsNonRoot: false), as its image is made for: this lowers a safeguard; USER in the image is the better repair.", Risk.High);
        }
    }

    /// <summary>The image's own user and group by number; null where the image says none, or root.</summary>
    public static (long User, long? Group)? OfImage(RemedyCase @case)
    {
        foreach (var text in new[] { @case.Image?.Entrypoint?.User, @case.Image?.Config.User }.OfType<string>())
        {
            if (Numbers().Match(text) is { Success: true } match && long.TryParse(match.Groups["user"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var user) && user > 0)
            {
                return (user, long.TryParse(match.Groups["group"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var group) ? group : null);
            }
        }

        return null;
    }

    private static (long User, string Why)? Known(RemedyCase @case, TemplateEditor edit)
    {
        if (OfImage(@case) is { } own)
        {
            return (own.User, "which is the image's own");
        }

        if (@case.Workload.Healthy is { HadReadyPods: true } healthy && new TemplateEditor(healthy.Template) is var before
            && before.Container(@case.Cause.Container) is { } then && before.Security(then, "runAsUser") is > 0 and var user)
        {
            return (user, $"as in revision {healthy.Name}, which had ready pods");
        }

        // The same image in another container of the pod, which runs.
        var image = edit.Container(@case.Cause.Container)?["image"].Text();
        var twin = edit.Containers.FirstOrDefault(c => c["image"].Text() == image && edit.Security(c, "runAsUser") is > 0
            && @case.Pod.Container(c["name"].Text() ?? "") is { Started: true } or { Ready: true });
        return twin is not null ? (edit.Security(twin, "runAsUser")!.Value, $"as {twin["name"].Text()}, which has the same image, does") : null;
    }

    [GeneratedRegex("^(?<user>[0-9]{1,10})(:(?<group>[0-9]{1,10}))?( \\(.*\\))?$", RegexOptions.NonBacktracking)]
    private static partial Regex Numbers();
}
