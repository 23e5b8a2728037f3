using System.Text.Json;
using Unloop.Core.Facts;

namespace Unloop.Evidence.Describe;

/// <summary>The volumes of a described pod.</summary>
internal static class VolumeDescription
{
    /// <summary>Which field of each kind names the source.</summary>
    private static readonly Dictionary<string, string[]> Sources = new()
    {
        ["configMap"] = ["Name"],
        ["secret"] = ["SecretName"],
        ["hostPath"] = ["Path"],
        ["persistentVolumeClaim"] = ["ClaimName"],
        ["projected"] = ["ConfigMapName", "SecretName"],
        ["csi"] = ["Driver"],
        ["nfs"] = ["Server"],
    };

    public static IEnumerable<VolumeFact> Read(List<string> lines)
    {
        string? name = null;
        var fields = new List<Field>();
        foreach (var line in lines.Where(l => l.Trim().Length > 0))
        {
            var field = Field.Of(line.Replace('\t', ' '));
            if (field is { Indent: 1 or 2 } heading)
            {
                if (name is not null)
                {
                    yield return Volume(name, fields);
                }

                name = heading.Key;
                fields = [];
            }
            else if (field is { } part)
            {
                fields.Add(part);
            }
        }

        if (name is not null)
        {
            yield return Volume(name, fields);
        }
    }

    private static VolumeFact Volume(string name, List<Field> fields)
    {
        string? Value(string key) => fields.FirstOrDefault(f => f.Key == key).Value is { } value && !Field.IsNone(value) ? value : null;

        var kind = Kind(Value("Type") ?? "");
        var sources = (Sources.GetValueOrDefault(kind) ?? []).SelectMany(key => fields.Where(f => f.Key == key).Select(f => f.Value)).Where(v => !Field.IsNone(v)).ToList();
        return new VolumeFact(
            name,
            kind,
            sources is [] ? null : string.Join(", ", sources),
            Value("Optional") switch { "true" => true, "false" => false, _ => null },
            Value("Medium"),
            Value("SizeLimit"));
    }

    /// <summary><c>ConfigMap (a volume populated by a ConfigMap)</c> as the API's <c>configMap</c>.</summary>
    private static string Kind(string type)
    {
        var word = type.Split(' ')[0];
        return word is "CSI" or "NFS" or "RBD" or "FC" ? word.ToLowerInvariant() : word.Length == 0 ? "unknown" : JsonNamingPolicy.CamelCase.ConvertName(word);
    }
}
