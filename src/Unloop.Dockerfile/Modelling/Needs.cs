namespace Unloop.Dockerfile.Modelling;

/// <summary>BuildKit builds only what the target needs.</summary>
internal static class Needs
{
    public static void Mark(IReadOnlyList<StageModel> stages, StageModel? target)
    {
        if (target is null)
        {
            return;
        }

        // A stage needs earlier ones only, so one way back over the list is enough.
        target.IsNeeded = true;
        for (var i = target.Index; i >= 0; i--)
        {
            var stage = stages[i];
            if (!stage.IsNeeded)
            {
                continue;
            }

            foreach (var needed in stage.Sources)
            {
                needed.IsNeeded = true;
            }
        }
    }
}
