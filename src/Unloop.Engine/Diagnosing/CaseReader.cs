using Unloop.Core.Facts;
using Unloop.Core.Reasoning.Building;
using Unloop.Core.Reports;
using Unloop.Engine.Imaging;

namespace Unloop.Engine.Diagnosing;

/// <summary>Looks at live pods and their images, and says why they fail: once, or again after something was changed.</summary>
public sealed class CaseReader(IClusterSource cluster, IImageSource images, Diagnose diagnose, ImageChecks checks, TimeProvider time)
{
    /// <param name="query">Whose pods.</param>
    /// <param name="build">What their images are said to be built from; null where nobody said.</param>
    public async Task<(EvidenceBatch Batch, Report Report)> ReadAsync(TargetQuery query, BuildEvidence? build, CancellationToken cancellationToken)
    {
        var batch = await cluster.CollectAsync(query, cancellationToken);

        // With a Dockerfile at hand only the image's own history tells whether it was built from it.
        var when = build is not null && checks is ImageChecks.Auto ? ImageChecks.Always : checks;
        batch = await diagnose.InspectImagesAsync(batch, images, when, time, cancellationToken);
        return (batch, diagnose.Report(batch, query.Container, build));
    }
}
