using System.Text.Json.Nodes;
using CsCheck;
using Unloop.Core.Planning;
using Unloop.Tests;

namespace Unloop.Core.Tests.Planning;

public class TemplateEditsTests
{
    private static readonly Gen<JsonNode> Scalar = Gen.OneOf<JsonNode>(
        Gen.Int[0, 3].Select(i => (JsonNode)JsonValue.Create(i)),
        Gen.OneOf<string>("", "a", "b/c", "~").Select(s => (JsonNode)JsonValue.Create(s)),
        Gen.Bool.Select(b => (JsonNode)JsonValue.Create(b)));

    private static readonly Gen<string> Name = Gen.OneOf<string>("a", "b", "c/d", "e~f");

    private static Gen<JsonNode> Node(int depth) => depth == 0
        ? Scalar
        : Gen.OneOf(
            Scalar,
            Gen.Select(Name, Node(depth - 1)).Array[0, 3].Select(Object),
            Node(depth - 1).Array[0, 4].Select(items => (JsonNode)new JsonArray([.. items.Select(i => i.DeepClone())])));

    private static readonly Gen<JsonObject> Template = Gen.Select(Name, Node(3)).Array[0, 4].Select(m => Object(m).AsObject());

    private static JsonNode Object((string Name, JsonNode Value)[] members)
    {
        var node = new JsonObject();
        foreach (var (name, value) in members)
        {
            node[name] = value.DeepClone();
        }

        return node;
    }

    [Fact]
    public void The_edits_between_two_templates_make_the_one_of_the_other_and_back() =>
        Gen.Select(Template, Template).ForAll((before, after) =>
        {
            var there = TemplateEdits.Apply(before, TemplateEdits.Between(before, after));
            var back = TemplateEdits.Apply(there, TemplateEdits.Between(there, before));
            return CanonicalJson.Equal(there, after) && CanonicalJson.Equal(back, before);
        });

    [Fact]
    public void A_template_is_never_changed_itself()
    {
        var before = JsonNode.Parse("""{"spec":{"containers":[{"name":"web"}]}}""")!.AsObject();
        _ = TemplateEdits.Apply(before, [new TemplateEdit("add", "/spec/containers/0/image", JsonValue.Create("web:1"))]);
        Assert.Equal("""{"spec":{"containers":[{"name":"web"}]}}""", before.ToJsonString());
    }

    [Fact]
    public void Only_what_differs_is_touched()
    {
        var before = JsonNode.Parse("""{"spec":{"containers":[{"name":"web","image":"a","env":[{"name":"SECRET","value":"s3cret"}]}]}}""")!.AsObject();
        var after = before.DeepClone().AsObject();
        after["spec"]!["containers"]![0]!["image"] = "b";
        var edit = Assert.Single(TemplateEdits.Between(before, after));
        Assert.Equal(("replace", "/spec/containers/0/image", "b"), (edit.Op, edit.Path, (string?)edit.Value));
    }

    [Fact]
    public void Edits_of_another_template_are_refused()
    {
        var edits = new[] { new TemplateEdit("replace", "/spec/containers/3/image", JsonValue.Create("b")) };
        Assert.Throws<InvalidOperationException>(() => TemplateEdits.Apply(new JsonObject { ["spec"] = new JsonObject() }, edits));
    }
}
