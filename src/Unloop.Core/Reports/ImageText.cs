using Unloop.Core.Facts.Images;

namespace Unloop.Core.Reports;

/// <summary>
/// What an image holds, for a terminal. The end is what a person sees first, so what was asked for and what will not start stand last. Pure: lines
/// in, nothing written.
/// </summary>
public sealed class ImageText
{
    private const int LabelWidth = 14;
    private const int MostLabels = 12;
    private const int MostPackages = 60;
    private const int MostHeadLines = 12;

    private readonly LineWriter _text;
    private readonly ImageFacts _image;
    private readonly ImageWords _words;

    private ImageText(ImageFacts image, int width) => (_image, _text, _words) = (image, new LineWriter(width, LabelWidth), new ImageWords(image));

    /// <param name="width">Columns to wrap at.</param>
    public static IReadOnlyList<StyledLine> Write(ImageFacts image, int width = 80)
    {
        var text = new ImageText(image, width);
        text.Identity();
        text.Configuration();
        text.Layers();
        text.Inventories();
        text.Start();
        text.Files();
        text.Gaps();
        return text._text.Lines;
    }

    private void Identity()
    {
        _text.Line(new Span(_image.Reference, Tone.Strong));
        Labelled("platform", _words.Platform);
        Labelled("digest", _image.Digest);
        if (_image.TagDigest is { } tag && tag != _image.Digest)
        {
            _text.Labelled("tag", _image.TagManifests.Count > 0 || _image.Platforms.Count > 1 ? $"{tag}, an index" : tag);
        }

        if (_image.Platforms.Count > 1)
        {
            _text.Labelled("platforms", string.Join(", ", _image.Platforms));
        }

        Labelled("created", _image.Config.Created?.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", System.Globalization.CultureInfo.InvariantCulture));
    }

    private void Configuration()
    {
        var config = _image.Config;
        Section("Configuration");
        _text.Labelled("Entrypoint", config.Entrypoint is null ? "none" : ImageWords.Json(config.Entrypoint));
        _text.Labelled("Cmd", config.Cmd is null ? "none" : ImageWords.Json(config.Cmd));
        _text.Labelled("WorkingDir", config.WorkingDir is { Length: > 0 } folder ? folder : "/");
        _text.Labelled("User", config.User is { Length: > 0 } user ? user : "root (none is named)");
        Several("Env", config.Env);
        Several("Ports", config.ExposedPorts);
        Several("Volumes", config.Volumes);
        Several("Labels", [.. config.Labels.OrderBy(l => l.Key, StringComparer.Ordinal).Take(MostLabels).Select(l => $"{l.Key}={l.Value}")]);
        if (config.Labels.Count > MostLabels)
        {
            _text.Labelled("", $"and {config.Labels.Count - MostLabels} more: -o json has all", Tone.Dim);
        }
    }

    /// <summary>The builder's steps in their order, each layer where its last step is; then the layers of which the history does not speak.</summary>
    private void Layers()
    {
        Section($"Layers ({_image.Layers.Count}, {ImageWords.Bytes(_image.Layers.Sum(l => l.Size))} compressed)");
        for (var i = 0; i < _image.History.Count; i++)
        {
            var step = _image.History[i];
            var isLayer = step.Layer is { } layer && layer < _image.Layers.Count;
            var head = isLayer ? LayerHead(step.Layer!.Value) : LayerHead(null);
            var inside = !isLayer && _words.LayerAround(i) is { } around ? $"  (in layer {around})" : "";
            _text.Wrapped(head, [new Span(ImageWords.Instruction(step) + inside, isLayer || inside.Length > 0 ? Tone.Plain : Tone.Dim)]);
        }

        for (var i = 0; i < _image.Layers.Count; i++)
        {
            if (_image.Layers[i].LastStep < 0)
            {
                _text.Wrapped(LayerHead(i), [new Span($"{_image.Layers[i].Digest}: the history does not say what made it", Tone.Dim)]);
            }
        }
    }

    private string LayerHead(int? layer) => layer is { } number
        ? $"  {number,3}  {ImageWords.Bytes(_image.Layers[number].Size),9}  "
        : $"  {"",3}  {"",9}  ";

    private void Inventories()
    {
        foreach (var inventory in _image.Inventories)
        {
            Section($"Packages in {inventory.Folder} ({inventory.Ecosystem}, {inventory.Names.Count})");
            var more = inventory.Names.Count > MostPackages ? $" and {inventory.Names.Count - MostPackages} more" : "";
            _text.Wrapped("  ", [new Span(string.Join(", ", inventory.Names.Take(MostPackages)) + more)]);
        }
    }

    private void Start()
    {
        if (_image.Entrypoint is not { } start)
        {
            return;
        }

        Section("Start");
        _text.Labelled("runs", start.Argv.Count > 0 ? ImageWords.Json(start.Argv) : "nothing");
        Labelled("in", start.WorkingDir);
        Labelled("as", start.User);
        Labelled("program", start.Program is { } program ? _words.File(program, named: true) : null);
        Labelled("script", start.Script is { } script ? _words.File(script, named: true) : null);
        foreach (var trouble in start.Troubles)
        {
            _text.Labelled("trouble", trouble.Statement, Tone.Bad);
        }

        if (start.Troubles.Count == 0)
        {
            _text.Labelled("trouble", "none was found", Tone.Good);
        }
    }

    private void Files()
    {
        if (_image.Files.Count == 0 && _image.Searched.Count == 0)
        {
            return;
        }

        Section("Paths");
        foreach (var file in _image.Files)
        {
            _text.Line(new Span("  "), new Span(file.Path, Tone.Strong));
            _text.Wrapped("    ", [new Span(_words.File(file, named: false), file.Presence is FilePresence.Present ? Tone.Plain : Tone.Bad)]);
            if (file.Entries is { } entries)
            {
                _text.Wrapped("    ", [new Span(entries.Count == 0 ? "it is empty" : $"holds {string.Join(", ", entries)}")]);
            }

            Head(file.Head);
        }

        foreach (var end in _image.Searched.Where(s => !_image.Files.Any(f => f.Path.EndsWith("/" + s, StringComparison.Ordinal))))
        {
            _text.Line(new Span("  "), new Span($"…/{end}", Tone.Strong));
            _text.Wrapped("    ", [new Span("is nowhere in the image", Tone.Bad)]);
        }
    }

    private void Head(string? head)
    {
        if (head is null)
        {
            return;
        }

        var lines = head.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        foreach (var line in lines.Take(MostHeadLines))
        {
            _text.Line(new Span("    | ", Tone.Dim), new Span(line));
        }

        if (lines.Length > MostHeadLines)
        {
            _text.Line(new Span("    | …", Tone.Dim));
        }
    }

    private void Gaps()
    {
        if (_image.Gaps.Count > 0)
        {
            _text.Empty();
        }

        foreach (var gap in _image.Gaps)
        {
            _text.Labelled("not seen", ReportWords.Gap(gap), Tone.Dim);
        }
    }

    private void Section(string title)
    {
        _text.Empty();
        _text.Line(new Span(title, Tone.Heading));
    }

    private void Labelled(string label, string? text)
    {
        if (text is { Length: > 0 })
        {
            _text.Labelled(label, text);
        }
    }

    private void Several(string label, IReadOnlyList<string> items)
    {
        for (var i = 0; i < items.Count; i++)
        {
            _text.Labelled(i == 0 ? label : "", items[i]);
        }
    }
}
