using Unloop.Alerts.Generation.Rules;

namespace Unloop.Alerts.Generation;

/// <summary>The alerts for a request, in the order in which people should read them. Pure.</summary>
public static class AlertList
{
    private static readonly AlertKind[] Kinds = [new BurstAlert(), new StateAlert(), new SlowBurnAlert(), new OomAlert(), new ProbeKillAlert(), new ImagePullAlert(), new ConfigErrorAlert()];

    /// <summary>The three that every crash loop needs, and those that the causes ask for. For a namespace or cluster of which no cause is known: all.</summary>
    public static IReadOnlyList<Alert> Of(AlertRequest request) => [.. Kinds.Where(k => k.AppliesTo(request)).Select(k => k.Of(request))];
}
