using Unloop.Core.Experiments;
using Unloop.Core.Experiments.Dependencies;
using Unloop.Core.Facts;
using Unloop.Core.Facts.Images;
using Unloop.Core.Reasoning.Imaging;
using Unloop.Engine.Imaging;

namespace Unloop.Engine.Experimenting;

/// <summary>Asks an image which programs it has that can stand in for its own.</summary>
/// <param name="mayLook">The user lets images be looked into.</param>
public sealed class ToolFinder(IImageSource images, bool mayLook, TimeProvider time)
{
    /// <summary>Guessing costs a copy or two; waiting for a registry that does not answer costs more.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly ImageQuestions Questions = new() { Paths = [.. ImageTools.Places.Concat(DependencyTools.Questions.Paths).Distinct()] };

    /// <summary>Unknown where the image cannot be looked into: then they are guessed, and tried.</summary>
    public async Task<(ImageTools Tools, DependencyTools Dependencies)> FindAsync(PodEvidence pod, ContainerFacts container, CancellationToken cancellationToken)
    {
        if (!mayLook || container.Image is not { Length: > 0 } reference)
        {
            return (ImageTools.Unknown, DependencyTools.Unknown);
        }

        using var deadline = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            var answer = await images.InspectAsync(
                new ImageQuery
                {
                    Reference = reference,
                    RunningDigest = ImageRequest.DigestOf(container.ImageId),
                    Platform = pod.Node?.Architecture is { Length: > 0 } architecture ? $"linux/{architecture}" : null,
                    Questions = Questions with { Entrypoint = new EntrypointQuestion { Command = container.Command, Args = container.Args, WorkingDir = container.WorkingDir, Architecture = pod.Node?.Architecture } },
                },
                either.Token);
            return answer.Facts is { } facts ? (ImageTools.InImage(facts), DependencyTools.InImage(facts)) : (ImageTools.Unknown, DependencyTools.Unknown);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (ImageTools.Unknown, DependencyTools.Unknown);
        }
    }
}
