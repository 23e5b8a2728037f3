using Unloop.Core.Facts;
using Unloop.Core.Facts.Images;
using Unloop.Engine.Imaging;
using Unloop.Images.Content;
using Unloop.Images.Inspection;
using Unloop.Images.Layers;

namespace Unloop.Images;

/// <summary>Images from registries, layouts and archives, looked into without being pulled.</summary>
public sealed class ImageSource : IImageSource, IDisposable
{
    private readonly ImageOpener opener;
    private readonly ILayerCache cache;

    /// <param name="cache">What was learnt of layers before.</param>
    public ImageSource(ImageOptions options, ImageMachine machine, ILayerCache cache)
    {
        opener = new ImageOpener(options, machine);
        this.cache = cache;
    }

    public async Task<ImageAnswer> InspectAsync(ImageQuery query, CancellationToken cancellationToken)
    {
        var named = await opener.OpenAsync(query, cancellationToken);
        if (named.Content is not { } content)
        {
            return new ImageAnswer(null, named.Problem);
        }

        await using (content)
        {
            if (query.RunningDigest is not { } running || running == content.Digest || running == content.TagDigest || content.Manifests.Contains(running))
            {
                return await InspectAsync(content, query.Questions, cache, LayerLimits.Default, cancellationToken);
            }

            // The tag has moved on: what runs is looked into, and only what the tag stands for now is the tag's.
            var (tagDigest, tagManifests) = (content.TagDigest, content.Manifests);
            var old = await opener.OpenAsync(query with { Reference = ByDigest(query.Reference, running) }, cancellationToken);
            if (old.Content is not { } runs)
            {
                return new ImageAnswer(null, old.Problem);
            }

            await using (runs)
            {
                var answer = await InspectAsync(runs, query.Questions, cache, LayerLimits.Default, cancellationToken);
                return answer with { Facts = answer.Facts is { } facts ? facts with { Reference = query.Reference, TagDigest = tagDigest, TagManifests = tagManifests } : null };
            }
        }
    }

    public void Dispose() => opener.Dispose();

    internal static async Task<ImageAnswer> InspectAsync(
        IImageContent content, ImageQuestions questions, ILayerCache cache, LayerLimits limits, CancellationToken cancellationToken)
    {
        if (ImageConfigReader.Read(content.Config) is not { } document)
        {
            return new ImageAnswer(null, new Problem(ProblemKind.Failed, $"The configuration of {content.Reference} is no JSON."));
        }

        using var layers = new LayerStore(content, cache, limits);
        var inspection = new ImageInspection(content, document, layers);
        return new ImageAnswer(await inspection.AnswerAsync(questions, cancellationToken));
    }

    private static string ByDigest(string reference, string digest)
    {
        var name = reference.Split('@')[0];
        return $"{(name.LastIndexOf(':') is var colon && colon > name.LastIndexOf('/') ? name[..colon] : name)}@{digest}";
    }
}
