using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;
using Unloop.Core.Reasoning;
using Unloop.Core.Reasoning.Building;
using Unloop.Core.Reports;
using Unloop.Core.Signatures;
using Unloop.Engine.Imaging;

namespace Unloop.Engine.Diagnosing;

/// <summary>From a batch of evidence, wherever it came from, to the report.</summary>
public sealed class Diagnose(SignatureIndex signatures, string version)
{
    private readonly Reasoner _reasoner = new(signatures);

    /// <summary>Looks into the images of failing containers, where they can add to the first answer, and returns the evidence with what they hold.</summary>
    /// <param name="batch">The evidence.</param>
    /// <param name="instead">An image that is looked into in place of those that the pods name.</param>
    public Task<EvidenceBatch> InspectImagesAsync(
        EvidenceBatch batch, IImageSource images, ImageChecks checks, TimeProvider time, CancellationToken cancellationToken, string? instead = null) =>
        checks == ImageChecks.Never ? Task.FromResult(batch) : new ImageInspection(_reasoner, images, checks, time, instead).AddAsync(batch, cancellationToken);

    /// <param name="batch">The evidence.</param>
    /// <param name="container">Only this container's items; null for all.</param>
    /// <param name="build">What the failing images are said to be built from; null where nobody said.</param>
    public Report Report(EvidenceBatch batch, string? container = null, BuildEvidence? build = null)
    {
        var items = batch.Pods.SelectMany(p => _reasoner.Diagnose(p, build)).Where(d => container is null || d.Subject.Container == container).ToList();

        // Whoever asks for a namespace wants to see what fails; that the rest is well matters only where nothing fails.
        var unwell = items.Where(d => d.Verdict != Verdict.NotCrashLooping).ToList();
        return new Report
        {
            Version = version,
            ObservedAt = batch.Pods.Max(p => p.ObservedAt),
            Errors = [.. batch.Problems.Select(p => p.Message)],
            Inputs = batch.Inputs,
            Items = unwell.Count > 0 ? unwell : items,
        };
    }
}
