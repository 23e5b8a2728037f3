using System.Collections.Immutable;
using Unloop.Dockerfile.Expansion;
using Unloop.Dockerfile.Modelling.Bases;
using Unloop.Dockerfile.Modelling.Files;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Modelling;

/// <summary>Goes through the document once, stage by stage.</summary>
internal sealed class ModelBuilder(DockerfileDocument document, BuildContext? context, IBaseImages bases, BuildOptions options)
{
    private readonly List<StageModel> _stages = [];
    private readonly Dictionary<string, string?> _globals = new(StringComparer.Ordinal);

    public char Escape => document.Escape;

    public BuildContext? Context => context;

    public IBaseImages Bases => bases;

    public BuildOptions Options => options;

    /// <summary>Grows with every step, so that later changes are told from earlier ones.</summary>
    public int Order { get; private set; }

    public BuildModel Build()
    {
        StageBuilder? stage = null;
        foreach (var instruction in document.Instructions)
        {
            Order++;
            if (instruction.Keyword == "FROM")
            {
                stage = new StageBuilder(this, Begin(instruction));
                _stages.Add(stage.Stage);
            }
            else if (stage is not null)
            {
                stage.Step(instruction);
            }
            else if (instruction.Keyword == "ARG")
            {
                DeclareGlobals(instruction);
            }
        }

        var target = options.Target is { } name ? FindStage(name) : _stages.LastOrDefault();
        Needs.Mark(_stages, target);
        return new BuildModel(document, context, options, _stages, target);
    }

    /// <summary>A stage by name or index, of those before; null when the name is not that of a stage.</summary>
    public StageModel? FindStage(string name) =>
        _stages.FindLast(s => s.Name is { } own && own.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? (int.TryParse(name, System.Globalization.NumberStyles.None, null, out var index) && index < _stages.Count ? _stages[index] : null);

    /// <summary>The value of an ARG in a stage: from the command line, else its default, else the global one of that name. Null: not known.</summary>
    public string? ArgumentValue(KeyValue argument, StageState state)
    {
        if (options.BuildArgs.TryGetValue(argument.Key, out var given))
        {
            return given;
        }

        return argument.Value is { } value ? Variables.Expand(value, Escape, state)
            : _globals.TryGetValue(argument.Key, out var global) ? global
            : Variables.OfPlatform(argument.Key, options.Platform);
    }

    private void DeclareGlobals(Instruction instruction)
    {
        foreach (var argument in instruction.KeyValues)
        {
            _globals[argument.Key] = options.BuildArgs.TryGetValue(argument.Key, out var given) ? given
                : argument.Value is { } value ? ExpandGlobal(value).Value
                : Variables.OfPlatform(argument.Key, options.Platform);
        }
    }

    private Expanded ExpandGlobal(string word) => Expander.Expand(word, Escape, name =>
        _globals.TryGetValue(name, out var value) ? (value is null ? Variable.Unknown : Variable.Of(value))
        : !Variables.IsPredefined(name) ? Variable.Unset
        : Variables.OfPlatform(name, options.Platform) is { } known ? Variable.Of(known) : Variable.Unknown);

    private StageModel Begin(Instruction from)
    {
        var expanded = ExpandGlobal(from.BaseName ?? "");
        var reference = expanded.Value is { Length: > 0 } value ? value : null;
        var platform = from.Flag("platform") is { } flag ? ExpandGlobal(flag).Value : null;
        var parent = reference is null ? null : FindStage(reference);
        var image = parent?.Base ?? (reference is null ? BaseImage.Unknown(from.BaseName ?? "") : bases.Find(reference, platform ?? options.Platform));
        var outcome = expanded.Value is { Length: 0 } || expanded.Error is not null
            ? StepOutcome.Fails($"the name of the base image, {from.BaseName}, comes out empty or cannot be expanded", "failed to parse stage name \"\": invalid reference format")
            : StepOutcome.Unknown;
        return new StageModel
        {
            Index = _stages.Count,
            Name = from.StageName,
            From = from,
            BaseReference = reference,
            Parent = parent,
            Base = image,
            Platform = platform,
            Outcome = outcome,
            Start = parent is null ? OfImage(image, from) : OfParent(parent.End, from),
        };
    }

    private StageState OfParent(StageState parent, Instruction from) => parent with
    {
        Arguments = ImmutableDictionary<string, string?>.Empty,
        Files = parent.OnBuild.IsEmpty ? parent.Files : AfterTriggers(parent.Files, from),
        OnBuild = [],
    };

    private StageState OfImage(BaseImage image, Instruction from)
    {
        var origin = new FileOrigin { Kind = OriginKind.Base, Stage = _stages.Count, Order = Order, SourcePath = "/" };
        var root = Node.Directory(origin, Order) with { Rest = [RestSource.Of(image, "/", origin)] };
        var files = new FileTree(root);
        var state = image.Configuration is { } configuration ? BaseState.Of(configuration, files) : BaseState.Unknown(files);
        state = state with { Users = UserTable.Of(image.Traits), Managers = ManagerVersions.Of(image, state) };
        return image.Configuration?.OnBuild is { Count: > 0 } ? state with { Files = AfterTriggers(files, from) } : state;
    }

    /// <summary>ONBUILD triggers run here with this build's context: what they bring is not followed.</summary>
    private FileTree AfterTriggers(FileTree files, Instruction from) =>
        Changes.Disturb(files, "/", new FileOrigin { Kind = OriginKind.Command, Instruction = from, Stage = _stages.Count, Order = Order });
}
