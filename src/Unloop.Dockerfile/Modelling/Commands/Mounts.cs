using Unloop.Dockerfile.Modelling.Copying;
using Unloop.Dockerfile.Modelling.Files;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Modelling.Commands;

/// <summary>What <c>--mount</c> shows to a RUN, and takes away again.</summary>
internal sealed class Mounts(ModelBuilder model, StageModel stage, StageState state, Instruction instruction)
{
    private readonly List<string> _targets = [];
    private FileTree? _before;

    public FileTree Attach(FileTree files, FileOrigin by)
    {
        _before = files;
        foreach (var flag in instruction.Flags.Where(f => f.Name == "mount" && f.Value is not null))
        {
            files = Attach(files, Options(flag.Value!), by);
        }

        return files;
    }

    /// <summary>Whatever was written to a mount is not in the image.</summary>
    public FileTree Detach(FileTree files, FileOrigin by)
    {
        foreach (var target in _targets)
        {
            var before = _before!.Locate(target, follow: true);
            var place = files.Locate(target, follow: true);
            if (!before.IsUnknown && !place.IsUnknown)
            {
                files = files.Set(place.RealPath, before.Node ?? Node.Absent(by.Moment), by);
            }
        }

        return files;
    }

    private FileTree Attach(FileTree files, Dictionary<string, string> options, FileOrigin by)
    {
        var type = options.GetValueOrDefault("type", "bind");
        var written = options.GetValueOrDefault("target") ?? options.GetValueOrDefault("dst") ?? options.GetValueOrDefault("destination");
        if (type is "secret" or "ssh" && written is null)
        {
            return files;
        }

        if (written is null || Variables.Expand(written, model.Escape, state) is not { } expanded || state.Resolve(expanded) is not { } target)
        {
            return Changes.Disturb(files, "/", by);
        }

        if (target == "/")
        {
            return files;
        }

        _targets.Add(target);
        return Changes.Put(files, target, type == "bind" ? Source(options, by) : Filled(type, by), by);
    }

    /// <summary>A cache holds what earlier builds left in it.</summary>
    private static Node Filled(string type, FileOrigin by) => type switch
    {
        "cache" => Node.Directory(by, by.Moment) with { Effects = new Effects { Gain = by } },
        "tmpfs" => Node.Directory(by, by.Moment),
        _ => new Node { Existence = Existence.Present, Kind = EntryKind.File, Placed = by.Moment, MadeBy = by },
    };

    private Node Source(Dictionary<string, string> options, FileOrigin by)
    {
        var source = options.GetValueOrDefault("source") ?? options.GetValueOrDefault("src") ?? "/";
        var tree = From(options.GetValueOrDefault("from"));
        if (tree is null || Variables.Expand(source, model.Escape, state) is not { } path || tree.Locate(path, follow: true).Node is not { } node)
        {
            return Node.Anything(by) with { Existence = Existence.Present };
        }

        var isFile = node.Kind == EntryKind.Unknown && FileNames.LooksLikeFile(Paths.Name(path));
        return RestSource.Copy(node, by with { SourcePath = path, Source = node.MadeBy }, null, null) with
        {
            Existence = Existence.Present,
            Kind = isFile ? EntryKind.File : node.Kind,
        };
    }

    private FileTree? From(string? name)
    {
        if (name is null)
        {
            return new FileTree(model.Context?.Tree ?? ContextTree.Unknown);
        }

        if (model.FindStage(name) is { } source && source != stage)
        {
            stage.Needs(source);
            return source.End.Files;
        }

        return null;
    }

    private static Dictionary<string, string> Options(string value)
    {
        var options = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in value.Split(','))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            options[equals < 0 ? part : part[..equals]] = equals < 0 ? "" : part[(equals + 1)..];
        }

        return options;
    }
}
