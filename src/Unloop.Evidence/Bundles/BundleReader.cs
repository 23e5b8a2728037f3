using System.Text.Json;
using System.Text.Json.Serialization;
using Unloop.Core.Facts;
using Unloop.Core.Reports;
using Unloop.Evidence.Logs;
using Unloop.Evidence.Offline;

namespace Unloop.Evidence.Bundles;

/// <summary>Takes the bundles among the files, wherever they lie, and leaves the rest.</summary>
internal static class BundleReader
{
    private const int MaximumManifest = 16 << 20;
    private const int MaximumEvidence = 256 << 20;

    /// <summary>The pod's own type, but with text that cannot act on a terminal: a bundle comes from anywhere.</summary>
    private static readonly JsonSerializerOptions Options = new(CoreJson.Default.Options)
    {
        TypeInfoResolver = CoreJson.Default,
        RespectRequiredConstructorParameters = true,
        Converters = { new CleanString() },
    };

    public static IReadOnlyList<InputFile> Take(IReadOnlyList<InputFile> files, Gathered gathered)
    {
        var rest = files.ToList();
        foreach (var manifest in files.Where(f => f.Name == BundleLayout.ManifestName))
        {
            if (Parse<BundleManifest>(manifest, MaximumManifest, BundleJson.Default.BundleManifest) is not { Schema: { } schema } read)
            {
                continue;
            }

            var root = manifest.Folder.Length == 0 ? "" : manifest.Folder + "/";
            var inside = rest.Where(f => f.Path.StartsWith(root, StringComparison.Ordinal)).ToList();
            _ = rest.RemoveAll(inside.Contains);
            if (schema != BundleLayout.Schema)
            {
                gathered.Problems.Add(new Problem(ProblemKind.BadInput, $"{manifest.Path} has the schema {LineCleaner.Text(schema)}; this version of Unloop reads {BundleLayout.Schema}"));
                continue;
            }

            gathered.Note(manifest, "a bundle of unloop capture");
            TakeBundle(root, read, inside, gathered);
        }

        return rest;
    }

    private static void TakeBundle(string root, BundleManifest manifest, List<InputFile> inside, Gathered gathered)
    {
        foreach (var missing in (manifest.Files ?? []).Where(f => f is not null && inside.TrueForAll(i => i.Path != root + f)))
        {
            gathered.Problems.Add(new Problem(ProblemKind.BadInput, $"the bundle is not whole: {LineCleaner.Text(missing)} is missing"));
        }

        foreach (var file in inside.Where(f => f.Name == BundleLayout.EvidenceName).OrderBy(f => f.Path, StringComparer.Ordinal))
        {
            if (Parse(file, MaximumEvidence, (System.Text.Json.Serialization.Metadata.JsonTypeInfo<PodEvidence>)Options.GetTypeInfo(typeof(PodEvidence))) is { } pod)
            {
                gathered.Bundled.Add(EvidenceRepair.Complete(pod));
                gathered.Note(file, "evidence of pod " + pod.Subject.Pod);
            }
            else
            {
                gathered.Problems.Add(new Problem(ProblemKind.BadInput, $"{file.Path}: the evidence cannot be read; capture it again"));
            }
        }
    }

    private static T? Parse<T>(InputFile file, int limit, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            using var stream = file.Open();
            using var copy = new MemoryStream();
            var buffer = new byte[64 * 1024];
            while (stream.Read(buffer) is var read and > 0)
            {
                copy.Write(buffer, 0, read);
                if (copy.Length > limit)
                {
                    return null;
                }
            }

            return JsonSerializer.Deserialize(copy.GetBuffer().AsSpan(0, (int)copy.Length), type);
        }
        catch (Exception e) when (e is JsonException or IOException or InvalidDataException or UnauthorizedAccessException or InvalidOperationException)
        {
            return null;
        }
    }

    private sealed class CleanString : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetString() is { } text ? LineCleaner.Visible(text) : null;

        public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => LineCleaner.Visible(reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

        public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(value);
    }
}
