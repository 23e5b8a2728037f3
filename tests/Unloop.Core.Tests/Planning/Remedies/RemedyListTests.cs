using Unloop.Core.Facts.Images;
using Unloop.Core.Planning;
using Unloop.Core.Planning.Remedies;
using Unloop.Tests;

namespace Unloop.Core.Tests.Planning.Remedies;

public sealed class RemedyListTests
{
    private const string Link = "cannot parse 'tcp://10.96.0.1:80'";

    [Fact]
    public void The_list_and_its_document_agree()
    {
        var rows = File.ReadAllLines(Repository.PathTo("docs", "remedies.md")).Where(l => l.StartsWith("| `", StringComparison.Ordinal))
            .Select(l => l.Split('|')[1..3].Select(c => c.Trim()).ToArray());

        Assert.Equal(RemedyList.All.Select(r => $"`{r.GetType().Name}` {Title(r)}"), rows.Select(r => $"{r[0]} {r[1]}"));
    }

    [Fact]
    public void Every_category_ends_with_what_a_person_can_do() =>
        Assert.All(Enum.GetValues<Category>(), c => Assert.IsType<PersonProposal>(RemedyList.Propose(Sick.Case(c, "x"))[^1]));

    [Fact]
    public void Without_a_better_repair_a_healthy_revision_is_gone_back_to()
    {
        var proposals = RemedyList.Propose(Sick.Case(Category.AppBug, "TypeError").WithHealthy("\"args\":[\"--old\"]"));

        Assert.Equal("3", Assert.IsType<RollBackProposal>(proposals[0]).Revision.Name);
        Assert.Contains("spec/containers/0/args", proposals[0].Statement, StringComparison.Ordinal);
    }

    [Fact]
    public void A_revision_that_nobody_saw_healthy_is_not_gone_back_to() =>
        Assert.Empty(RemedyList.Propose(Sick.Case(Category.AppBug, "TypeError").WithHealthy("\"args\":[\"--old\"]", hadReadyPods: false)).OfType<RollBackProposal>());

    [Fact]
    public void A_revision_with_the_same_spec_is_not_gone_back_to() =>
        Assert.Empty(RemedyList.Propose(Sick.Case(Category.AppBug, "TypeError", "\"args\":[\"--old\"]").WithHealthy("\"args\":[\"--old\"]")).OfType<RollBackProposal>());

    [Fact]
    public void A_repair_makes_going_back_needless() =>
        Assert.Empty(RemedyList.Propose(Sick.Case(Category.BadEnvValue, "PORT", proof: Link).WithHealthy("\"args\":[\"--old\"]")).OfType<RollBackProposal>());

    [Fact]
    public void Going_back_comes_before_what_lowers_a_safeguard()
    {
        var proposals = RemedyList.Propose(Sick.Case(Category.MissingPrivilege, "NET_ADMIN").WithHealthy("\"args\":[\"--old\"]"));

        Assert.IsType<RollBackProposal>(proposals[0]);
        Assert.Equal(Risk.High, Assert.IsType<TemplateProposal>(proposals[1]).Risk);
    }

    [Fact]
    public void Service_links_are_turned_off() => Assert.Equal(["/spec/enableServiceLinks false"], Sick.Case(Category.BadEnvValue, "PORT", proof: Link).Edits());

    [Theory]
    [InlineData("", "\"enableServiceLinks\":false", Link)]
    [InlineData("\"env\":[{\"name\":\"DB\",\"value\":\"tcp://10.0.0.1:1\"}]", "", Link)]
    [InlineData("", "", "cannot parse 'tcp://db:80'")]
    public void A_value_that_is_no_service_link_leaves_them_on(string container, string spec, string proof) =>
        Assert.Empty(Sick.Case(Category.BadEnvValue, "PORT", container, spec, proof: proof).Edits());

    [Fact]
    public void A_tag_that_moved_on_is_run_by_its_digest()
    {
        var @case = Sick.Case(Category.MissingModule, "express", ended: Some.Crashing() with { ImageId = "registry.example.com/web@sha256:0a" })
            .WithImage(new ImageFacts { Reference = "registry.example.com/web:1.0", TagDigest = "sha256:0b" });

        Assert.Equal(["/spec/containers/0/image \"registry.example.com/web@sha256:0b\""], @case.Edits());
    }

    [Theory]
    [InlineData("sha256:0b", "")]
    [InlineData("sha256:0a", "\"imagePullPolicy\":\"Never\"")]
    public void An_image_that_is_the_tags_or_is_never_pulled_stays(string running, string container) =>
        Assert.Empty(Sick.Case(Category.MissingModule, "express", container, ended: Some.Crashing() with { ImageId = $"registry.example.com/web@{running}" })
            .WithImage(new ImageFacts { Reference = "registry.example.com/web:1.0", TagDigest = "sha256:0b" }).Edits());

    private static string Title(IRemedy remedy) =>
        remedy.Categories.Count == Categories.AllTokens.Count ? "every category" : string.Join(", ", remedy.Categories.Select(c => c.Token()));
}
