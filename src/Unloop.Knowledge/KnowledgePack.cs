using System.Text.Json;
using System.Text.Json.Serialization;
using Unloop.Core.Signatures;

namespace Unloop.Knowledge;

/// <summary>All signatures in one file that is quick to read: written when Unloop is built, embedded in it.</summary>
public static class KnowledgePack
{
    public static void Write(IReadOnlyList<Signature> signatures, Stream target) =>
        JsonSerializer.Serialize(target, signatures, PackJson.Default.IReadOnlyListSignature);

    /// <summary>Reads what <see cref="Write"/> wrote; anything else is a defect of the build and throws.</summary>
    public static IReadOnlyList<Signature> Read(Stream pack) =>
        JsonSerializer.Deserialize(pack, PackJson.Default.IReadOnlyListSignature) ?? throw new InvalidDataException("the knowledge pack is empty");
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<Signature>))]
internal sealed partial class PackJson : JsonSerializerContext;
