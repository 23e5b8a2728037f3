using Unloop.Core.Text;

namespace Unloop.Core.Planning.Remedies;

/// <summary>Turns off the variables that the kubelet sets for each Service of the namespace.</summary>
internal sealed class ServiceLinks : IRemedy
{
    public IReadOnlyList<Category> Categories { get; } = [Category.BadEnvValue];

    public IEnumerable<Proposal> Propose(RemedyCase @case)
    {
        var edit = new TemplateEditor(@case.Workload.Template);
        if (TemplateEditor.IsFalse(edit.Spec["enableServiceLinks"]) || !@case.Cause.Proof.Any(p => IsLink(p.Text))
            || edit.Container(@case.Cause.Container) is not { } container
            || container["env"].Objects().Any(e => e["value"].Text() is { } value && IsLink(value)))
        {
            yield break;
        }

        edit.Spec["enableServiceLinks"] = false;
        yield return edit.Propose($"Set enableServiceLinks: false, so that Services no longer become variables: one of them ({@case.Cause.Subject}) takes the place of a setting; Services are still found by DNS.");
    }

    /// <summary>The form of NAME_PORT: <c>tcp://</c> and an IP address.</summary>
    private static bool IsLink(string text) =>
        text.IndexOf("tcp://", StringComparison.Ordinal) is >= 0 and var at && at + 6 < text.Length && char.IsAsciiDigit(text[at + 6]);
}
