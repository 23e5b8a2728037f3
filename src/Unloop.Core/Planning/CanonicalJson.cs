using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Unloop.Core.Planning;

/// <summary>JSON in one form only: members by name (ordinal), no blanks, nulls left out, numbers and strings as they were. Equal values have equal bytes.</summary>
public static class CanonicalJson
{
    public static byte[] Bytes(JsonNode? node)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            Write(writer, node);
        }

        return stream.ToArray();
    }

    public static string Text(JsonNode? node) => Encoding.UTF8.GetString(Bytes(node));

    /// <summary><c>sha256:</c> and 64 hexadecimal digits.</summary>
    public static string Hash(JsonNode? node) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Bytes(node)))}";

    public static bool Equal(JsonNode? a, JsonNode? b) => Bytes(a).AsSpan().SequenceEqual(Bytes(b));

    private static void Write(Utf8JsonWriter writer, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                writer.WriteStartObject();
                foreach (var (name, value) in members.Where(m => m.Value is not null).OrderBy(m => m.Key, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(name);
                    Write(writer, value);
                }

                writer.WriteEndObject();
                break;
            case JsonArray items:
                writer.WriteStartArray();
                foreach (var item in items)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case null:
                writer.WriteNullValue();
                break;
            default:
                node.WriteTo(writer);
                break;
        }
    }
}
