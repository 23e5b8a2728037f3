using Unloop.Core.Facts.Images;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Core.Reasoning.Building;

/// <summary>Whether an image's history tells of the Dockerfile's own steps. A Dockerfile in hand need not be the one that the image was built from.</summary>
internal static class HistoryMatch
{
    /// <summary>Instructions that every builder records in the history, in order.</summary>
    private static readonly string[] Recorded = ["RUN", "COPY", "ADD", "WORKDIR", "USER", "CMD", "ENTRYPOINT"];

    /// <summary>More than any builder makes of a file; what is compared grows with the square.</summary>
    private const int MostSteps = 300;

    /// <summary>Null: nothing can be said. Else where the history parts from the file, if it does.</summary>
    public static Comparison? Compare(ImageFacts image, BuildModel model)
    {
        if (model.Target is not { } target || image.History.Count == 0)
        {
            return null;
        }

        var wanted = Instructions(target).Where(i => Recorded.Contains(i.Keyword)).ToList();
        var told = image.History.Where(h => Recorded.Any(k => h.CreatedBy.StartsWith(k + " ", StringComparison.OrdinalIgnoreCase))).Select(h => h.CreatedBy).TakeLast(MostSteps).ToList();
        return wanted.Count is 0 or > MostSteps ? null : Align(wanted, told);
    }

    /// <summary>
    /// What both have in common, in order and as late in the history as can be: before it are the steps of the base. Counted from the end alone, one
    /// step more or less would seem to change every step before it.
    /// </summary>
    private static Comparison Align(List<Instruction> wanted, List<string> told)
    {
        var common = Enumerable.Range(0, wanted.Count + 1).Select(_ => new int[told.Count + 1]).ToArray();
        for (var i = 1; i <= wanted.Count; i++)
        {
            for (var j = 1; j <= told.Count; j++)
            {
                common[i][j] = Tells(told[j - 1], wanted[i - 1]) ? common[i - 1][j - 1] + 1 : Math.Max(common[i - 1][j], common[i][j - 1]);
            }
        }

        var match = new Comparison(null, null);
        for (int i = wanted.Count, j = told.Count; i > 0;)
        {
            if (j > 0 && Tells(told[j - 1], wanted[i - 1]))
            {
                (i, j) = (i - 1, j - 1);
            }
            else if (j == 0 || common[i - 1][j] >= common[i][j - 1])
            {
                match = match with { Missing = wanted[--i] };
            }
            else
            {
                match = match with { Extra = told[--j] };
            }
        }

        return match;
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
    /// <param name="Extra">The first step after the base's that the history tells and the file does not have; null when there is none.</param>
    internal sealed record Comparison(Instruction? Missing, string? Extra)
    {
        public bool IsWhole => Missing is null && Extra is null;
    }
}
