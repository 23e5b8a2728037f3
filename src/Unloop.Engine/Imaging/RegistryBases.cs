using Unloop.Core.Facts.Images;
using Unloop.Dockerfile.Checks;
using Unloop.Dockerfile.Mending;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Bases;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Engine.Imaging;

/// <summary>
/// Executes a Dockerfile over base images as their registries have them. The model cannot wait for a registry; so it runs, what it asked of a
/// base is noted and looked up all at once, and it runs again, until it asks nothing new.
/// </summary>
public sealed class RegistryBases(IImageSource images, IReadOnlyList<string> pullSecrets)
{
    private const int MostRuns = 10;

    private readonly Dictionary<(string Reference, string? Platform), BaseInquiry> _bases = [];

    /// <summary>The bases that could not be read, one sentence each with the reason.</summary>
    public IReadOnlyList<string> Unread => [.. _bases.Values.Select(b => b.Unread).OfType<string>().Distinct()];

    /// <summary>The model with what could be learnt of its bases, and these; a base that cannot be read is known by its name alone.</summary>
    public async Task<(BuildModel Model, IBaseImages Bases)> ModelAsync(DockerfileDocument document, BuildContext? context, BuildOptions options, CancellationToken cancellationToken)
    {
        var notes = new Notes(_bases);
        var model = Execute(document, context, notes, options);
        for (var run = 1; run < MostRuns && _bases.Values.Any(b => b.HasQuestions); run++)
        {
            foreach (var (asked, inquiry) in _bases.Where(b => b.Value.HasQuestions))
            {
                var answer = await images.InspectAsync(
                    new ImageQuery { Reference = asked.Reference, Platform = asked.Platform, PullSecrets = pullSecrets, Questions = new ImageQuestions { Paths = inquiry.TakeQuestions() } },
                    cancellationToken);
                inquiry.Learn(answer);
            }

            model = Execute(document, context, notes, options);
        }

        return (model, notes);
    }

    /// <summary>The rules and the mender ask more of a base than the build itself does; what nobody asks in time stays unknown to them.</summary>
    private BuildModel Execute(DockerfileDocument document, BuildContext? context, Notes notes, BuildOptions options)
    {
        var model = BuildModel.Of(document, context, notes, options);
        if (_bases.Count > 0 && RuleList.Check(model).Any())
        {
            Mender.Mend(document, context, notes, options);
        }

        return model;
    }

    /// <summary>Gives the model what is known so far.</summary>
    private sealed class Notes(Dictionary<(string Reference, string? Platform), BaseInquiry> bases) : IBaseImages
    {
        public BaseImage Find(string reference, string? platform)
        {
            var byName = KnownImages.Instance.Find(reference, platform);

            // What is known by its home's own name needs no registry, and scratch has none.
            if (byName.Knowledge == BaseKnowledge.Image || byName is { Knowledge: BaseKnowledge.Name, IsAssumed: false })
            {
                return byName;
            }

            if (!bases.TryGetValue((reference, platform), out var inquiry))
            {
                bases.Add((reference, platform), inquiry = new BaseInquiry(reference));
            }

            return inquiry.Base ?? byName;
        }
    }
}
