using System.Text.Json.Nodes;
using Unloop.Core.Planning;

namespace Unloop.Core.Tests.Planning;

public class CanonicalJsonTests
{
    [Theory]
    [InlineData("""{"b":1,"a":{"d":[1,2],"c":"x"}}""", """{ "a": { "c": "x", "d": [1, 2] }, "b": 1 }""")]
    [InlineData("""{"a":null,"b":1}""", """{"b":1}""")]
    public void The_same_value_has_the_same_bytes_however_it_was_written(string one, string other) =>
        Assert.Equal(CanonicalJson.Hash(JsonNode.Parse(one)), CanonicalJson.Hash(JsonNode.Parse(other)));

    [Theory]
    [InlineData("""{"a":[1,2]}""", """{"a":[2,1]}""")]
    [InlineData("""{"a":1}""", """{"a":"1"}""")]
    [InlineData("""{"a":[null,1]}""", """{"a":[1]}""")]
    [InlineData("""{"a":{}}""", """{}""")]
    public void Another_value_has_another_hash(string one, string other) =>
        Assert.NotEqual(CanonicalJson.Hash(JsonNode.Parse(one)), CanonicalJson.Hash(JsonNode.Parse(other)));

    [Fact]
    public void Members_stand_in_the_order_of_their_names_and_nothing_stands_between_them() =>
        Assert.Equal("""{"A":true,"a":[{"x":1.50}],"b":"é"}""".Replace("é", "\\u00E9", StringComparison.Ordinal), CanonicalJson.Text(JsonNode.Parse("""{ "b": "é", "a": [ { "x": 1.50 } ], "A": true }""")));
}
