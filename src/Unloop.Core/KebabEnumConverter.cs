using System.Text.Json;
using System.Text.Json.Serialization;

namespace Unloop.Core;

/// <summary>Writes enum members in kebab case, the spelling of the public contract.</summary>
public sealed class KebabEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
