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
    /// <summary>Made when it is needed: most Dockerfiles name no base that must be asked for.</summary>
    private readonly Lazy<ImageOpener> opener;
    private readonly ILayerCache cache;

    /// <param name="cache">What was learnt of layers before.</param>
    public ImageSource(ImageOptions options, ImageMachine machine, ILayerCache cache)
    {
        opener = new Lazy<ImageOpener>(() => new ImageOpener(options, machine));
        this.cache = cache;
    }

    public async Task<ImageAnswer> InspectAsync(ImageQuery query, CancellationToken cancellationToken)
    {
        var opened = await opener.Value.OpenAsync(query, cancellationToken);
        if (opened.Content is not { } content)
        {
            return new ImageAnswer(null, opened.Problem);
        }

        await using (content)
        {
            return await InspectAsync(content, query.Questions, cache, LayerLimits.Default, cancellationToken);
        }
    }

    public void Dispose()
    {
        if (opener.IsValueCreated)
        {
            opener.Value.Dispose();
        }
    }

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
}
