using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Unloop.Evidence.Api;

/// <summary>
/// Reads a value of any shape as the wanted type, or as null when it cannot be one. Evidence is written by people and by twenty versions of
/// software; a field that is not what it should be is unknown, and no reason to lose the rest.
/// </summary>
public abstract class TolerantConverter<T> : JsonConverter<T>
{
    public sealed override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            reader.Skip();
            return default;
        }

        return Convert(ref reader);
    }

    /// <summary>Called with a scalar: string, number, true, false or null.</summary>
    protected abstract T? Convert(ref Utf8JsonReader reader);

    /// <summary>The scalar's text; a lone surrogate in an escape is no valid string, and so no text.</summary>
    protected static string? Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.TokenType switch
            {
                JsonTokenType.String => reader.GetString(),
                JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
                JsonTokenType.True => "true",
                JsonTokenType.False => "false",
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}

/// <summary>Strings, and whatever else can be written as one: int-or-string fields, unquoted values.</summary>
public sealed class TolerantString : TolerantConverter<string?>
{
    public override bool HandleNull => true;

    protected override string? Convert(ref Utf8JsonReader reader) => Text(ref reader);

    public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    /// <summary>Labels, annotations and quantities are dictionaries with text for keys.</summary>
    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString()!;

    public override void WriteAsPropertyName(Utf8JsonWriter writer, string? value, JsonSerializerOptions options) => writer.WritePropertyName(value ?? "");
}

public sealed class TolerantInt : TolerantConverter<int?>
{
    protected override int? Convert(ref Utf8JsonReader reader) =>
        int.TryParse(Text(ref reader), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;

    public override void Write(Utf8JsonWriter writer, int? value, JsonSerializerOptions options) => JsonOrNull.Write(writer, value);
}

public sealed class TolerantLong : TolerantConverter<long?>
{
    protected override long? Convert(ref Utf8JsonReader reader) =>
        long.TryParse(Text(ref reader), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;

    public override void Write(Utf8JsonWriter writer, long? value, JsonSerializerOptions options) => JsonOrNull.Write(writer, value);
}

public sealed class TolerantBool : TolerantConverter<bool?>
{
    protected override bool? Convert(ref Utf8JsonReader reader) =>
        bool.TryParse(Text(ref reader), out var value) ? value : null;

    public override void Write(Utf8JsonWriter writer, bool? value, JsonSerializerOptions options)
    {
        if (value is { } known)
        {
            writer.WriteBooleanValue(known);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}

/// <summary>RFC 3339 stamps, with or without fractions, in UTC.</summary>
public sealed class TolerantTime : TolerantConverter<DateTimeOffset?>
{
    protected override DateTimeOffset? Convert(ref Utf8JsonReader reader) =>
        DateTimeOffset.TryParse(Text(ref reader), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;

    public override void Write(Utf8JsonWriter writer, DateTimeOffset? value, JsonSerializerOptions options)
    {
        if (value is { } known)
        {
            writer.WriteStringValue(known);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}

/// <summary>The keys of an object, without ever materialising a value.</summary>
public sealed class KeysOnlyConverter : JsonConverter<IReadOnlyList<KeyInfo>?>
{
    public override IReadOnlyList<KeyInfo>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        var keys = new List<KeyInfo>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString() ?? "";
            _ = reader.Read();
            keys.Add(new KeyInfo(name, reader.TokenType == JsonTokenType.Null || (reader.TokenType == JsonTokenType.String && reader.ValueSpan.IsEmpty && reader.ValueSequence.IsEmpty)));
            reader.Skip();
        }

        return keys;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<KeyInfo>? value, JsonSerializerOptions options) =>
        throw new NotSupportedException("The values of a ConfigMap or Secret were never read.");
}

internal static class JsonOrNull
{
    public static void Write(Utf8JsonWriter writer, long? value)
    {
        if (value is { } known)
        {
            writer.WriteNumberValue(known);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
