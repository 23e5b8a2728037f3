using Unloop.Dockerfile.Checks;
using Unloop.Dockerfile.Ignoring;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Bases;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Mending;

/// <param name="Worse">Why a draft is no better than the one before; null when it is better.</param>
/// <param name="Gained">The defect that was not there before, if that is why.</param>
internal readonly record struct Verdict(string? Worse, Defect? Gained = null)
{
    public bool IsBetter => Worse is null;
}

/// <summary>The files as they stand after some patches, the model of them, and what the rules find in it.</summary>
internal sealed class Draft
{
    private readonly IBaseImages? _bases;
    private readonly IReadOnlyList<IRule>? _rules;

    public Draft(DockerfileDocument document, BuildContext? context, IBaseImages? bases, BuildOptions? options, IReadOnlyList<IRule>? rules)
    {
        _bases = bases;
        _rules = rules;
        Model = BuildModel.Of(document, context, bases, options);
        Defects = rules is null ? RuleList.Check(Model) : [.. rules.SelectMany(r => r.Check(Model)).OrderBy(d => d.Line)];
    }

    public BuildModel Model { get; }

    public IReadOnlyList<Defect> Defects { get; }

    public Draft With(Proposal proposal)
    {
        var document = proposal.Dockerfile is { } text ? DockerfileDocument.Parse(text) : Model.Document;
        var context = Model.Context is { } known && proposal.Ignore is { } ignore ? new BuildContext(known.Files, known.IsComplete, IgnoreFile.Parse(ignore)) : Model.Context;
        return new Draft(document, context, _bases, Model.Options, _rules);
    }

    /// <summary>Holds this draft against the one before, which had the defect.</summary>
    public Verdict Compare(Draft before, Defect defect)
    {
        if (Model.Document.Errors.Count > before.Model.Document.Errors.Count)
        {
            return new($"the Dockerfile could not be read afterwards ({Model.Document.Errors[0].Message})");
        }

        if (Defects.Count(d => Key(d) == Key(defect)) >= before.Defects.Count(d => Key(d) == Key(defect)))
        {
            return new("the defect would still be there");
        }

        var gained = Defects.GroupBy(Key).FirstOrDefault(g => g.Count() > before.Defects.Count(d => Key(d) == g.Key))?.Last();
        if (gained is not null)
        {
            return new($"another defect would show: {gained.Statement}", gained);
        }

        return Model.FirstFailure is { } failure && before.Model.FirstFailure is null
            ? new($"the build would stop at line {failure.Instruction.FirstLine} ({failure.Outcome.Reason})")
            : new(null);
    }

    public static (string Rule, string Subject) Key(Defect defect) => (defect.Rule, defect.Subject);
}
