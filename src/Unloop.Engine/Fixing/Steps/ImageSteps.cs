using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;
using Unloop.Core.Planning;

namespace Unloop.Engine.Fixing.Steps;

/// <summary>Builds the image. What was built stays in the tool's store: it is under a name of its own, and in nobody's way.</summary>
internal sealed class BuildImage : StepRunner<BuildImageStep>
{
    protected override async Task<StepEnd> ApplyAsync(BuildImageStep step, StepContext context, CancellationToken cancellationToken)
    {
        var built = await context.Tools.Builder.BuildAsync(step.Order, Tool(step), context.Progress, cancellationToken);
        return built.Problem is { } problem
            ? StepEnd.Failed(built.FailedLine is { } line ? problem with { Message = $"{step.Order.Dockerfile}:{line}: {problem.Message}" } : problem)
            : new StepEnd(built.ImageId, $"built {step.Order.Image} with {step.Builder}");
    }

    protected override Task<StepEnd> RevertAsync(BuildImageStep step, StepContext context, CancellationToken cancellationToken) =>
        Task.FromResult(new StepEnd(null, $"{step.Order.Image} stays in the store of {Tool(step)}"));

    /// <summary>The first word of <c>buildah 1.28.2</c>.</summary>
    internal static string Tool(BuildImageStep step) => step.Order.Builder ?? step.Builder.Split(' ')[0];
}

/// <summary>Runs the image here for a moment. Only one proof counts against it: that it ends with the very words of the cause.</summary>
internal sealed class TryImage : StepRunner<TryImageStep>
{
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(5);

    protected override async Task<StepEnd> ApplyAsync(TryImageStep step, StepContext context, CancellationToken cancellationToken)
    {
        var trial = await context.Tools.Builder.TryAsync(step, AtMost, cancellationToken);
        var words = step.FailsWith;
        return trial is { Ran: true, StillRunning: false } && words is { Length: > 0 } && trial.LastLines.Any(l => l.Contains(words, StringComparison.Ordinal))
            ? StepEnd.Failed(new Problem(ProblemKind.Failed, $"the rebuilt image still ends with '{Sentence.Shorten(words, 120)}' when it is run here; it is not delivered"))
            : new StepEnd(null, trial.Says);
    }

    protected override Task<StepEnd> RevertAsync(TryImageStep step, StepContext context, CancellationToken cancellationToken) => Task.FromResult(new StepEnd(null, null));
}

/// <summary>Brings the image to where the nodes get it, and notes down its digest.</summary>
internal sealed class DeliverImage : StepRunner<DeliverImageStep>
{
    protected override async Task<StepEnd> ApplyAsync(DeliverImageStep step, StepContext context, CancellationToken cancellationToken)
    {
        var tool = context.Plan.Steps.OfType<BuildImageStep>().Select(BuildImage.Tool).First();
        var delivered = await context.Tools.Builder.DeliverAsync(step, tool, context.Progress, cancellationToken);
        return delivered.Reference is { } reference
            ? new StepEnd(reference, $"delivered {step.Image} as {reference}")
            : StepEnd.Failed(delivered.Problem ?? new Problem(ProblemKind.Failed, $"{step.Image} was delivered, but nobody said as what"));
    }

    protected override Task<StepEnd> RevertAsync(DeliverImageStep step, StepContext context, CancellationToken cancellationToken) =>
        Task.FromResult(new StepEnd(null, $"{context.ValueOf(step) ?? step.Image} stays where it was delivered"));
}
