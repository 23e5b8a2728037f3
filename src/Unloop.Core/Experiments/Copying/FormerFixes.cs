using System.Text.Json.Nodes;
using Unloop.Core.Planning;

namespace Unloop.Core.Experiments.Copying;

/// <summary>
/// A fix that did away with one failure was taken back when another came behind it. To see that other one, a copy must have what the fix changed. Pure.
/// </summary>
public static class FormerFixes
{
    /// <summary>The pod as it would be with these fixes in place, and which of them are.</summary>
    public static (OriginalPod Pod, IReadOnlyList<TriedFix> Applied) ApplyTo(OriginalPod original, IReadOnlyList<TriedFix> tried)
    {
        var (template, applied) = (original.Template, new List<TriedFix>());
        foreach (var fix in tried.Where(t => t.IsWanted))
        {
            if (Apply(template, fix.Edits) is { } mended)
            {
                template = mended;
                applied.Add(fix);
            }
        }

        return (original with { Template = template }, applied);
    }

    /// <summary>Null where the edits do not fit: the template was changed since.</summary>
    private static JsonObject? Apply(JsonObject template, IReadOnlyList<TemplateEdit> edits)
    {
        try
        {
            return TemplateEdits.Apply(template, edits.Where(e => e.Path.StartsWith("/spec/", StringComparison.Ordinal)));
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException)
        {
            return null;
        }
    }
}
