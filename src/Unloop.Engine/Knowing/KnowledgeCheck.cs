using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;
using Unloop.Core.Reasoning;
using Unloop.Core.Signatures;
using Unloop.Knowledge;

namespace Unloop.Engine.Knowing;

/// <summary>Who won a case: the line that is kept for review.</summary>
/// <param name="Winner">The rule of the cause that was found; null for undetermined.</param>
public sealed record CaseRanking(SignatureCase Case, string? Winner, Cause? Cause);

/// <summary>Runs every case against every signature and through the whole of the reasoning.</summary>
public sealed class KnowledgeCheck
{
    private readonly SignatureIndex _index;
    private readonly SignatureMatcher _matcher;
    private readonly Reasoner _reasoner;

    public KnowledgeCheck(SignatureIndex index)
    {
        _index = index;
        _matcher = new SignatureMatcher(index);
        _reasoner = new Reasoner(index);
    }

    /// <summary>Reads signature and case files, as <c>area/id.yaml</c> and <c>area/id.cases.yaml</c> with their texts: signatures, cases and all errors of form.</summary>
    public static (IReadOnlyList<Signature> Signatures, IReadOnlyList<SignatureCase> Cases, IReadOnlyList<KnowledgeError> Errors) Read(
        IReadOnlyList<(string Path, string Text)> files)
    {
        var isCases = files.ToLookup(f => f.Path.EndsWith(".cases.yaml", StringComparison.Ordinal));
        var (signatures, errors) = KnowledgeBase.Check(isCases[false]);
        var all = errors.ToList();
        var cases = new List<SignatureCase>();
        foreach (var (path, text) in isCases[true])
        {
            var (read, found) = SignatureCaseReader.Read(path, text);
            cases.AddRange(read);
            all.AddRange(found);
            if (files.All(f => f.Path != path.Replace(".cases.yaml", ".yaml", StringComparison.Ordinal)))
            {
                all.Add(new(path, 1, 1, "there is no signature beside these cases"));
            }
        }

        all.AddRange(signatures.Where(s => !Counts(s, cases)).Select(s => new KnowledgeError(
            $"{s.Area}/{s.Id}.yaml", 1, 1, "the signature does not count: it needs a case with a source and a near-miss that holds a literal")));
        return (signatures, cases, all);
    }

    /// <summary>A signature counts with a sourced case and a near-miss.</summary>
    public static bool Counts(Signature signature, IEnumerable<SignatureCase> cases)
    {
        var own = cases.Where(c => c.Signature == signature.Id).ToList();
        return own.Any(c => !c.NearMiss && c.Source is not null) && own.Any(c => c.NearMiss && HoldsLiteral(signature, c));
    }

    /// <summary>What is wrong with one case, in sentences; empty when its signature does what it says.</summary>
    public IEnumerable<string> Problems(SignatureCase @case)
    {
        var signature = _index.Signatures.FirstOrDefault(s => s.Id == @case.Signature);
        if (signature is null)
        {
            yield break;
        }

        var pod = CaseEvidence.Of(@case, _index);
        var found = _matcher.Find(pod, pod.Containers[0]).Where(f => f.Rule == @case.Signature).ToList();
        if (@case.NearMiss)
        {
            if (!HoldsLiteral(signature, @case))
            {
                yield return "the near-miss holds none of the signature's literals, so it proves nothing";
            }

            if (found.Count > 0)
            {
                yield return $"the near-miss matches: {found[0].Statement}";
            }

            yield break;
        }

        if (found.Count == 0)
        {
            yield return "the signature does not match its case";
        }
        else if (@case.ExpectedSubject is { } subject && found.All(f => f.Subject != subject))
        {
            yield return $"the subject is '{found[0].Subject}', not '{subject}'";
        }
    }

    /// <summary>Who wins the case when all signatures and analyzers look at it.</summary>
    public CaseRanking Rank(SignatureCase @case)
    {
        var diagnoses = _reasoner.Diagnose(CaseEvidence.Of(@case, _index));
        var cause = diagnoses.FirstOrDefault(d => d.Subject.Container == @case.Container)?.Cause;
        return new CaseRanking(@case, cause?.Rule, cause);
    }

    private static bool HoldsLiteral(Signature signature, SignatureCase @case)
    {
        var text = string.Join('\n', [@case.Log ?? "", @case.Message ?? "", .. @case.Events]).Replace("\\\"", "\"", StringComparison.Ordinal);
        return signature.Match.Any(m => text.Contains(m.Literal, StringComparison.OrdinalIgnoreCase));
    }
}
