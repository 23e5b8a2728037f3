using Unloop.Dockerfile.Modelling;

namespace Unloop.Dockerfile.Checks.Languages;

/// <summary>What a file said before commands of unknown effect ran, here or in the stage that it was copied from.</summary>
internal static class EarlierText
{
    private const int MostStages = 10;

    public static string? Of(StageModel stage, string path)
    {
        for (var i = 0; i < MostStages; i++)
        {
            var history = stage.History();
            if (history.Select(s => s.After.Files.Find(path).Text?.Whole).LastOrDefault(t => t is not null) is { } text)
            {
                return text;
            }

            var made = stage.End.Files.Find(path).MadeBy;
            if (made is not { Kind: OriginKind.CopyFromStage, SourcePath: { } source } || history.FirstOrDefault(s => s.Order == made.Order)?.Copy?.FromStage is not { } from)
            {
                return null;
            }

            (stage, path) = (from, source);
        }

        return null;
    }
}
