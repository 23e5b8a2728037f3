using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;
using Unloop.Core.Facts.Images;
using Unloop.Core.Injection;

namespace Unloop.Core.Tests.Injection;

/// <summary>Facts about what goes into one container named app.</summary>
internal static class Given
{
    public static readonly DateTimeOffset Start = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    public static InjectionFacts PodOf(ContainerSpec container, params SourceObject[] objects) => new()
    {
        Namespace = "shop",
        Workload = "Deployment/web",
        Pod = "web-1",
        Containers = [container],
        Objects = objects,
        Services = [],
    };

    public static ContainerSpec App => new() { Name = "app", StartedAt = Start, Running = true };

    public static ContainerSpec Env(params VariableSpec[] env) => App with { Env = env };

    public static VariableSpec Literal(string name, string value) => new(name, "Literal", value);

    public static VariableSpec Key(string name, string source, string key, bool optional = false, string kind = "ConfigMap") => new(name, kind, null, source, key, optional);

    public static EnvFromSpec From(string source, string prefix = "", bool optional = false, string kind = "ConfigMap") => new(kind, source, prefix, optional);

    public static SourceObject Map(string name, params (string Key, string Value)[] data) => new()
    {
        Kind = "ConfigMap",
        Name = name,
        Presence = Presence.Present,
        CreatedAt = Start.AddHours(-1),
        Data = data.ToDictionary(d => d.Key, d => d.Value),
    };

    public static SourceObject Gone(string name, string kind = "ConfigMap", params string[] nearest) => new() { Kind = kind, Name = name, Presence = Presence.ObjectMissing, Nearest = nearest };

    public static SourceObject Secret(string name, params (string Key, ValueFlaws Flaws)[] keys) => new()
    {
        Kind = "Secret",
        Name = name,
        Presence = Presence.Present,
        CreatedAt = Start.AddHours(-1),
        SecretKeys = keys.ToDictionary(k => k.Key, k => k.Flaws),
    };

    public static InjectionFacts WithImage(this InjectionFacts facts, ImageFacts image) => facts with { Images = new Dictionary<string, ImageFacts> { ["app"] = image } };

    public static ImageFacts Image(params string[] env) => new() { Reference = "app:1", Config = new ImageConfig { Env = env } };

    public static VolumeSpec Volume(string source, int? mode = null, bool optional = false, params VolumeItem[] items) =>
        new("config", "configMap", [new("ConfigMap", source, items.Length > 0 ? items : null, optional)], mode);

    public static ContainerInjection Table(InjectionFacts facts) => Assert.Single(InjectionTable.Of(facts, (_, value) => value));

    public static IReadOnlyList<ConfigTrouble> Troubles(InjectionFacts facts, params Finding[] findings) => InjectionTroubles.Of(
        facts,
        InjectionTable.Of(facts, (_, value) => value),
        new Dictionary<string, IReadOnlyList<Finding>> { ["app"] = findings });

    public static ConfigTrouble Only(IReadOnlyList<ConfigTrouble> troubles, string rule, string subject)
    {
        var found = Assert.Single(troubles);
        Assert.Equal((rule, subject), (found.Rule, found.Subject));
        return found;
    }

    public static Finding Found(Category category, string subject, string line = "it says so") => new()
    {
        Rule = "test",
        Category = category,
        Subject = subject,
        Statement = "It does.",
        Confidence = Confidence.Likely,
        Proof = [new Proof(ProofSource.PreviousLog, "line 1", line)],
    };
}
