using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Unloop.Core.Facts;

namespace Unloop.Core.Planning.Remedies;

/// <summary>
/// The heap of Node.js or the JVM as a share of the memory limit: larger where it ended although the limit has room, smaller where it is larger than
/// the limit. Where the limit itself is the wall, both grow by a step.
/// </summary>
internal sealed partial class HeapSize : IRemedy
{
    private const string NodeOption = "--max-old-space-size";

    public IReadOnlyList<Category> Categories { get; } = [Category.HeapExhausted, Category.OomLimit];

    public IEnumerable<Proposal> Propose(RemedyCase @case)
    {
        var edit = new TemplateEditor(@case.Workload.Template);
        if (edit.Container(@case.Cause.Container) is not { } container)
        {
            return [];
        }

        var limit = MemoryLimit.LimitOf(container, @case);
        var setting = HeapSetting.Of(container);
        return (@case.Cause.Category == Category.OomLimit || @case.Cause.Rule == "jvm-heap-too-large"
            ? Shrink(edit, limit, setting)
            : Grow(@case, edit, container, limit, setting)) is { } proposal ? [proposal] : [];
    }

    private static TemplateProposal? Shrink(TemplateEditor edit, long? limit, HeapSetting? setting)
    {
        if (limit is null || setting is not { Bytes: { } heap } || heap <= Sizes.HeapIn(limit.Value))
        {
            return null;
        }

        var written = setting.Set(Sizes.HeapIn(limit.Value));
        return edit.Propose($"Write {written} in place of {setting.Written}: three quarters of the memory limit of {Sizes.Text(limit.Value)}, so that the heap stays below it.");
    }

    private static TemplateProposal? Grow(RemedyCase @case, TemplateEditor edit, JsonObject container, long? limit, HeapSetting? setting)
    {
        var isNode = @case.Cause.Rule == "node-heap-limit";
        var isJava = @case.Cause.Rule == "jvm-heap-exhausted" && @case.Cause.Subject.Contains("heap", StringComparison.OrdinalIgnoreCase);
        var heap = setting?.Bytes ?? (isNode ? Measured(@case) : null);
        if ((!isNode && !isJava) || (heap is null && limit is null))
        {
            return null;
        }

        if (heap is null)
        {
            // Without a setting the JVM takes a quarter of the limit.
            return isJava && HeapSetting.Add(container, "JAVA_TOOL_OPTIONS", "-XX:MaxRAMPercentage=75")
                ? edit.Propose($"Give the heap three quarters of the memory limit of {Sizes.Text(limit!.Value)} (-XX:MaxRAMPercentage=75 in JAVA_TOOL_OPTIONS): without a setting the JVM takes one quarter.")
                : null;
        }

        var room = limit is { } l ? Sizes.HeapIn(l) : 0;
        var hasRoom = room >= heap + (heap / 4);
        var wanted = hasRoom ? room : Sizes.Round(heap.Value + (heap.Value / 2));
        if (Write(container, setting, isNode, wanted) is not { } written)
        {
            return null;
        }

        if (hasRoom)
        {
            return edit.Propose($"Write {written}: three quarters of the memory limit of {Sizes.Text(limit!.Value)}; the heap ended at {Sizes.Text(heap.Value)}.");
        }

        var whole = Sizes.Round(Sizes.LimitFor(wanted));
        if (MemoryBounds.Most(@case) is { } most && most.Bytes < whole)
        {
            return null;
        }

        var why = $"Write {written}, half as much again as the {Sizes.Text(heap.Value)} at which the heap ended";
        return limit is null
            ? edit.Propose(why + "; the container has no memory limit, and nothing in the evidence says how much it needs.")
            : MemoryBounds.Quota(@case, whole - limit.Value) is null
                ? MemoryLimit.Raise(edit, container, Math.Max(whole, limit.Value), $"{why}, and raise the memory limit from {Sizes.Text(limit.Value)} to {Sizes.Text(Math.Max(whole, limit.Value))}, of which the heap is three quarters")
                : null;
    }

    private static string? Write(JsonObject container, HeapSetting? setting, bool isNode, long bytes)
    {
        if (setting is not null)
        {
            return setting.Set(bytes);
        }

        var option = string.Create(CultureInfo.InvariantCulture, $"{NodeOption}={bytes / Sizes.Mebi}");
        return isNode && HeapSetting.Add(container, "NODE_OPTIONS", option) ? option : null;
    }

    /// <summary>The heap's size in the last line of V8's garbage collector: <c>Mark-sweep 23.1 (24.9) -> 23.0 (25.2) MB</c>.</summary>
    private static long? Measured(RemedyCase @case) =>
        @case.LogLines.SelectMany(l => Collection().Matches(l.Text)).LastOrDefault() is { } match
        && double.TryParse(match.Groups["size"].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var size) && size < 1 << 20
            ? (long)(size * Sizes.Mebi) : null;

    [GeneratedRegex("-> (?<size>[0-9]{1,7}\\.[0-9]) \\([0-9.]+\\) MB", RegexOptions.NonBacktracking)]
    private static partial Regex Collection();
}
