using System.Text.Json.Nodes;
using Unloop.Core.Text;

namespace Unloop.Core.Tests.Text;

public class JsonFieldsTests
{
    private static readonly JsonNode Json = JsonNode.Parse("""{"a": {"b": "text", "n": 5, "list": [{"x": 1}, 7, null, {"x": 2}]}, "s": "whole"}""")!;

    [Fact]
    public void A_path_leads_to_what_is_there() => Assert.Equal("text", Json.At("a", "b").Text());

    [Fact]
    public void A_path_through_what_is_not_there_or_is_no_object_leads_nowhere()
    {
        Assert.Null(Json.At("x", "b"));
        Assert.Null(Json.At("s", "b"));
        Assert.Null(Json.At("a", "list", "x"));
        Assert.Null(((JsonNode?)null).At("a"));
        Assert.Same(Json, Json.At());
    }

    [Fact]
    public void A_text_is_a_text_and_no_number()
    {
        Assert.Null(Json.At("a", "n").Text());
        Assert.Null(Json.At("a").Text());
        Assert.Equal("made", JsonValue.Create("made").Text());
        Assert.Null(JsonValue.Create(true).Text());
    }

    [Fact]
    public void The_objects_of_a_list_are_all_that_are_objects()
    {
        Assert.Equal(2, Json.At("a", "list").Objects().Count());
        Assert.Empty(Json.At("s").Objects());
    }
}
