using Unloop.Core.Facts;
using Unloop.Core.Facts.Images;
using Unloop.Evidence.Redaction;
using Unloop.Images.Content;
using Unloop.Images.Files;
using Unloop.Images.Inspection.Starting;
using Unloop.Images.Layers;

namespace Unloop.Images.Inspection;

/// <summary>Answers the questions about one image, cheap ones first.</summary>
internal sealed class ImageInspection(IImageContent content, ImageDocument document, LayerStore layers)
{
    public async Task<ImageFacts> AnswerAsync(ImageQuestions questions, CancellationToken cancellationToken)
    {
        var (imageLayers, steps) = HistoryMap.Of(content.Layers, document.History);
        var files = new LayeredFiles(layers, []);
        if (questions.Anywhere.Count > 0 || questions.Inventories.Count > 0)
        {
            await layers.LoadAllAsync(cancellationToken);
        }

        var entrypoint = questions.Entrypoint is null ? null : await StartAsync(questions.Entrypoint, imageLayers, steps, cancellationToken);
        var answers = new FileAnswers(files, entrypoint?.Context.User);
        var found = new List<ImageFile>();
        foreach (var path in questions.Paths)
        {
            found.Add(await answers.AskAsync(Absolute(path, questions.Entrypoint), cancellationToken) with { Path = path });
        }

        foreach (var ending in questions.Anywhere)
        {
            found.AddRange((await answers.AnywhereAsync(ending, cancellationToken)).Where(f => found.TrueForAll(o => o.Path != f.Path)));
        }

        var inventories = new List<PackageInventory>();
        foreach (var ecosystem in questions.Inventories)
        {
            inventories.AddRange(await PackageFolders.OfAsync(files, ecosystem, cancellationToken));
        }

        return new ImageFacts
        {
            Reference = content.Reference,
            Digest = content.Digest,
            TagDigest = content.TagDigest,
            TagManifests = content.TagManifests,
            Os = document.Os,
            Architecture = document.Architecture,
            Variant = document.Variant,
            Platforms = content.Platforms,
            Config = Redacted(document.Config),
            Layers = imageLayers,
            History = steps,
            Files = found,
            Searched = files.Failures.Count == 0 ? questions.Anywhere : [],
            Entrypoint = entrypoint?.Facts,
            Inventories = inventories,
            Gaps = Gaps([files, .. entrypoint is null ? (LayeredFiles[])[] : [entrypoint.Context.Files]]),
        };
    }

    /// <summary>As the container's process would see it: from the pod's working directory, else from the image's.</summary>
    private string Absolute(string path, EntrypointQuestion? start) =>
        path.StartsWith('/') ? path : $"{(start?.WorkingDir ?? document.Config.WorkingDir ?? "/").TrimEnd('/')}/{path}";

    private sealed record Start(StartContext Context, EntrypointFacts Facts);

    private async Task<Start> StartAsync(EntrypointQuestion question, IReadOnlyList<ImageLayer> imageLayers, IReadOnlyList<ImageStep> steps, CancellationToken cancellationToken)
    {
        var seen = new LayeredFiles(layers, [.. question.Mounts.Select(ImagePaths.Clean)]);
        var user = await ContainerUser.OfAsync(seen, document.Config.User, question.RunAsUser, question.RunAsGroup, cancellationToken);
        var context = StartContext.Of(seen, document, question, user, layer => Steps(imageLayers[layer], steps));
        var facts = await EntrypointInspector.InspectAsync(context, ContainerCommand.Of(document.Config, question), new FileAnswers(seen, user).Describe, cancellationToken);
        return new Start(context, facts);
    }

    private static string? Steps(ImageLayer layer, IReadOnlyList<ImageStep> steps) =>
        layer.LastStep < 0 ? null
        : layer.FirstStep == layer.LastStep ? Words.Shown(steps[layer.LastStep].CreatedBy)
        : $"{Words.Shown(steps[layer.FirstStep].CreatedBy)} … {Words.Shown(steps[layer.LastStep].CreatedBy)}";

    private static ImageConfig Redacted(ImageConfig config) => config with
    {
        Entrypoint = config.Entrypoint is null ? null : Redactor.Arguments(config.Entrypoint),
        Cmd = config.Cmd is null ? null : Redactor.Arguments(config.Cmd),
        Env = [.. config.Env.Select(Variable)],
        Labels = config.Labels.ToDictionary(l => l.Key, l => Redactor.Variable(l.Key, l.Value)),
    };

    private static string Variable(string variable)
    {
        var equals = variable.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? variable : $"{variable[..equals]}={Redactor.Variable(variable[..equals], variable[(equals + 1)..])}";
    }

    private Gap[] Gaps(IEnumerable<LayeredFiles> views) =>
    [
        .. views.SelectMany(v => v.Failures).DistinctBy(f => f.Key).OrderBy(f => f.Key).Select(f => new Gap
        {
            What = $"layer {f.Key} of image {content.Reference}",
            Reason = f.Value.Kind switch
            {
                ProblemKind.Unauthorised => GapReason.Forbidden,
                ProblemKind.NoMatch => GapReason.NotThere,
                ProblemKind.Unreachable => GapReason.Failed,
                _ => GapReason.Unreadable,
            },
            Detail = f.Value.Message,
        }),
    ];
}
