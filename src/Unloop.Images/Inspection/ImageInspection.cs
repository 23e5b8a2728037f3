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
