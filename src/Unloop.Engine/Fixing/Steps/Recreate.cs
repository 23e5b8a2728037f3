using System.Text.Json.Nodes;
using Unloop.Core.Facts;
using Unloop.Core.Planning;

namespace Unloop.Engine.Fixing.Steps;

/// <summary>
/// Makes a Job, ReplicaSet or Pod anew. Between its deletion and its making the cluster does not have it, so that the whole object is kept first; the way
/// back makes the old one anew as well, under a new uid.
/// </summary>
internal sealed class Recreate : StepRunner<RecreateStep>
{
    private const string Before = "object.before.json";

    protected override async Task<StepEnd> ApplyAsync(RecreateStep step, StepContext context, CancellationToken cancellationToken)
    {
        var reference = context.Plan.Workload;
        var (before, problem) = await KeptAsync(context, cancellationToken);
        if (before is null)
        {
            return StepEnd.Failed(problem!);
        }

        var (edits, missing) = PatchWorkload.Edits(step.Edits, step.BuiltImageFor, before.Template, context);
        if (missing is not null)
        {
            return StepEnd.Failed(missing);
        }

        var written = await WorkloadAccess.RecreateAsync(context, reference, before with { Template = TemplateEdits.Apply(before.Template, edits) }, cancellationToken);
        return written is { End: WritingEnd.Done, Workload: { } made }
            ? new StepEnd(made.Ref.Uid, $"made {reference} anew")
            : StepEnd.Failed(written.Problem ?? WorkloadAccess.Moved(reference));
    }

    protected override async Task<StepEnd> RevertAsync(RecreateStep step, StepContext context, CancellationToken cancellationToken)
    {
        var reference = context.Plan.Workload;
        var (before, problem) = Read(context);
        if (before is null)
        {
            return new StepEnd(null, problem is null ? $"{reference} was not changed" : null, problem);
        }

        (var uid, problem) = await PresentAsync(step, before, context, cancellationToken);
        if (problem is not null)
        {
            return StepEnd.Failed(problem);
        }

        var written = await WorkloadAccess.RecreateAsync(context, reference with { Uid = uid ?? reference.Uid }, before, cancellationToken);
        return written is { End: WritingEnd.Done, Workload: { } made }
            ? new StepEnd(made.Ref.Uid, $"made {reference} anew as it was before, under another uid")
            : StepEnd.Failed(written.Problem ?? WorkloadAccess.Moved(reference));
    }

    /// <summary>The uid that the workload has by now; null: still the one that the plan was made for, or none.</summary>
    private static async Task<(string? Uid, Problem? Problem)> PresentAsync(RecreateStep step, RecreatedWorkload before, StepContext context, CancellationToken cancellationToken)
    {
        if ((context.ValueOfWayBack() ?? context.ValueOf(step)) is { } known)
        {
            return (known, null);
        }

        var reference = context.Plan.Workload;
        var reading = await context.Tools.Workloads.ReadAsync(reference.Kind, reference.Namespace, reference.Name, cancellationToken);
        if (reading.Workload is not { } live || live.Ref.Uid == reference.Uid)
        {
            return (null, null);
        }

        // Broken off before its end was noted down: whether the one that is there was made by this step, the same call tells.
        var (edits, missing) = PatchWorkload.Edits(step.Edits, step.BuiltImageFor, before.Template, context);
        var written = missing is null ? await WorkloadAccess.RecreateAsync(context, reference, before with { Template = TemplateEdits.Apply(before.Template, edits) }, cancellationToken) : null;
        return written is { End: WritingEnd.Done, Workload: { } made } ? (made.Ref.Uid, context.Foretell(step, made.Ref.Uid)) : (null, missing ?? written!.Problem ?? WorkloadAccess.Moved(reference));
    }

    private static async Task<(RecreatedWorkload? Before, Problem? Problem)> KeptAsync(StepContext context, CancellationToken cancellationToken)
    {
        var (kept, problem) = Read(context);
        if (kept is not null || problem is not null)
        {
            return (kept, problem);
        }

        (var live, problem) = await WorkloadAccess.ReadAsync(context, context.Plan.Workload, cancellationToken);
        if (live is null)
        {
            return (null, problem);
        }

        if (live.TemplateHash != context.Plan.TemplateHash)
        {
            return (null, WorkloadAccess.Moved(context.Plan.Workload));
        }

        var whole = new JsonObject { ["template"] = live.Template.DeepClone(), ["whole"] = live.Whole?.DeepClone() };
        return (new RecreatedWorkload(live.Template, live.Whole), context.Keep(Before, whole.ToJsonString()));
    }

    private static (RecreatedWorkload? Before, Problem? Problem) Read(StepContext context)
    {
        var (kept, problem) = context.KeptWorkload(Before);
        return (kept is null ? null : new RecreatedWorkload(kept["template"]!.AsObject(), kept["whole"] as JsonObject), problem);
    }
}
