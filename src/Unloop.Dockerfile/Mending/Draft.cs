using Unloop.Dockerfile.Checks;
using Unloop.Dockerfile.Ignoring;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Bases;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Mending;

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

    /// <returns>Why this draft is no better than the one before, which had the defect; null when it is.</returns>
    public string? WorseThan(Draft before, Defect defect)
    {
        if (Model.Document.Errors.Count > before.Model.Document.Errors.Count)
        {
            return $"the Dockerfile could not be read afterwards ({Model.Document.Errors[0].Message})";
        }

        if (Model.FirstFailure is { } failure && before.Model.FirstFailure is null)
        {
            return $"the build would stop at line {failure.Instruction.FirstLine} ({failure.Outcome.Reason})";
        }

        var gained = Defects.GroupBy(Key).FirstOrDefault(g => g.Count() > before.Defects.Count(d => Key(d) == g.Key))?.Last();
        if (gained is not null)
        {
            return $"another defect would show: {gained.Statement}";
        }

        return Defects.Count(d => Key(d) == Key(defect)) < before.Defects.Count(d => Key(d) == Key(defect)) ? null : "the defect would still be there";
    }

    public static (string Rule, string Subject) Key(Defect defect) => (defect.Rule, defect.Subject);
}
