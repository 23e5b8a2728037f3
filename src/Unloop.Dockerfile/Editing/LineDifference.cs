namespace Unloop.Dockerfile.Editing;

/// <summary>Old lines from <paramref name="OldStart"/> up to <paramref name="OldEnd"/> gave way to new ones; 0-based, the end is not included.</summary>
internal readonly record struct LineChange(int OldStart, int OldEnd, int NewStart, int NewEnd);

/// <summary>The shortest set of changed lines, after Myers' "An O(ND) Difference Algorithm and Its Variations" (1986).</summary>
internal static class LineDifference
{
    /// <summary>Beyond so many changed lines the whole middle counts as one change: still right, no longer the shortest.</summary>
    private const int MostChanges = 1000;

    public static IReadOnlyList<LineChange> Of(IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        var head = 0;
        while (head < before.Count && head < after.Count && before[head] == after[head])
        {
            head++;
        }

        var tail = 0;
        while (tail < before.Count - head && tail < after.Count - head && before[before.Count - 1 - tail] == after[after.Count - 1 - tail])
        {
            tail++;
        }

        var (oldCount, newCount) = (before.Count - head - tail, after.Count - head - tail);
        if (oldCount == 0 && newCount == 0)
        {
            return [];
        }

        var trace = oldCount == 0 || newCount == 0 ? null : Trace(before, after, head, oldCount, newCount);
        return trace is null ? [new(head, head + oldCount, head, head + newCount)] : Changes(trace, head, oldCount, newCount);
    }

    /// <returns>For each number of changes how far each diagonal came; null when there are too many.</returns>
    private static List<int[]>? Trace(IReadOnlyList<string> before, IReadOnlyList<string> after, int head, int oldCount, int newCount)
    {
        var trace = new List<int[]>();
        for (var edits = 0; edits <= Math.Min(MostChanges, oldCount + newCount); edits++)
        {
            var furthest = new int[(2 * edits) + 1];
            trace.Add(furthest);
            for (var diagonal = -edits; diagonal <= edits; diagonal += 2)
            {
                var x = edits == 0 ? 0 : Start(trace[edits - 1], edits, diagonal, out _);
                var y = x - diagonal;
                while (x < oldCount && y < newCount && before[head + x] == after[head + y])
                {
                    x++;
                    y++;
                }

                furthest[diagonal + edits] = x;
                if (x >= oldCount && y >= newCount)
                {
                    return trace;
                }
            }
        }

        return null;
    }

    /// <summary>Where the path on a diagonal begins: one step down or right from the path before that came further.</summary>
    private static int Start(int[] previous, int edits, int diagonal, out bool down)
    {
        int At(int d) => Math.Abs(d) <= edits - 1 ? previous[d + edits - 1] : -1;
        var (above, left) = (At(diagonal + 1), At(diagonal - 1));
        down = diagonal == -edits || (diagonal != edits && left < above);
        return down ? above : left + 1;
    }

    private static List<LineChange> Changes(List<int[]> trace, int head, int oldCount, int newCount)
    {
        var changes = new List<LineChange>();
        var (x, y) = (oldCount, newCount);
        for (var edits = trace.Count - 1; edits > 0; edits--)
        {
            var start = Start(trace[edits - 1], edits, x - y, out var down);
            var (endX, endY) = (start, start - (x - y));
            (x, y) = down ? (endX, endY - 1) : (endX - 1, endY);
            var change = new LineChange(head + x, head + endX, head + y, head + endY);
            if (changes.Count > 0 && changes[^1].OldStart == change.OldEnd && changes[^1].NewStart == change.NewEnd)
            {
                change = change with { OldEnd = changes[^1].OldEnd, NewEnd = changes[^1].NewEnd };
                changes.RemoveAt(changes.Count - 1);
            }

            changes.Add(change);
        }

        changes.Reverse();
        return changes;
    }
}
