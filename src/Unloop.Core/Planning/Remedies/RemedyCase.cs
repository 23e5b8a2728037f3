using System.Globalization;
using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;
using Unloop.Core.Facts.Images;

namespace Unloop.Core.Planning.Remedies;

/// <summary>What a remedy may look at.</summary>
/// <param name="Pod">All evidence about the pod.</param>
/// <param name="Diagnosis">Its <see cref="Diagnosis.Cause"/> is not null.</param>
/// <param name="Workload">Its <see cref="LiveWorkload.Template"/> is never changed.</param>
public sealed record RemedyCase(PodEvidence Pod, Diagnosis Diagnosis, LiveWorkload Workload)
{
    internal Cause Cause => Diagnosis.Cause!;

    /// <summary>The container to mend: the one to blame, which may be a neighbour of the one that was looked at.</summary>
    internal ContainerFacts? Container => Pod.Container(Cause.Container);

    internal ImageFacts? Image => Pod.ImageOf(Cause.Container);

    /// <summary>What proves the cause, the deciding proof first, and then what the container printed last.</summary>
    internal IEnumerable<string> Words => Cause.Proof.Select(p => p.Text).Concat(LogLines.Select(l => l.Text));

    internal IEnumerable<LogLine> LogLines => Pod.LogsOf(Cause.Container).OrderBy(l => l.Instance).SelectMany(l => l.Lines);

    /// <summary>As it is typed after <c>kubectl … -n</c>.</summary>
    internal string Space => Workload.Ref.Namespace;

    /// <summary>The minor version of the pod's kubelet; null when it is not known.</summary>
    internal int? KubeletMinor =>
        Pod.Node?.KubeletVersion?.Split('.') is [_, var minor, ..] && int.TryParse(minor, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
