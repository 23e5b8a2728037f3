using CsCheck;
using Unloop.Alerts.Prometheus;
using Unloop.Core.Facts;
using Unloop.Tests;

namespace Unloop.Alerts.Tests.Prometheus;

public sealed class RuleSelectionTests
{
    private static readonly LabelRequirements All = new(new Dictionary<string, string>(), []);

    private static readonly Dictionary<string, IReadOnlyDictionary<string, string>> Namespaces = new()
    {
        ["shop"] = new Dictionary<string, string> { ["team"] = "shop" },
        ["ops"] = new Dictionary<string, string> { ["team"] = "ops", ["monitoring"] = "on" },
        ["core"] = new Dictionary<string, string> { ["monitoring"] = "on" },
    };

    [Fact]
    public void The_labels_of_a_selector_are_what_the_object_needs()
    {
        var selection = For(Labels(("release", "kube-prometheus-stack"), ("role", "alerts")), All);

        Assert.True(selection.IsPossible);
        Assert.Equal(new Dictionary<string, string> { ["release"] = "kube-prometheus-stack", ["role"] = "alerts" }, selection.Labels);
    }

    [Fact]
    public void An_empty_selector_needs_no_label() => Assert.Empty(Possible(For(All, All)).Labels);

    [Fact]
    public void No_selector_takes_nothing_and_says_which_field_is_missing() => Assert.Contains("spec.ruleSelector", Obstacle(For(null, All)), StringComparison.Ordinal);

    [Fact]
    public void Of_values_that_are_allowed_the_first_that_is_not_forbidden_is_taken()
    {
        var selector = new LabelRequirements(new Dictionary<string, string>(), [new("tier", "In", ["a", "b"]), new("tier", "NotIn", ["a"]), new("extra", "Exists", []), new("old", "DoesNotExist", [])]);

        var labels = Possible(For(selector, All)).Labels;

        Assert.Equal("b", labels["tier"]);
        Assert.NotEmpty(labels["extra"]);
        Assert.DoesNotContain("old", labels.Keys);
    }

    [Theory]
    [InlineData("DoesNotExist", "", "release=x and no label release")]
    [InlineData("NotIn", "x", "release=x and release not in (x)")]
    [InlineData("In", "y", "release=x and release in (y)")]
    public void A_selector_that_contradicts_itself_is_said_to(string operation, string value, string says)
    {
        var selector = new LabelRequirements(new Dictionary<string, string> { ["release"] = "x" }, [new("release", operation, value.Length > 0 ? [value] : [])]);

        Assert.Contains(says, Obstacle(For(selector, All)), StringComparison.Ordinal);
    }

    [Fact]
    public void Values_that_are_allowed_and_all_forbidden_are_a_contradiction()
    {
        var selector = new LabelRequirements(new Dictionary<string, string>(), [new("tier", "In", ["a"]), new("tier", "NotIn", ["a"])]);

        Assert.Contains("tier in (a) and tier not in (a)", Obstacle(For(selector, All)), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_selector_of_namespaces_only_its_own_namespace_counts()
    {
        Assert.True(RuleSelection.For(Setup(All, null), "monitoring", null).IsPossible);

        var elsewhere = RuleSelection.For(Setup(All, null), "shop", null);

        Assert.Contains("put them into namespace monitoring", Obstacle(elsewhere), StringComparison.Ordinal);
        Assert.Equal(["monitoring"], elsewhere.Namespaces);
    }

    [Fact]
    public void A_namespace_without_the_label_is_an_obstacle_that_names_those_that_have_it()
    {
        var selection = For(All, Labels(("monitoring", "on")));

        Assert.Contains("monitoring=on, and shop is none", Obstacle(selection), StringComparison.Ordinal);
        Assert.Equal(["core", "ops"], selection.Namespaces);
        Assert.True(RuleSelection.For(Setup(All, Labels(("monitoring", "on"))), "ops", Namespaces).IsPossible);
    }

    [Fact]
    public void Labels_of_namespaces_that_could_not_be_read_are_no_yes() =>
        Assert.Contains("could not be seen", Obstacle(RuleSelection.For(Setup(All, Labels(("monitoring", "on"))), "ops", null)), StringComparison.Ordinal);

    [Fact]
    public void Of_several_the_one_that_takes_the_rules_is_chosen()
    {
        var setup = new MonitoringSetup { Prometheus = [Setup(null, All) with { Name = "none" }, Setup(Labels(("release", "two")), All) with { Name = "two" }] };

        Assert.Equal("two", RuleSelection.Among(setup, "shop")!.Prometheus.Name);
        Assert.Null(RuleSelection.Among(new(), "shop"));
    }

    [Fact]
    public void Whatever_the_selector_the_labels_satisfy_it_or_it_is_said_that_none_can()
    {
        string[] keys = ["a", "b"];
        string[] operators = ["In", "NotIn", "Exists", "DoesNotExist"];
        string[] values = ["x", "y"];
        var expression = Gen.Select(Gen.OneOf(keys), Gen.OneOf(operators), Gen.OneOf(values).Array[1, 2])
            .Select((key, operation, allowed) => new LabelExpression(key, operation, operation is "In" or "NotIn" ? allowed : []));
        var selectors = Gen.Select(Gen.OneOf(keys).Array[0, 1], expression.Array[0, 3])
            .Select((fixedKeys, expressions) => new LabelRequirements(fixedKeys.ToDictionary(k => k, _ => "x"), expressions));
        string?[] possible = [null, "x", "y", "other"];
        var objects = from a in possible from b in possible select Some(("a", a), ("b", b));

        selectors.ForAll(selector =>
        {
            var selection = For(selector, All);

            Assert.Equal(objects.Any(o => RuleSelection.Matches(selector, o)), selection.IsPossible);
            Assert.True(!selection.IsPossible || RuleSelection.Matches(selector, selection.Labels));
        });
    }

    private static Dictionary<string, string> Some(params (string Key, string? Value)[] labels) =>
        labels.Where(l => l.Value is not null).ToDictionary(l => l.Key, l => l.Value!);

    private static RuleSelection For(LabelRequirements? rules, LabelRequirements? namespaces) => RuleSelection.For(Setup(rules, namespaces), "shop", Namespaces);

    private static PrometheusSetup Setup(LabelRequirements? rules, LabelRequirements? namespaces) => new("monitoring", "k8s", rules, namespaces, "30s", null);

    private static LabelRequirements Labels(params (string Key, string Value)[] labels) => new(labels.ToDictionary(l => l.Key, l => l.Value), []);

    private static RuleSelection Possible(RuleSelection selection)
    {
        Assert.Null(selection.Obstacle);
        return selection;
    }

    private static string Obstacle(RuleSelection selection)
    {
        Assert.Empty(selection.Labels);
        return selection.Obstacle!;
    }
}
