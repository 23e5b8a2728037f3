using System.Text;
using System.Text.Json.Nodes;
using Unloop.Core.Facts;
using Unloop.Core.Planning;

namespace Unloop.Engine.Fixing.Steps;

/// <summary>
/// Changes the workload's template. An annotation that is written in the same patch tells afterwards whether the write took, also where the answer to it
/// was lost; what the template was is kept first, so that it can be brought back whole.
/// </summary>
internal sealed class PatchWorkload : StepRunner<PatchWorkloadStep>
{
    private const string Before = "template.before.json";
    private const string ChangeCause = "kubernetes.io/change-cause";

    protected override async Task<StepEnd> ApplyAsync(PatchWorkloadStep step, StepContext context, CancellationToken cancellationToken)
    {
        var reference = context.Plan.Workload;
        var (live, problem) = await WorkloadAccess.ReadAsync(context, reference, cancellationToken);
        if (live is null)
        {
            return StepEnd.Failed(problem!);
        }

        if (IsOurs(live, context))
        {
            return context.ValueOf(step) is { } foretold && foretold != live.TemplateHash ? StepEnd.Failed(Edited(context)) : new StepEnd(live.TemplateHash, $"changed {reference}");
        }

        if (live.TemplateHash != context.Plan.TemplateHash)
        {
            return StepEnd.Failed(WorkloadAccess.Moved(reference));
        }

        var (edits, missing) = Edits(step, live.Template, context);
        problem = missing ?? (context.Kept(Before) is null ? context.Keep(Before, Kept(live)) : null);
        if (problem is not null)
        {
            return StepEnd.Failed(problem);
        }

        var patch = new WorkloadPatch
        {
            Workload = reference,
            ExpectedTemplateHash = live.TemplateHash,
            Edits = edits,
            Annotations = new Dictionary<string, string?> { [LiveWorkload.FixAnnotation] = Mark(context), [ChangeCause] = step.ChangeCause },
        };

        // What admission will make of it is known before it is written: undoing recognises the result, also after a crash.
        var rehearsal = await WorkloadAccess.WriteAsync(context, patch with { DryRun = true }, _ => false, cancellationToken);
        if (rehearsal is not { End: WritingEnd.Done, Workload: { } foreseen })
        {
            return StepEnd.Failed(rehearsal.Problem ?? WorkloadAccess.Moved(reference));
        }

        if (context.Foretell(step, foreseen.TemplateHash) is { } unwritten)
        {
            return StepEnd.Failed(unwritten);
        }

        var written = await WorkloadAccess.WriteAsync(context, patch, w => IsOurs(w, context), cancellationToken);
        return written is { End: WritingEnd.Done, Workload: { } after }
            ? new StepEnd(after.TemplateHash, $"changed {reference}{(context.ValueOf<DeliverImageStep>() is { } image && step.BuiltImageFor.Count > 0 ? $": it runs {image} now" : "")}")
            : StepEnd.Failed(written.Problem ?? WorkloadAccess.Moved(reference));
    }

    protected override async Task<StepEnd> RevertAsync(PatchWorkloadStep step, StepContext context, CancellationToken cancellationToken)
    {
        var reference = context.Plan.Workload;
        var (before, problem) = context.KeptWorkload(Before);
        if (before is null)
        {
            return new StepEnd(null, problem is null ? $"{reference} was not changed" : null, problem);
        }

        var template = before["template"]!.AsObject();
        (var live, problem) = await WorkloadAccess.ReadAsync(context, reference, cancellationToken);
        if (live is null)
        {
            return WorkloadAccess.IsGone(problem) ? new StepEnd(null, $"{reference} was deleted meanwhile: nothing of it is left to put back") : StepEnd.Failed(problem!);
        }

        if (!IsOurs(live, context) && !context.WasDone(step))
        {
            return new StepEnd(live.TemplateHash, $"{reference} was not changed");
        }

        if (CanonicalJson.Equal(live.Template, template) && !IsOurs(live, context))
        {
            return new StepEnd(live.TemplateHash, $"{reference} as before");
        }

        if (live.TemplateHash != context.ValueOf(step) && !CanonicalJson.Equal(live.Template, template))
        {
            return StepEnd.Failed(Edited(context));
        }

        var patch = new WorkloadPatch
        {
            Workload = reference,
            ExpectedTemplateHash = live.TemplateHash,
            Edits = TemplateEdits.Between(live.Template, template),
            Annotations = before["annotations"]!.AsObject().ToDictionary(a => a.Key, a => a.Value?.GetValue<string>()),
        };
        var written = await WorkloadAccess.WriteAsync(context, patch, w => CanonicalJson.Equal(w.Template, template), cancellationToken);
        return written is not { End: WritingEnd.Done, Workload: { } after } ? StepEnd.Failed(written.Problem ?? WorkloadAccess.Moved(reference))
            : CanonicalJson.Equal(after.Template, template) ? new StepEnd(after.TemplateHash, $"{reference} as before")
            : StepEnd.Failed(new Problem(ProblemKind.Failed, $"{reference} was put back, but admission changed it: compare it with what is kept in {context.Journal.Folder}"));
    }

    /// <summary>The step's edits, with the built image by its digest where it goes.</summary>
    internal static (IReadOnlyList<TemplateEdit> Edits, Problem? Problem) Edits(PatchWorkloadStep step, JsonObject template, StepContext context) =>
        Edits(step.Edits, step.BuiltImageFor, template, context);

    internal static (IReadOnlyList<TemplateEdit> Edits, Problem? Problem) Edits(
        IReadOnlyList<TemplateEdit> edits, IReadOnlyList<string> builtImageFor, JsonObject template, StepContext context)
    {
        if (builtImageFor.Count == 0)
        {
            return (edits, null);
        }

        return context.ValueOf<DeliverImageStep>() is { } image
            ? ([.. edits, .. TemplateImages.Set(template, builtImageFor, image)], null)
            : ([], new Problem(ProblemKind.Failed, "the image that was built is not known any more: undo this fix and begin again"));
    }

    private static bool IsOurs(LiveWorkload live, StepContext context) => live.Annotations.GetValueOrDefault(LiveWorkload.FixAnnotation) == Mark(context);

    private static Problem Edited(StepContext context) => new(
        ProblemKind.Refused,
        $"{context.Plan.Workload} was edited by somebody else after the fix had changed it; it is left as it is. Its template before the fix is kept in {context.Journal.Folder}.");

    /// <summary>One fix may patch a workload several times: once for each plan.</summary>
    private static string Mark(StepContext context) => $"{context.Journal.Id} {context.Plan.Hash}";

    private static byte[] Kept(LiveWorkload live)
    {
        var annotations = new JsonObject();
        foreach (var name in new[] { LiveWorkload.FixAnnotation, ChangeCause })
        {
            annotations[name] = live.Annotations.GetValueOrDefault(name);
        }

        return Encoding.UTF8.GetBytes(new JsonObject { ["template"] = live.Template.DeepClone(), ["annotations"] = annotations }.ToJsonString());
    }
}
