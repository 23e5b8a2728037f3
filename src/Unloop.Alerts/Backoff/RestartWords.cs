using System.Globalization;

namespace Unloop.Alerts.Backoff;

/// <summary>What a rule that counts restarts does in practice, in words.</summary>
public static class RestartWords
{
    /// <summary>One to three sentences: when it fires for one container that crashes at once, whether it goes silent by itself, and which containers it never sees.</summary>
    public static string Practice(RestartRule rule, BackoffPolicy? policy = null)
    {
        var fires = RestartArithmetic.Fires(rule, TimeSpan.Zero, policy);
        if (fires.Count == 0)
        {
            var most = RestartArithmetic.MostRestarts(rule.Window, default, policy);
            return most > rule.MoreThan
                ? $"It never fires: one container makes more than {rule.MoreThan} restarts in {Text(rule.Window)} for less than the {Text(rule.For)} that it must last."
                : $"It never fires: with this back-off one container restarts at most {most} times in {Text(rule.Window)}.";
        }

        if (fires[0].To is not { } end)
        {
            return $"It fires from {Text(fires[0].From)} after the first crash of a container that crashes at once, for as long as that goes on.{Unseen(rule, policy)}";
        }

        var restarts = RestartArithmetic.SteadyRestarts(rule.Window, default, policy).Most;
        return $"It fires {Text(fires[0].From)} after the first crash of a container that crashes at once, for {Text(end - fires[0].From)}; then it goes silent while the container is still broken, "
            + $"with {restarts} {(restarts == 1 ? "restart" : "restarts")} in {Text(rule.Window)} from then on.{Unseen(rule, policy)}";
    }

    /// <summary>Exact, as short as it can be said: <c>310 s</c>, <c>10 min</c>, <c>2 h</c>.</summary>
    public static string Text(TimeSpan span)
    {
        var seconds = span.TotalSeconds;
        return seconds >= 7200 && seconds % 3600 == 0 ? Whole(seconds / 3600, "h")
            : seconds >= 120 && seconds % 60 == 0 ? Whole(seconds / 60, "min")
            : seconds >= 7200 ? Whole(Math.Round(seconds / 60), "min")
            : Whole(seconds, "s");
    }

    private static string Unseen(RestartRule rule, BackoffPolicy? policy)
    {
        var longest = RestartArithmetic.LongestRunThatFires(rule, policy);
        return longest is { } run && run < (policy ?? BackoffPolicy.Default).ResetAfter
            ? $" It never fires for a container that runs {Text(run + TimeSpan.FromSeconds(1))} or longer before each crash."
            : "";
    }

    private static string Whole(double number, string unit) => string.Create(CultureInfo.InvariantCulture, $"{number:0.###} {unit}");
}
