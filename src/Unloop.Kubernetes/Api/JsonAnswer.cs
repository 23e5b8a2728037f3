using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Unloop.Kubernetes.Api;

/// <summary>Answers that are one JSON document, of bounded length.</summary>
internal static class JsonAnswer
{
    private const long AnswerLimit = 64 << 20;

    public static async Task<T> ReadAsync<T>(ApiCall request, JsonTypeInfo<T> type, Stream body, CancellationToken cancellationToken)
    {
        await using var limited = new LimitedStream(body, AnswerLimit);
        return await JsonSerializer.DeserializeAsync(limited, type, cancellationToken)
            ?? throw new JsonException($"{request} was answered with null.");
    }
}

/// <summary>Objects as they are, nothing dropped: for what is written back.</summary>
[JsonSourceGenerationOptions(AllowDuplicateProperties = false, MaxDepth = 128)]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class RawJson : JsonSerializerContext;
