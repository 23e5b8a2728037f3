using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Engine.Building;
using Unloop.Engine.Fixing.Journals;
using Unloop.Engine.Machine;

namespace Unloop.Engine.Fixing.Steps;

/// <summary>What a fix works with, whichever step it is at.</summary>
public sealed record FixTools(IWorkloads Workloads, IImageBuilder Builder, IFileEditor Files, TimeProvider Time);

/// <summary>The plan that a step belongs to, and what the steps before it left.</summary>
internal sealed class StepContext(FixTools tools, Plan plan, int attempt, IFixJournal journal, IProgress<string> progress)
{
    public FixTools Tools => tools;

    public Plan Plan => plan;

    public IFixJournal Journal => journal;

    public IProgress<string> Progress => progress;

    /// <summary>What the newest step of this kind noted down, in this attempt.</summary>
    public string? ValueOf<TStep>()
        where TStep : PlanStep => new FixState(journal.Entries).ValueOf<TStep>(plan, attempt);

    /// <summary>What this step noted down when it began or was done.</summary>
    public string? ValueOf(PlanStep step) => new FixState(journal.Entries).Value(attempt, IndexOf(step));

    /// <summary>False for a step that failed, or was broken off: only the world can tell what it did.</summary>
    public bool WasDone(PlanStep step) => journal.Entries.Any(e => e.Attempt == attempt && e.Step == IndexOf(step) && e.Event is JournalEvent.Done);

    /// <summary>What the way back of a later plan noted down last.</summary>
    public string? ValueOfWayBack() => journal.Entries.LastOrDefault(e => e.Attempt > attempt && e.Event is JournalEvent.Undone && e.Value is not null)?.Value;

    /// <summary>Notes down, before the step has its effect, what only now is known and undoing will need.</summary>
    public Problem? Foretell(PlanStep step, string value) =>
        journal.Append(new JournalEntry(tools.Time.GetUtcNow(), attempt, JournalEvent.Starting, IndexOf(step), value));

    public Problem? Keep(string name, string text) => journal.Keep($"{attempt}-{name}", Encoding.UTF8.GetBytes(text));

    public Problem? Keep(string name, byte[] content) => journal.Keep($"{attempt}-{name}", content);

    public byte[]? Kept(string name) => journal.Kept($"{attempt}-{name}");

    /// <summary>
    /// What was kept of the workload, with its <c>template</c>; both null where nothing was. Only the template that the plan was made for is ever written again.
    /// </summary>
    public (JsonObject? Kept, Problem? Problem) KeptWorkload(string name)
    {
        try
        {
            if (Kept(name) is not { } bytes)
            {
                return (null, null);
            }

            if (JsonNode.Parse(bytes) is JsonObject kept && kept["template"] is JsonObject template && CanonicalJson.Hash(template) == plan.TemplateHash)
            {
                return (kept, null);
            }
        }
        catch (JsonException)
        {
            // Said below.
        }

        return (null, new Problem(ProblemKind.Refused, $"What is kept of {plan.Workload} in {journal.Folder} is not what it was before the fix; it is not put back."));
    }

    private int IndexOf(PlanStep step) => plan.Steps.ToList().IndexOf(step);
}

/// <param name="Value">What later steps and undoing need of it.</param>
/// <param name="Says">What was done, for people.</param>
/// <param name="Problem">Null when it was done.</param>
internal sealed record StepEnd(string? Value, string? Says, Problem? Problem = null)
{
    public static StepEnd Failed(Problem problem) => new(null, null, problem);
}

/// <summary>Takes one kind of step, and takes it back. Both may be called again after they were interrupted anywhere.</summary>
internal interface IStepRunner
{
    Task<StepEnd> ApplyAsync(PlanStep step, StepContext context, CancellationToken cancellationToken);

    Task<StepEnd> RevertAsync(PlanStep step, StepContext context, CancellationToken cancellationToken);
}

internal abstract class StepRunner<TStep> : IStepRunner
    where TStep : PlanStep
{
    public Task<StepEnd> ApplyAsync(PlanStep step, StepContext context, CancellationToken cancellationToken) => ApplyAsync((TStep)step, context, cancellationToken);

    public Task<StepEnd> RevertAsync(PlanStep step, StepContext context, CancellationToken cancellationToken) => RevertAsync((TStep)step, context, cancellationToken);

    protected abstract Task<StepEnd> ApplyAsync(TStep step, StepContext context, CancellationToken cancellationToken);

    protected abstract Task<StepEnd> RevertAsync(TStep step, StepContext context, CancellationToken cancellationToken);
}

/// <summary>Every kind of step, and who takes it.</summary>
internal static class StepRunners
{
    private static readonly Dictionary<Type, IStepRunner> All = new()
    {
        [typeof(EditFilesStep)] = new EditFiles(),
        [typeof(BuildImageStep)] = new BuildImage(),
        [typeof(TryImageStep)] = new TryImage(),
        [typeof(DeliverImageStep)] = new DeliverImage(),
        [typeof(PatchWorkloadStep)] = new PatchWorkload(),
        [typeof(RecreateStep)] = new Recreate(),
    };

    public static IReadOnlyCollection<Type> Kinds => All.Keys;

    public static IStepRunner For(PlanStep step) => All[step.GetType()];
}
