using System.Globalization;
using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Unloop.Evidence.Yaml;

/// <summary>
/// The core schema: a plain <c>true</c>, <c>123</c> or <c>null</c> is what it looks like, whatever is quoted is a string. Numbers that JSON
/// writes otherwise (<c>0x1F</c>, <c>0o17</c>, <c>.5</c>) are converted; <c>.inf</c> and <c>.nan</c> have no JSON and stay text.
/// </summary>
internal static class YamlScalar
{
    public static void Write(Utf8JsonWriter json, Scalar scalar)
    {
        var value = scalar.Value;
        if (scalar.Style != ScalarStyle.Plain || (!scalar.Tag.IsEmpty && scalar.Tag.Value == "tag:yaml.org,2002:str"))
        {
            json.WriteStringValue(Valid(value));
            return;
        }

        switch (value)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                json.WriteNullValue();
                break;
            case "true" or "True" or "TRUE":
                json.WriteBooleanValue(true);
                break;
            case "false" or "False" or "FALSE":
                json.WriteBooleanValue(false);
                break;
            default:
                if (!WriteNumber(json, value))
                {
                    json.WriteStringValue(Valid(value));
                }

                break;
        }
    }

    /// <summary>Half a surrogate pair, which an escape can make, is not text.</summary>
    public static string Valid(string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (char.IsSurrogate(value[i]))
            {
                if (!char.IsSurrogatePair(value, i))
                {
                    return System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(value));
                }

                i++;
            }
        }

        return value;
    }

    private static bool WriteNumber(Utf8JsonWriter json, string value)
    {
        if (value[0] is not ('+' or '-' or '.') && !char.IsAsciiDigit(value[0]))
        {
            return false;
        }

        if (IsJsonNumber(value))
        {
            json.WriteRawValue(value, skipInputValidation: true);
            return true;
        }

        if (value.StartsWith("0x", StringComparison.Ordinal) && ulong.TryParse(value.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex))
        {
            json.WriteNumberValue(hex);
            return true;
        }

        // Octal as of YAML 1.2, and as of 1.1, which is what Kubernetes reads (defaultMode: 0644).
        var octal = value.StartsWith("0o", StringComparison.Ordinal) ? value[2..] : value.Length > 1 && value[0] == '0' ? value[1..] : "";
        if (octal.Length is > 0 and < 21 && !octal.AsSpan().ContainsAnyExceptInRange('0', '7'))
        {
            json.WriteNumberValue(octal.Aggregate(0UL, (sum, digit) => (sum * 8) + (ulong)(digit - '0')));
            return true;
        }

        if (value[0] == '+' && IsJsonNumber(value.AsSpan(1)))
        {
            json.WriteRawValue(value[1..], skipInputValidation: true);
            return true;
        }

        return false;
    }

    /// <summary>The grammar of RFC 8259, so that the digits can be passed on as they stand.</summary>
    private static bool IsJsonNumber(ReadOnlySpan<char> value)
    {
        var at = value.StartsWith("-") ? 1 : 0;
        var whole = Digits(value, ref at);
        if (whole == 0 || (whole > 1 && value[at - whole] == '0'))
        {
            return false;
        }

        if (at < value.Length && value[at] == '.')
        {
            at++;
            if (Digits(value, ref at) == 0)
            {
                return false;
            }
        }

        if (at < value.Length && value[at] is 'e' or 'E')
        {
            at++;
            at += at < value.Length && value[at] is '+' or '-' ? 1 : 0;
            if (Digits(value, ref at) == 0)
            {
                return false;
            }
        }

        return at == value.Length;
    }

    private static int Digits(ReadOnlySpan<char> value, ref int at)
    {
        var start = at;
        while (at < value.Length && char.IsAsciiDigit(value[at]))
        {
            at++;
        }

        return at - start;
    }
}
