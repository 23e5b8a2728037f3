using System.Globalization;
using System.Text;
using Unloop.Core;
using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Core.Reasoning.Building;
using Unloop.Engine.Building;
using Unloop.Engine.Fixing.Steps;
using Unloop.Engine.Machine;

namespace Unloop.Engine.Fixing.Planning;

/// <summary>Decides whether and how an image is rebuilt: the patch, the name, the tool, the way to the nodes.</summary>
internal sealed class ImageRepairs(IImageBuilder builder, IFileEditor files, TimeProvider time)
{
    /// <returns>Null without a problem: the source is not to blame, or there is nothing in it that Unloop could mend.</returns>
    public async Task<(ImageRepair? Repair, Problem? Problem)> MakeAsync(Diagnosis diagnosis, PodEvidence pod, LiveWorkload workload, BuildSource source, CancellationToken cancellationToken)
    {
        if (Says(diagnosis, source.Evidence) is not { } says || TemplateImages.Of(workload.Template, diagnosis.Cause!.Container) is not { } running)
        {
            return (null, null);
        }

        var name = builder.Name(running, source.Image, time.GetUtcNow());
        if (name.Image is not { } image)
        {
            return (null, name.Problem);
        }

        var found = DeliveryChoice.For(pod.Subject.Cluster, pod.Pod.NodeName is { } node ? [node] : []);
        var way = source.Way ?? found.Way;
        var order = Order(diagnosis, workload, source, image);
        var tool = await builder.ChooseAsync(order, cancellationToken);
        var (edits, problem) = Edits(source);
        return tool is not { Tool: { } chosen, Version: { } version } ? (null, tool.Problem) : problem is not null ? (null, problem)
            : (new ImageRepair
            {
                Says = says,
                Files = edits,
                Diff = source.Evidence.Mending.Diff,
                Order = order with { Builder = chosen },
                Builder = version,
                Runtime = tool.Runtime,
                Way = way,
                DeliveryCluster = way == found.Way ? found.Cluster : null,
            }, null);
    }

    /// <summary>
    /// What a rebuild would do about the cause: the diagnosis has followed it to a line that the patch mends, or the Dockerfile is right by now and the
    /// image was built before. Null where the source is not to blame.
    /// </summary>
    private static string? Says(Diagnosis diagnosis, BuildEvidence build)
    {
        var patch = build.Mending.Diff.TrimEnd('\n');
        if (patch.Length > 0)
        {
            return diagnosis.Solution.FirstOrDefault(a => a.Diff == patch)?.Text;
        }

        var wasOther = diagnosis.Contributing.Any(c => c.Proof.Any(p => p.Source is ProofSource.Dockerfile));
        return wasOther && build.Defects.Count == 0 && diagnosis.Cause!.Proof.Concat(diagnosis.Cause.Chain.Select(l => l.Proof)).Any(p => p?.Source is ProofSource.Image)
            ? "The Dockerfile is right as it is now, and the image that runs was built from another: build it again."
            : null;
    }

    private static BuildOrder Order(Diagnosis diagnosis, LiveWorkload workload, BuildSource source, string image) => new()
    {
        Context = source.Context,
        Dockerfile = source.Dockerfile,
        Image = image,
        Target = source.Target,
        Platform = source.Platform,
        BuildArgs = new SortedDictionary<string, string>(source.BuildArgs.ToDictionary(), StringComparer.Ordinal),
        Secrets = source.Secrets,
        Builder = source.Builder,
        Labels = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["dev.unloop.workload"] = string.Create(CultureInfo.InvariantCulture, $"{workload.Ref.Namespace}/{workload.Ref}"),
            ["dev.unloop.cause"] = diagnosis.Cause!.Category.Token(),
            ["dev.unloop.fingerprint"] = diagnosis.Cause.Fingerprint,
        },
    };

    private (IReadOnlyList<FileEdit> Edits, Problem? Problem) Edits(BuildSource source)
    {
        var mending = source.Evidence.Mending;
        var edits = new List<FileEdit>();
        foreach (var (path, after) in new[] { (source.Dockerfile, mending.NewText), (source.IgnoreFile, mending.NewIgnoreText) })
        {
            var (content, problem) = files.Read(path);
            if (problem is not null)
            {
                return ([], problem);
            }

            if (path == source.Dockerfile && content?.AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(source.Evidence.Model.Document.Print())) != true)
            {
                return ([], new Problem(ProblemKind.Refused, $"{path} is not valid UTF-8, or changed while it was read: it is not edited. Mend it by hand: the patch is in the diagnosis."));
            }

            if (after is not null && content?.AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(after)) != true)
            {
                edits.Add(new FileEdit(path, EditFiles.Hash(content), after));
            }
        }

        return (edits, null);
    }
}
