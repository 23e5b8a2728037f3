using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Engine.Building;
using Unloop.Engine.Machine;
using Unloop.Images.Building.Failing;

namespace Unloop.Images.Building;

/// <summary>Puts an image into the nodes of a cluster on this machine, with the cluster's own tool.</summary>
internal sealed class ClusterLoader(ToolRunner runner)
{
    private const string ArchiveName = "image.tar";

    public async Task<DeliveredImage> LoadAsync(DeliverImageStep step, IBuildTool tool, BuildSite site, IProgress<string> listener, CancellationToken cancellationToken)
    {
        string? archive = null;
        if (!tool.IsSeenByLoaders)
        {
            archive = site.File(ArchiveName);
            var saved = await tool.SaveAsync(step.Image, archive, listener, cancellationToken);
            if (!saved.Succeeded)
            {
                var doing = $"writing of {step.Image} into an archive";
                return new(null, ToolWords.Explain(saved.LastWords, doing, "", tool) ?? ToolWords.Plain(saved, doing));
            }
        }

        var (program, arguments) = Command(step, archive);
        var run = await runner.WorkAsync(program, arguments, listener, cancellationToken);
        return run.Succeeded ? new(step.Image)
            : run.Result.End == ProcessEnd.NotFound ? new(null, new(ProblemKind.BadInput, $"{program} is not installed, and the image gets into this cluster's nodes with it; install it, or choose a registry."))
            : new(null, ToolWords.Plain(run, $"loading of {step.Image} into the nodes"));
    }

    private static (string Program, IReadOnlyList<string> Arguments) Command(DeliverImageStep step, string? archive)
    {
        string[] Named(string flag) => step.Cluster is { } cluster ? [flag, cluster] : [];
        return step.Way switch
        {
            Delivery.KindLoad when archive is not null => ("kind", ["load", "image-archive", archive, .. Named("--name")]),
            Delivery.KindLoad => ("kind", ["load", "docker-image", step.Image, .. Named("--name")]),
            Delivery.MinikubeLoad => ("minikube", ["image", "load", archive ?? step.Image, .. Named("--profile")]),
            Delivery.K3dImport => ("k3d", ["image", "import", archive ?? step.Image, .. Named("--cluster")]),
            _ => throw new ArgumentOutOfRangeException(nameof(step), step.Way, "is no way to load nodes"),
        };
    }
}
