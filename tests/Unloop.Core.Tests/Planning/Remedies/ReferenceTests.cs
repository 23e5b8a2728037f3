using Unloop.Core.Facts;
using Unloop.Core.Planning.Remedies;
using Unloop.Core.Text;

namespace Unloop.Core.Tests.Planning.Remedies;

public sealed class ReferenceTests
{
    private static RemedyCase Missing(string container, string spec, ReferenceFact reference, Category category = Category.MissingConfigmapOrSecret, string? subject = null) =>
        Sick.Case(category, subject ?? reference.Name, container, spec).WithPod(p => p with { References = [reference] });

    private static ReferenceFact Reference(string kind, string name, string nearest, string? key = null, string place = "volume v", bool optional = false) => new()
    {
        Kind = kind, Name = name, Key = key, Place = place, Container = "web", Optional = optional,
        Presence = key is null ? Presence.ObjectMissing : Presence.KeyMissing, Nearest = [nearest],
    };

    [Theory]
    [InlineData("", "\"volumes\":[{\"name\":\"v\",\"secret\":{\"secretName\":\"web-setings\"}}]", "Secret", "/spec/volumes/0/secret/secretName")]
    [InlineData("", "\"volumes\":[{\"name\":\"v\",\"projected\":{\"sources\":[{\"configMap\":{\"name\":\"web-setings\"}}]}}]", "ConfigMap", "/spec/volumes/0/projected/sources/0/configMap/name")]
    [InlineData("\"envFrom\":[{\"secretRef\":{\"name\":\"web-setings\"}}]", "", "Secret", "/spec/containers/0/envFrom/0/secretRef/name")]
    [InlineData("", "\"imagePullSecrets\":[{\"name\":\"web-setings\"}]", "Secret", "/spec/imagePullSecrets/0/name")]
    [InlineData("", "\"initContainers\":[{\"name\":\"i\",\"env\":[{\"name\":\"A\",\"valueFrom\":{\"configMapKeyRef\":{\"name\":\"web-setings\",\"key\":\"a\"}}}]}]", "ConfigMap", "/spec/initContainers/0/env/0/valueFrom/configMapKeyRef/name")]
    public void An_object_is_renamed_wherever_it_is_named(string container, string spec, string kind, string path) =>
        Assert.Equal([$"{path} \"web-settings\""], Missing(container, spec, Reference(kind, "web-setings", "web-settings")).Edits());

    [Theory]
    [InlineData("", "\"volumes\":[{\"name\":\"v\",\"configMap\":{\"name\":\"web\",\"items\":[{\"key\":\"app.yml\",\"path\":\"a\"}]}}]", "/spec/volumes/0/configMap/items/0/key")]
    [InlineData("\"volumeMounts\":[{\"name\":\"v\",\"mountPath\":\"/a\",\"subPath\":\"app.yml\"}]", "\"volumes\":[{\"name\":\"v\",\"configMap\":{\"name\":\"web\"}}]", "/spec/containers/0/volumeMounts/0/subPath")]
    public void A_key_is_renamed_wherever_it_is_named(string container, string spec, string path) =>
        Assert.Equal([$"{path} \"app.yaml\""], Missing(container, spec, Reference("ConfigMap", "web", "app.yaml", "app.yml")).Edits());

    [Theory]
    [InlineData("orders", "invoices")]
    [InlineData("web-v1", "web-v2")]
    [InlineData("db", "dc")]
    public void A_name_that_is_not_near_is_not_taken(string wanted, string there) =>
        Assert.Empty(Missing("", $"\"volumes\":[{{\"name\":\"v\",\"configMap\":{{\"name\":\"{wanted}\"}}}}]", Reference("ConfigMap", wanted, there)).Edits());

    [Fact]
    public void Of_two_names_that_are_as_near_none_is_taken() => Assert.Null(NearestNames.OnlyNear("settings-a", ["settings-b", "settings-c"]));

    [Fact]
    public void A_missing_object_is_made_by_a_command_that_holds_no_value()
    {
        var proposals = RemedyList.Propose(Missing("", "", Reference("Secret", "smtp", "other") with { Presence = Presence.ObjectMissing, Key = "password" }));

        Assert.Equal("kubectl create secret generic -n shop smtp --from-file=password=FILE", Assert.IsType<PersonProposal>(proposals[0]).Command);
    }

    [Fact]
    public void A_name_that_kubernetes_cannot_have_gets_no_command() =>
        Assert.DoesNotContain(RemedyList.Propose(Missing("", "", Reference("Secret", "x; rm -rf /", "y"))).OfType<PersonProposal>(), p => p.Command?.Contains("rm -rf", StringComparison.Ordinal) == true);

    [Fact]
    public void A_missing_variable_whose_optional_key_is_misspelt_gets_the_right_key() =>
        Assert.Equal(
            ["/spec/containers/0/env/0/valueFrom/configMapKeyRef/key \"database_url\""],
            Missing("\"env\":[{\"name\":\"DATABASE_URL\",\"valueFrom\":{\"configMapKeyRef\":{\"name\":\"web\",\"key\":\"database-url\",\"optional\":true}}}]", "",
                Reference("ConfigMap", "web", "database_url", "database-url", "env DATABASE_URL", optional: true), Category.MissingEnv, "DATABASE_URL").Edits());

    [Fact]
    public void A_misspelt_variable_is_set_under_the_name_that_is_read() =>
        Assert.Equal(
            ["/spec/containers/0/env/1 {\"name\":\"DATABASE_URL\",\"value\":\"db\"}"],
            Sick.Case(Category.MissingEnv, "DATABASE_URL", "\"env\":[{\"name\":\"DATABSE_URL\",\"value\":\"db\"}]").Edits());

    [Fact]
    public void Another_variable_is_not_taken_for_a_missing_one() =>
        Assert.Empty(Sick.Case(Category.MissingEnv, "DATABASE_URL", "\"env\":[{\"name\":\"CACHE_URL\",\"value\":\"c\"}]").Edits());
}
