using Unloop.Core.Scaling.Autoscaling;

namespace Unloop.Autoscaler;

/// <summary>One look of the controller-manager: what it was told, and what it did.</summary>
/// <param name="At">When it asked for the metrics, since 1970.</param>
internal sealed record Row(TimeSpan At, double Load, IReadOnlyList<HpaPod> Pods, int Missing, int Before)
{
    /// <summary>When what it decided was seen: it decided in between.</summary>
    public TimeSpan By { get; set; } = At;
    public int? After { get; set; }
}

/// <summary>
/// Holds recorded decisions against computed ones. When exactly the controller-manager decided is known within bounds, which are narrow on an idle machine and wide on a busy one; where
/// a window ends between them, its decision may be either. So lives are computed, one for each way in which the decisions may lie in their bounds, and those go on that decide as it did.
/// </summary>
internal sealed class Comparison(HpaSpec spec, HpaTuning tuning, TimeSpan firstLook)
{
    /// <summary>Ways that are followed at once; of more every so-manieth is.</summary>
    private const int MostLives = 60;

    /// <summary>For each look what was computed, and whether it depends on where in its bounds a decision lies.</summary>
    public IReadOnlyList<(HpaDecision Computed, bool IsEdge)> Of(IReadOnlyList<Row> rows)
    {
        // The stamp of the first look is of whole seconds.
        List<TimeSpan[]> lives = [[firstLook], [firstLook + TimeSpan.FromSeconds(1)]];
        var answers = new List<(HpaDecision, bool)>();
        foreach (var row in rows)
        {
            TimeSpan[] moments = [row.At, row.At + ((row.By - row.At) / 2), row.By];
            var all = lives.SelectMany(life => moments.Distinct().Select(m => (TimeSpan[])[.. life, m])).Select(life => (Life: life, Decision: Last(life, rows))).ToList();
            var right = all.Where(a => a.Decision.Desired == row.After).ToList();
            answers.Add((right.Count > 0 ? right[0].Decision : all[0].Decision, right.Count > 0 && right.Count < all.Count));
            lives = Thinned([.. (right.Count > 0 ? right : all).Select(a => a.Life)]);
        }

        return answers;
    }

    /// <summary>The decision at the last of these moments, after all that was before.</summary>
    /// <param name="life">The first look, and then a moment for each row.</param>
    private HpaDecision Last(TimeSpan[] life, IReadOnlyList<Row> rows)
    {
        var controller = new HorizontalController(spec, tuning, rows[0].Before, life[0]);
        return life.Skip(1).Select((moment, i) => controller.Look(moment, rows[i].Before, rows[i].Pods)).Last();
    }

    private static List<TimeSpan[]> Thinned(List<TimeSpan[]> lives) =>
        lives.Count <= MostLives ? lives : [.. Enumerable.Range(0, MostLives).Select(i => lives[i * lives.Count / MostLives])];
}
