using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Unloop.Core.Injection;

namespace Unloop.Kubernetes.Configuring;

/// <summary>Reads base64 values for their form alone.</summary>
internal sealed class FormsConverter : JsonConverter<IReadOnlyDictionary<string, ValueFlaws>?>
{
    public override IReadOnlyDictionary<string, ValueFlaws>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        var forms = new Dictionary<string, ValueFlaws>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString() ?? "";
            _ = reader.Read();
            forms[name] = reader.TokenType == JsonTokenType.String && reader.TryGetBytesFromBase64(out var bytes) ? FormOf(bytes) : ValueFlaws.None;
            reader.Skip();
        }

        return forms;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyDictionary<string, ValueFlaws>? value, JsonSerializerOptions options) =>
        throw new NotSupportedException("The values of a Secret were never kept.");

    private static ValueFlaws FormOf(byte[] value)
    {
        var text = new char[Encoding.UTF8.GetMaxCharCount(value.Length)];
        var length = Encoding.UTF8.GetChars(value, text);
        var flaws = ValueForm.OfAny(text.AsSpan(0, length));
        CryptographicOperations.ZeroMemory(value);
        Array.Clear(text);
        return flaws;
    }
}
