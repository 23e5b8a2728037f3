using System.Text;
using System.Text.Json;
using Unloop.Core.Facts;
using Unloop.Core.Reports;

namespace Unloop.Evidence.Bundles;

/// <summary>Evidence as the files of a bundle. Pure: where they go is for the caller.</summary>
public static class BundleWriter
{
    /// <summary>The manifest comes last, so that a bundle cut short shows it.</summary>
    public static IEnumerable<BundleEntry> Write(IReadOnlyList<PodEvidence> pods, string version)
    {
        var paths = new List<string>();
        foreach (var pod in pods)
        {
            foreach (var entry in Pod(pod))
            {
                paths.Add(entry.Path);
                yield return entry;
            }
        }

        var manifest = new BundleManifest { Schema = BundleLayout.Schema, Version = version, ObservedAt = pods.Max(p => p.ObservedAt), Files = paths };
        yield return new BundleEntry(BundleLayout.ManifestName, JsonSerializer.SerializeToUtf8Bytes(manifest, BundleJson.Default.BundleManifest));
    }

    private static IEnumerable<BundleEntry> Pod(PodEvidence pod)
    {
        var folder = $"pods/{Safe(pod.Subject.Namespace ?? "default")}/{Safe(pod.Subject.Pod)}";
        yield return new BundleEntry($"{folder}/{BundleLayout.EvidenceName}", JsonSerializer.SerializeToUtf8Bytes(pod, CoreJson.Default.PodEvidence));
        foreach (var log in pod.Logs)
        {
            var instance = log.Instance == LogInstance.Previous ? "previous" : "current";
            yield return new BundleEntry($"{folder}/{Safe(log.Container)}.{instance}.log", Encoding.UTF8.GetBytes(Text(log)));
        }
    }

    private static string Text(LogWindow log)
    {
        var text = new StringBuilder();
        var previous = 0;
        foreach (var line in log.Lines)
        {
            if (line.Number > previous + 1)
            {
                _ = text.Append("… ").Append(line.Number - previous - 1).Append(" lines are not kept …\n");
            }

            _ = text.Append(line.Text).Append('\n');
            previous = line.Number;
        }

        return text.ToString();
    }

    /// <summary>Names in Kubernetes are safe; evidence from files may claim any.</summary>
    private static string Safe(string name)
    {
        var safe = new string([.. name.Take(253).Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_')]);
        return safe.Trim('.') is { Length: > 0 } && safe[0] != '.' ? safe : "_" + safe.TrimStart('.');
    }
}
