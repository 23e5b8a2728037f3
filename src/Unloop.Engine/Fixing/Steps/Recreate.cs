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

        var written = await context.Tools.Workloads.RecreateAsync(reference, before with { Template = TemplateEdits.Apply(before.Template, edits) }, dryRun: false, cancellationToken);
        return written is { End: WritingEnd.Done, Workload: { } made }
            ? new StepEnd(made.Ref.Uid, $"made {reference} anew")
            : StepEnd.Failed(written.Problem ?? WorkloadAccess.Moved(reference));
    }

    protected override async Task<StepEnd> RevertAsync(RecreateStep step, StepContext context, CancellationToken cancellationToken)
    {
        var reference = context.Plan.Workload;
        if (Read(context) is not { } before)
        {
            return new StepEnd(null, $"{reference} was not changed");
        }

        var present = context.ValueOf(step) is { } uid ? reference with { Uid = uid } : reference;
        var written = await context.Tools.Workloads.RecreateAsync(present, before, dryRun: false, cancellationToken);
        return written is { End: WritingEnd.Done, Workload: { } made }
            ? new StepEnd(made.Ref.Uid, $"made {reference} anew as it was before, under another uid")
            : StepEnd.Failed(written.Problem ?? WorkloadAccess.Moved(reference));
    }

    private static async Task<(RecreatedWorkload? Before, Problem? Problem)> KeptAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (Read(context) is { } kept)
        {
            return (kept, null);
        }

        var (live, problem) = await WorkloadAccess.ReadAsync(context, context.Plan.Workload, cancellationToken);
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

    private static RecreatedWorkload? Read(StepContext context) =>
        context.Kept(Before) is { } kept && JsonNode.Parse(kept) is JsonObject whole ? new(whole["template"]!.AsObject(), whole["whole"] as JsonObject) : null;
}
