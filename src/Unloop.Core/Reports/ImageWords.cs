using System.Globalization;
using System.Text;
using System.Text.Json;
using Unloop.Core.Facts.Images;

namespace Unloop.Core.Reports;

/// <summary>The words for what an image holds.</summary>
internal sealed class ImageWords(ImageFacts image)
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB"];

    private static readonly string[] Sums = ["file:", "dir:", "multi:"];
    private const int SumLength = 64;
    private const int ShownOfSum = 12;

    public string? Platform => image.Os is null && image.Architecture is null ? null
        : string.Join('/', new[] { image.Os, image.Architecture, image.Variant }.Where(p => p is { Length: > 0 }));

    /// <summary><c>1.5 MiB</c>; whole bytes below one KiB.</summary>
    public static string Bytes(long size)
    {
        var (value, unit) = ((double)size, 0);
        while (value >= 1024 && unit < Units.Length - 1)
        {
            (value, unit) = (value / 1024, unit + 1);
        }

        return unit == 0 ? $"{size} B" : string.Create(CultureInfo.InvariantCulture, $"{value:0.0} {Units[unit]}");
    }

    /// <summary>As in a Dockerfile: <c>["node", "server.js"]</c>.</summary>
    public static string Json(IReadOnlyList<string> words) =>
        $"[{string.Join(", ", words.Select(w => $"\"{JsonEncodedText.Encode(w, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\""))}]";

    /// <summary>One file in a sentence without full stop.</summary>
    /// <param name="named">Begin with its path.</param>
    public string File(ImageFile file, bool named)
    {
        var words = new StringBuilder(named ? file.Path + ": " : "");
        _ = file.Presence switch
        {
            FilePresence.Absent => words.Append("is not there: no layer has it"),
            FilePresence.Deleted => words.Append($"is not there: {Made("deleted in", file.DeletedIn)}").Append(file.Layer is null ? "" : $"; {Made("it was made in", file.Layer)}"),
            FilePresence.Dangling => words.Append($"leads nowhere: a link to {file.Target}, which is not there"),
            FilePresence.Unknown => words.Append("is not known: a layer could not be read"),
            _ => Present(words, file),
        };
        return words.ToString();
    }

    /// <summary>The instruction; of the sums by which classic builders and buildah name what was copied, the beginning.</summary>
    public static string Instruction(ImageStep step) => string.Join(' ', step.CreatedBy.Split(' ').Select(w =>
        Sums.FirstOrDefault(s => w.StartsWith(s, StringComparison.Ordinal)) is { } sum && w.Length == sum.Length + SumLength ? w[..(sum.Length + ShownOfSum)] + "…" : w));

    /// <summary>The layer that the step at that place of the history went into together with later ones; null when it has its own or none.</summary>
    public int? LayerAround(int step)
    {
        for (var i = 0; i < image.Layers.Count; i++)
        {
            if (image.Layers[i] is { FirstStep: >= 0 } layer && layer.FirstStep < layer.LastStep && step >= layer.FirstStep && step <= layer.LastStep)
            {
                return i;
            }
        }

        return null;
    }

    private StringBuilder Present(StringBuilder words, ImageFile file)
    {
        _ = words.Append(file.Kind switch
        {
            FileKind.Directory => "a folder",
            FileKind.Symlink => "a link",
            FileKind.Other => "a device or pipe",
            _ => "a file",
        });
        if (file.Mode is { } mode)
        {
            _ = words.Append(", 0").Append(Convert.ToString(mode, 8).PadLeft(3, '0'));
        }

        if (file.Uid is { } uid)
        {
            _ = words.Append($", owned by {uid}:{file.Gid ?? 0}");
        }

        if (file is { Size: { } size, Kind: FileKind.File })
        {
            _ = words.Append(size == 0 ? ", empty" : $", {Bytes(size)}");
        }

        if (file.RealPath is { } real && real != file.Path)
        {
            _ = words.Append($", really {real}");
        }

        return file.Layer is null ? words : words.Append(", ").Append(Made("made in", file.Layer));
    }

    /// <summary><c>made in layer 3 (COPY . .)</c>; of a layer that several instructions share, the first and the last.</summary>
    private string Made(string verb, int? number)
    {
        if (number is not { } index || index < 0 || index >= image.Layers.Count)
        {
            return $"{verb} an unknown layer";
        }

        var layer = image.Layers[index];
        var steps = (layer.FirstStep, layer.LastStep) switch
        {
            var (first, last) when last < 0 || last >= image.History.Count || first < 0 => "",
            var (first, last) when first == last => $" ({Instruction(image.History[last])})",
            var (first, last) => $" ({Instruction(image.History[first])} to {Instruction(image.History[last])})",
        };
        return $"{verb} layer {index}{steps}";
    }
}
