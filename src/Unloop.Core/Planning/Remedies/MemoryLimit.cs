using System.Text.Json.Nodes;
using Unloop.Core.Facts;
using Unloop.Core.Text;

namespace Unloop.Core.Planning.Remedies;

/// <summary>
/// A higher memory limit, sized from what is known: the limit that was enough before, the heap that the program was given, the amount that it asked
/// for. Without any of these, one bounded step.
/// </summary>
internal sealed class MemoryLimit : IRemedy
{
    public IReadOnlyList<Category> Categories { get; } = [Category.OomLimit];

    public IEnumerable<Proposal> Propose(RemedyCase @case)
    {
        var edit = new TemplateEditor(@case.Workload.Template);
        if (@case.Container?.Termination?.Reason != "OOMKilled" || edit.Container(@case.Cause.Container) is not { } container || LimitOf(container, @case) is not { } limit)
        {
            yield break;
        }

        var (wanted, why) = Size(@case, container, limit);
        if (MemoryBounds.Most(@case) is { } most && most.Bytes < wanted)
        {
            yield return Refused(@case, $"{why}, but {most.Says} {Sizes.Text(most.Bytes)} at most.");
            yield break;
        }

        if (MemoryBounds.Quota(@case, wanted - limit) is { } quota)
        {
            yield return Refused(@case, $"{why}, but {quota}.");
            yield break;
        }

        yield return Raise(edit, container, wanted, why);
    }

    /// <summary>Sets the limit; the request stays, unless it would then be above the limit.</summary>
    public static TemplateProposal Raise(TemplateEditor edit, JsonObject container, long limit, string why)
    {
        var resources = TemplateEditor.Member(container, "resources");
        TemplateEditor.Member(resources, "limits")["memory"] = Sizes.Text(limit);
        if (resources["requests"]?["memory"].Text() is { } request && Quantity.Bytes(request) > limit)
        {
            resources["requests"]!["memory"] = Sizes.Text(limit);
        }

        return edit.Propose(why + ".");
    }

    /// <summary>What the template says, else what a LimitRange filled in.</summary>
    public static long? LimitOf(JsonObject container, RemedyCase @case) =>
        (container["resources"]?["limits"]?["memory"].Text() ?? @case.Container?.Resources.MemoryLimit) is { } text ? Quantity.Bytes(text) is > 0 and var bytes ? bytes : null : null;

    private static PersonProposal Refused(RemedyCase @case, string why) => new()
    {
        Statement = why,
        Command = $"kubectl describe limitrange,resourcequota -n {@case.Space}",
    };

    private static (long Bytes, string Why) Size(RemedyCase @case, JsonObject container, long limit)
    {
        var now = Sizes.Text(limit);
        if (Before(@case) is { } before && before > limit)
        {
            return (before, $"Raise the memory limit of {@case.Cause.Container} from {now} to {Sizes.Text(before)}, which it had in revision {@case.Workload.Healthy!.Name}, when its pods were ready");
        }

        if (HeapSetting.Of(container) is { Bytes: { } heap } setting && Sizes.LimitFor(heap) > limit)
        {
            var whole = Sizes.Round(Sizes.LimitFor(heap));
            return (whole, $"Raise the memory limit of {@case.Cause.Container} from {now} to {Sizes.Text(whole)}: its heap may grow to {Sizes.Text(heap)} ({setting.Written}), and a third of that again is for what lies outside the heap");
        }

        if (Sizes.Asked(@case.Words) is { } asked)
        {
            var sum = Sizes.Round(limit + asked);
            return (sum, $"Raise the memory limit of {@case.Cause.Container} from {now} to {Sizes.Text(sum)}: it asked for {Sizes.Text(asked)} while it held at most {now}");
        }

        var step = Sizes.Round(limit + (limit / 2));
        return (step, $"Raise the memory limit of {@case.Cause.Container} from {now} to {Sizes.Text(step)}: it had used {now} when it was killed, and half as much again is a step; nothing in the evidence says how much it needs");
    }

    private static long? Before(RemedyCase @case) =>
        @case.Workload.Healthy is { HadReadyPods: true } healthy && new TemplateEditor(healthy.Template).Container(@case.Cause.Container) is { } container
        && container["resources"]?["limits"]?["memory"].Text() is { } text ? Quantity.Bytes(text) : null;
}
