using System.Text.Json;
using CsCheck;
using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;
using Unloop.Core.Injection;
using Unloop.Core.Reports;
using Unloop.Evidence.Api;
using Unloop.Evidence.Mapping;
using Unloop.Evidence.Redaction;
using Unloop.Tests;

namespace Unloop.Evidence.Tests.Mapping;

/// <summary>Values are raw while they are reasoned about. None that a name calls secret may be in anything that is written.</summary>
public sealed class InjectionSecretsTests
{
    private static readonly Gen<string> Names = OneOf("PASSWORD", "DB_PASSWORD", "API_KEY", "AUTH_TOKEN", "db_pass", "CLIENT_SECRET");
    private static readonly Gen<string> Secrets = Gen.String[Gen.Char.AlphaNumeric, 8, 24].Select(s => "Zq7" + s);

    /// <summary>As people write them: bare, quoted, with a line end, in a URL, beside a reference.</summary>
    private static readonly Gen<string> Forms = OneOf("{0}", "\"{0}\"", "{0}\n", " {0} ", "{0}\r\n", "$(OTHER){0}", "${{OTHER}}{0}", "{0}-$(NONE)", "$$({0}", "$(REFERRED)");

    private static Gen<string> OneOf(params string[] words) => Gen.Int[0, words.Length - 1].Select(i => words[i]);

    [Fact]
    public void No_secret_is_in_any_format() => Gen.Select(Names, Secrets, Forms).ForAll((name, secret, form) =>
    {
        var value = form.Replace("{{", "{").Replace("}}", "}").Replace("{0}", secret);
        var pod = new Pod
        {
            Metadata = new() { Name = "web-1", Annotations = new Dictionary<string, string?> { ["token"] = secret } },
            Status = new(),
            Spec = new()
            {
                Containers =
                [
                    new()
                    {
                        Name = "web",
                        Args = [$"--password={secret}", "$(NOWHERE)"],
                        EnvFrom = [new() { ConfigMapRef = new() { Name = "conf" } }, new() { Prefix = "X_", ConfigMapRef = new() { Name = "conf" } }],
                        Env =
                        [
                            new() { Name = "REFERRED_" + name, Value = secret },
                            new() { Name = name + "_COPY", Value = value.Replace("REFERRED", "REFERRED_" + name) },
                            new() { Name = name, ValueFrom = new() { ConfigMapKeyRef = new() { Name = "conf", Key = name } } },
                            new() { Name = "URL", Value = $"postgres://app:$({name})@db/shop" },
                            new() { Name = name, Value = value },
                        ],
                        VolumeMounts = [new() { Name = "conf", MountPath = "/etc/conf" }],
                    },
                ],
                Volumes = [new() { Name = "conf", ConfigMap = new() { Name = "conf" } }],
            },
        };
        var facts = InjectionMapper.Map(pod, "shop", "Deployment/web") with
        {
            Objects = [new() { Kind = "ConfigMap", Name = "conf", Presence = Presence.Present, Data = new Dictionary<string, string> { [name] = value, ["app.properties"] = $"password={secret}\r\n" } }],
        };

        var tables = InjectionTable.Of(facts, Redactor.Variable);
        var troubles = InjectionTroubles.Of(facts, tables, new Dictionary<string, IReadOnlyList<Finding>>());
        var report = new ConfigReport { Version = "1", Containers = tables, Troubles = troubles, Advice = ConfigAdviser.For(facts, tables, troubles, "external-secrets.io/v1") };
        var diff = new ConfigDiffReport { Version = "1", Before = "a", After = "b", Changes = InjectionDiff.Of(tables, [tables[0] with { Variables = [], Files = [] }]) };

        var all = string.Join('\n',
            JsonSerializer.Serialize(report, CoreJson.Default.ConfigReport),
            JsonSerializer.Serialize(diff, CoreJson.Default.ConfigDiffReport),
            ConfigMarkdown.Write(report),
            ConfigDiffMarkdown.Write(diff),
            string.Join('\n', ConfigText.Write(report, 200, verbose: true)),
            string.Join('\n', ConfigDiffText.Write(diff, 200)));
        Assert.Contains(name, all, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, all, StringComparison.Ordinal);
    }, 300);

    [Theory]
    [InlineData("$(OTHER)hunter2")]
    [InlineData("${OTHER}hunter2")]
    [InlineData("$(A)hunter2$(B)")]
    public void What_stands_beside_a_reference_may_be_the_secret(string value) => Assert.DoesNotContain("hunter2", Redactor.Variable("DB_PASSWORD", value), StringComparison.Ordinal);

    [Theory]
    [InlineData("$(OTHER)")]
    [InlineData("${OTHER}")]
    public void A_reference_alone_is_no_secret(string value) => Assert.Equal(value, Redactor.Variable("DB_PASSWORD", value));
}
