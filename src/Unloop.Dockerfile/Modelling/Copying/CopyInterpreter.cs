using Unloop.Dockerfile.Modelling.Files;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Modelling.Copying;

/// <summary>Carries out a COPY or ADD over the model of files, as BuildKit does.</summary>
internal sealed class CopyInterpreter
{
    private readonly ModelBuilder _model;
    private readonly Instruction _instruction;
    private readonly StageState _before;
    private readonly CopyOrigin _origin;

    public CopyInterpreter(ModelBuilder model, StageModel stage, Instruction instruction, StageState before)
    {
        _model = model;
        _instruction = instruction;
        _before = before;
        _origin = CopyOrigin.Of(model, stage, before, instruction);
    }

    public (StageState After, StepOutcome Outcome, CopyResult Copy) Run()
    {
        var sources = _instruction.Sources;
        var written = _instruction.Destination is { } word ? Expand(word) : null;
        var target = written is null ? null : Target.Of(_before, written);
        var result = new CopyResult
        {
            FromStage = _origin.Stage,
            FromImage = _origin.Image,
            Destination = target?.Path,
            DestinationIsDirectory = target?.IsWrittenAsDirectory ?? false,
        };
        if (target is null)
        {
            return (Disturbed("/"), StepOutcome.Unknown, result);
        }

        if (_origin.Failure is { } circular)
        {
            return (Disturbed(target.Path), circular, result);
        }

        if (sources.Count > 1 && !target.IsWrittenAsDirectory)
        {
            return (Disturbed(target.Path), StepOutcome.Fails(
                $"several sources go to {written}, which does not end in a slash",
                $"When using {_instruction.Keyword} with more than one source file, the destination must be a directory and end with a /"), result);
        }

        return Place(sources, target, result);
    }

    private (StageState After, StepOutcome Outcome, CopyResult Copy) Place(IReadOnlyList<string> sources, Target target, CopyResult result)
    {
        var placement = new Placement(_before.Files, target, _instruction, _origin, Owner(), Mode());
        var outcome = StepOutcome.Succeeds;
        var copied = new List<CopiedSource>();
        var heredocs = 0;
        foreach (var source in sources)
        {
            if (heredocs < _instruction.Heredocs.Count && source.Contains("<<", StringComparison.Ordinal))
            {
                copied.Add(placement.Write(_instruction.Heredocs[heredocs], _instruction.Heredocs[heredocs].Expand ? ExpandText : null));
                heredocs++;
                continue;
            }

            var text = Expand(source);
            var one = text is null ? placement.Unknown(null) : placement.Copy(text);
            copied.Add(one);
            outcome = outcome.IsFailure ? outcome : one.Existence switch
            {
                Existence.Absent when !Wildcards.Has(text!) => StepOutcome.Fails(Missing(text!), $"failed to calculate checksum of ref: \"/{text!.TrimStart('/')}\": not found"),
                Existence.Present => outcome,
                _ => StepOutcome.Unknown,
            };
        }

        outcome = outcome.IsFailure ? outcome : placement.Failure ?? outcome;
        var state = outcome.IsFailure ? Disturbed(target.Path) : _before with { Files = placement.Files };
        return (state, outcome, result with { Sources = copied });
    }

    private string Missing(string source) =>
        !_origin.IsContext ? $"{source} does not exist in {_origin.Stage?.Name ?? _origin.Image ?? $"stage {_origin.Stage?.Index}"}"
        : _model.Context?.IsIgnored(source) == true && _model.Context.Exists(source) == Existence.Present ? $"{source} is kept out of the build context by the ignore file"
        : $"{source} is not in the build context";

    private string? Owner() => _instruction.Flag("chown") is { } owner ? Expand(owner) : null;

    private ModeChange? Mode() => _instruction.Flag("chmod") is { } mode && Expand(mode) is { } text ? ModeText.Parse(text) : null;

    private string? Expand(string word) => Variables.Expand(word, _model.Escape, _before);

    private string? ExpandText(string text) => Expansion.Expander.ExpandText(text, name => Variables.Lookup(_before, name)).Value;

    private StageState Disturbed(string path) => _before with { Files = Changes.Disturb(_before.Files, path, _origin.Origin) };
}
