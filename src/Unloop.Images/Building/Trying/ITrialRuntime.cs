using Unloop.Core.Planning;

namespace Unloop.Images.Building.Trying;

/// <summary>Runs a container for a short while and removes it, whatever happens.</summary>
internal interface ITrialRuntime
{
    string Name { get; }

    /// <param name="output">Gets what the container prints.</param>
    Task<TrialRun> RunAsync(TryImageStep step, string container, TimeSpan atMost, ToolOutput output, CancellationToken cancellationToken);
}

/// <param name="Run">Null when it did not come to that.</param>
/// <param name="Obstacle">Why it did not, as a sentence.</param>
internal sealed record TrialRun(ToolRun? Run, string? Obstacle = null);
