using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;
using Unloop.Core.Reasoning.Building;
using Unloop.Core.Reports;
using Unloop.Engine.Imaging;
using Unloop.Evidence.Logs;

namespace Unloop.Engine.Diagnosing;

/// <summary>Looks at live pods and their images, and says why they fail: once, or again after something was changed.</summary>
public sealed class CaseReader(IClusterSource cluster, IImageSource images, Diagnose diagnose, ImageChecks checks, TimeProvider time)
{
    private const int Looks = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    /// <summary>The kubelet drops a container's log in the moment between two runs: where nothing is known for that, a look a little later finds the next one.</summary>
    /// <param name="query">Whose pods.</param>
    /// <param name="build">What their images are said to be built from; null where nobody said.</param>
    public async Task<(EvidenceBatch Batch, Report Report)> ReadAsync(TargetQuery query, BuildEvidence? build, CancellationToken cancellationToken)
    {
        for (var look = 1; ; look++)
        {
            var (batch, report) = await LookAsync(query, build, cancellationToken);
            if (look == Looks || !report.Items.Any(i => i.Verdict is Verdict.Undetermined && i.Gaps.Any(IsDroppedLog)))
            {
                return (batch, report);
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private static bool IsDroppedLog(Gap gap) => gap.Detail is { } detail && KubeletExcuse.Is(detail);

    private async Task<(EvidenceBatch Batch, Report Report)> LookAsync(TargetQuery query, BuildEvidence? build, CancellationToken cancellationToken)
    {
        var batch = await cluster.CollectAsync(query, cancellationToken);

        // With a Dockerfile at hand only the image's own history tells whether it was built from it.
        var when = build is not null && checks is ImageChecks.Auto ? ImageChecks.Always : checks;
        batch = await diagnose.InspectImagesAsync(batch, images, when, time, cancellationToken);
        return (batch, diagnose.Report(batch, query.Container, build));
    }
}
