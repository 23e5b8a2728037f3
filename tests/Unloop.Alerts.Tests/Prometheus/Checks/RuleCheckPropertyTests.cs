using CsCheck;
using Unloop.Alerts.Prometheus.Checks;
using Unloop.Alerts.Prometheus.Reading;
using Unloop.Tests;

namespace Unloop.Alerts.Tests.Prometheus.Checks;

public sealed class RuleCheckPropertyTests
{
    private static readonly string[] Expressions =
    [
        "increase(R[W]) > N", "N < rate(R[W]) * N", "R > N", "sum by (pod) (R) >= N", "R - R offset W > N", "R - (R offset W or R * 0) > N", "max_over_time(R[W]) - min_over_time(R[W]) > N",
        "increase(sum(R)[W:1m]) > N", "sum without (namespace) (changes(R[W])) > N", "max_over_time(S[W]) >= N", "S == N", "S and R > N", "R * on (pod) group_left kube_pod_owner > N",
        "R / ignoring (uid) kube_pod_created != N", "delta(R[W]) / N > N", "(R", "topk(N, R) > N", "increase(R[W]) > -N", "R unless on (x) S", "N * N > bool N", "\"R\"",
    ];

    private static readonly string[] Texts =
        ["in the last N minutes", "{{ $labels.pod }} N", "{{ $labels.pod", "{{ if }}", "{{ end }}", "per N days", "/ N h", "{{ \"", "{{ $x := `}} {{ $x.", "over 99999 days", "{{/* {{ }}", "é {{ .Labels. }}"];

    [Fact]
    public void No_rule_throws_and_every_finding_has_its_place() => Gen.Select(
        Gen.OneOf<string>(Expressions), Gen.OneOf<string>(Texts), Gen.OneOf<string>("0", "0.5", "1", "5", "1e3", "1e300", "Inf", "NaN", "100000"),
        Gen.OneOf<string>("1ms", "1s", "59s", "5m", "10m", "1h", "1d", "400d", "200y"), Gen.OneOf<string>("0s", "5m", "1d", "290y"),
        (expression, text, number, window, hold) => (expression, text, number, window, hold)).ForAll(
        drawn =>
        {
            var (expression, text, number, window, hold) = drawn;
            var expr = expression.Replace("R", "kube_pod_container_status_restarts_total", StringComparison.Ordinal)
                .Replace("S", "kube_pod_container_status_waiting_reason{reason=\"CrashLoopBackOff\"}", StringComparison.Ordinal)
                .Replace("N", number, StringComparison.Ordinal).Replace("W", window, StringComparison.Ordinal);
            var file = RuleFileReader.Read(
                "a.yaml",
                $"groups:\n- name: a\n  rules:\n  - alert: A\n    expr: |\n      {expr}\n    for: {hold}\n    annotations:\n      summary: |\n        {text.Replace("N", number, StringComparison.Ordinal)}\n");
            Assert.All(RuleCheckList.Check([file]), f =>
            {
                Assert.InRange(f.At.Line!.Value, 4, 11);
                Assert.False(string.IsNullOrWhiteSpace(f.Effect));
            });
        },
        cases: 400);
}
