using System.Text.Json.Nodes;
using Unloop.Core.Facts;
using Unloop.Core.Text;

namespace Unloop.Core.Planning.Remedies;

/// <summary>Gives a ConfigMap, a Secret or one of their keys another name, at every place of a template that names it.</summary>
internal sealed class ReferenceEdit(TemplateEditor edit, ReferenceFact reference)
{
    private readonly bool _isMap = reference.Kind == "ConfigMap";

    public void Rename(string meant)
    {
        var isKey = reference.Presence == Presence.KeyMissing;
        foreach (var (source, name, hasKey) in Sources().ToList())
        {
            if (source[name].Text() != reference.Name)
            {
                continue;
            }

            if (!isKey)
            {
                source[name] = meant;
            }
            else if (hasKey && source["key"].Text() == reference.Key)
            {
                source["key"] = meant;
            }
            else
            {
                RenameItems(source, meant);
            }
        }

        if (isKey)
        {
            RenameSubPaths(meant);
        }
    }

    /// <summary>Every object that names one of that kind, under which member, and whether it names a single key too.</summary>
    private IEnumerable<(JsonObject Source, string Name, bool HasKey)> Sources()
    {
        foreach (var container in edit.Containers)
        {
            foreach (var variable in container["env"].Objects())
            {
                if (variable["valueFrom"]?[_isMap ? "configMapKeyRef" : "secretKeyRef"] is JsonObject one)
                {
                    yield return (one, "name", true);
                }
            }

            foreach (var all in container["envFrom"].Objects())
            {
                if (all[_isMap ? "configMapRef" : "secretRef"] is JsonObject whole)
                {
                    yield return (whole, "name", false);
                }
            }
        }

        foreach (var volume in edit.Spec["volumes"].Objects())
        {
            foreach (var source in SourcesOf(volume))
            {
                yield return (source.Source, source.Name, false);
            }
        }

        foreach (var pull in _isMap ? [] : edit.Spec["imagePullSecrets"].Objects())
        {
            yield return (pull, "name", false);
        }
    }

    private IEnumerable<(JsonObject Source, string Name)> SourcesOf(JsonObject volume)
    {
        var kind = _isMap ? "configMap" : "secret";
        if (volume[kind] is JsonObject own)
        {
            yield return (own, _isMap ? "name" : "secretName");
        }

        foreach (var part in (volume["projected"]?["sources"]).Objects())
        {
            if (part[kind] is JsonObject source)
            {
                yield return (source, "name");
            }
        }

        if (!_isMap && volume["csi"]?["nodePublishSecretRef"] is JsonObject published)
        {
            yield return (published, "name");
        }
    }

    private void RenameItems(JsonObject source, string meant)
    {
        foreach (var item in source["items"].Objects().Where(i => i["key"].Text() == reference.Key))
        {
            item["key"] = meant;
        }
    }

    /// <summary>Where a whole object is a volume, a key is named by the path of its mount.</summary>
    private void RenameSubPaths(string meant)
    {
        foreach (var mount in edit.Containers.SelectMany(c => c["volumeMounts"].Objects()).Where(m => m["subPath"].Text() == reference.Key))
        {
            if (edit.VolumeOf(mount) is { } of && SourcesOf(of.Volume).Any(s => s.Source[s.Name].Text() == reference.Name && s.Source["items"] is null))
            {
                mount["subPath"] = meant;
            }
        }
    }
}
