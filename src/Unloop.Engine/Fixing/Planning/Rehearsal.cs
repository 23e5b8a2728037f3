using Unloop.Core.Planning;

namespace Unloop.Engine.Fixing.Planning;

/// <summary>Shows by a server-side dry run what admission would make of a plan, before anybody is asked about it.</summary>
internal sealed class Rehearsal(IWorkloads workloads)
{
    /// <summary>The plan with what was learnt: a refusal is a warning, and a change that would be changed back makes whoever does it an owner.</summary>
    public async Task<Plan> AddToAsync(Plan plan, LiveWorkload workload, CancellationToken cancellationToken)
    {
        foreach (var step in plan.Steps.OfType<PatchWorkloadStep>().Where(s => s.Edits.Count > 0))
        {
            var patch = new WorkloadPatch { Workload = plan.Workload, ExpectedTemplateHash = plan.TemplateHash, Edits = step.Edits, DryRun = true };
            var writing = await workloads.PatchAsync(patch, cancellationToken);
            if (writing.End is WritingEnd.Refused)
            {
                plan = plan with { Warnings = [.. plan.Warnings, $"The API server refuses this patch: {writing.Problem?.Message}"] };
            }
            else if (writing.Workload is { } after)
            {
                // What stands in the way of the pods as they would be, and not as they are.
                plan = plan with { Warnings = [.. plan.Warnings, .. after.Obstacles.Except(plan.Warnings)] };
                plan = ChangedBack(step, workload, after) is { Count: > 0 } paths
                    ? plan with { Owners = [.. plan.Owners, new Owner("an admission webhook", "Change it where that takes its values from.", paths)] }
                    : plan;
            }
        }

        return plan;
    }

    /// <summary>Edited fields that are not what they were set to.</summary>
    private static List<string> ChangedBack(PatchWorkloadStep step, LiveWorkload before, LiveWorkload after)
    {
        var wanted = TemplateEdits.Apply(before.Template, step.Edits);
        var differing = TemplateEdits.Between(wanted, after.Template).Where(d => d.Op is not "add").Select(d => d.Path).ToList();
        return [.. step.Edits.Select(e => e.Path).Where(p => differing.Exists(d => d == p || d.StartsWith(p + "/", StringComparison.Ordinal)))];
    }
}
