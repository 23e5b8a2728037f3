using Unloop.Core.Facts.Images;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Core.Reasoning.Building;

/// <summary>Whether an image's history tells of the Dockerfile's own steps. A Dockerfile in hand need not be the one that the image was built from.</summary>
internal static class HistoryMatch
{
    /// <summary>Instructions that every builder records in the history, in order.</summary>
    private static readonly string[] Recorded = ["RUN", "COPY", "ADD", "WORKDIR", "USER", "CMD", "ENTRYPOINT"];

    /// <summary>Null: nothing can be said. Else the first instruction that the history does not tell, or no instruction at all.</summary>
    public static Comparison? Compare(ImageFacts image, BuildModel model)
    {
        if (model.Target is not { } target || image.History.Count == 0)
        {
            return null;
        }

        var wanted = Instructions(target).Where(i => Recorded.Contains(i.Keyword)).ToList();
        var told = image.History.Where(h => Recorded.Any(k => h.CreatedBy.StartsWith(k + " ", StringComparison.OrdinalIgnoreCase))).Select(h => h.CreatedBy).TakeLast(wanted.Count).ToList();
        if (wanted.Count == 0 || told.Count < wanted.Count)
        {
            return wanted.Count == 0 ? null : new(wanted[0]);
        }

        for (var i = 0; i < wanted.Count; i++)
        {
            if (!Tells(told[i], wanted[i]))
            {
                return new(wanted[i]);
            }
        }

        return new(null);
    }

    /// <summary>Those of the target, and of the stages that it builds upon.</summary>
    private static IEnumerable<Instruction> Instructions(StageModel stage) =>
        (stage.Parent is { } parent ? Instructions(parent) : []).Concat(stage.Steps.Select(s => s.Instruction));

    /// <summary>What is copied is a checksum to some builders, and variables are expanded by some: of all but RUN the kind counts only.</summary>
    private static bool Tells(string createdBy, Instruction instruction)
    {
        if (!createdBy.StartsWith(instruction.Keyword + " ", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        return instruction.Keyword != "RUN" || instruction.Heredocs.Count > 0 || instruction.ExecForm is not null
            || Words(createdBy[4..]).Contains(Words(instruction.Arguments), StringComparison.Ordinal);
    }

    private static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <param name="Missing">The first instruction that the image's history does not tell; null when it tells them all.</param>
    internal sealed record Comparison(Instruction? Missing);
}
