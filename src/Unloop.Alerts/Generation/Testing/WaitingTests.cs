namespace Unloop.Alerts.Generation.Testing;

/// <summary>Lives of a container that waits for one of two reasons, in turns, as the kubelet names the same failure.</summary>
internal static class WaitingTests
{
    public static IEnumerable<RuleTest> Of(TestLives lives, string first, string second)
    {
        const int end = 2400;
        var pod = lives.Ours();
        (int, int)[] odd = [.. Enumerable.Range(0, 10).Select(i => (i * 120, (i * 120) + 30))];
        (int, int)[] even = [.. Enumerable.Range(0, 10).Select(i => ((i * 120) + 60, (i * 120) + 90))];
        yield return new RuleTest(
            $"{first} and {second} in turns, until it is mended at 20 minutes",
            [
                .. pod.Exists(end),
                pod.Of("waiting_reason", Values.Within(end, odd), reason: first),
                pod.Of("waiting_reason", Values.Within(end, even), reason: second),
            ],
            [TestLives.At(585), TestLives.At(630, pod.Fires("web")), TestLives.At(1215, pod.Fires("web")), TestLives.At(1530), TestLives.At(2385)]);

        yield return new RuleTest(
            $"{second} of an init container; one that waits in CrashLoopBackOff is another alert's",
            [
                .. pod.Exists(end),
                pod.Of("waiting_reason", Values.Within(end, (0, 1200)), "prepare", second, isInit: true),
                pod.Of("waiting_reason", Values.Within(end, (0, 1200)), reason: "CrashLoopBackOff"),
            ],
            [TestLives.At(630, pod.Fires("prepare")), TestLives.At(1530)]);

        yield return new RuleTest(
            "one failed scrape does not begin the time anew",
            [.. TestLives.Unscraped([.. pod.Exists(end), pod.Of("waiting_reason", Values.Within(end, (0, 1200)), reason: first)], 390)],
            [TestLives.At(585), TestLives.At(630, pod.Fires("web")), TestLives.At(1530)]);

        yield return new RuleTest(
            $"{second} for four minutes does not fire",
            [.. pod.Exists(end), pod.Of("waiting_reason", Values.Within(end, (0, 240)), reason: second)],
            [TestLives.At(270), TestLives.At(630), TestLives.At(2385)]);
    }
}
