using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;

namespace Unloop.Core.Signatures;

/// <summary>Runs all signatures over what was said about a container. Pure: the same evidence gives the same findings.</summary>
public sealed class SignatureMatcher(SignatureIndex index)
{
    /// <summary>Enough to rank; a log that hits more often says the same thing again and again.</summary>
    private const int MostProofs = 3;

    /// <summary>Captures that say where, and not what.</summary>
    private static readonly string[] Given = ["container", "pod", "namespace", "workload", "image"];

    public IReadOnlyList<Finding> Find(PodEvidence pod, ContainerFacts container)
    {
        var hits = new List<Hit>();
        foreach (var said in Utterances.OfProcess(pod, container).Append(Utterances.OfKubelet(pod, container)))
        {
            foreach (var utterance in said)
            {
                hits.AddRange(HitsOn(utterance, said, pod, container));
            }
        }

        return [.. hits
            .GroupBy(h => (h.Signature.Id, h.Subject))
            .Select(same => ToFinding([.. same], pod, container))];
    }

    private IEnumerable<Hit> HitsOn(Utterance utterance, IReadOnlyList<Utterance> said, PodEvidence pod, ContainerFacts container)
    {
        foreach (var (signature, matcher) in index.CandidatesFor(utterance.Text))
        {
            if (matcher.In.Contains(utterance.Channel) && TryMatch(matcher, utterance, said, Context(pod, container)) is { } captures
                && signature.When.All(c => Conditions.Ask(c, pod, container, captures) is { Holds: true } or { IsUnknown: true })
                && !signature.Unless.Any(c => Conditions.Ask(c, pod, container, captures).Holds))
            {
                yield return new(signature, captures.Fill(signature.Subject).Trim(), captures, utterance);
            }
        }
    }

    private static Captures? TryMatch(Matcher matcher, Utterance utterance, IReadOnlyList<Utterance> said, Captures captures)
    {
        captures["line"] = utterance.Text.Trim();
        if (matcher.Except?.IsMatch(utterance.Text) == true || (matcher.Last && !IsLast(utterance, said)))
        {
            return null;
        }

        if (matcher.Regex is null)
        {
            // The literal was found in any case; that is all that was asked.
        }
        else if (matcher.Regex.Match(utterance.Text) is { Success: true } match)
        {
            captures.Take(match);
        }
        else
        {
            return null;
        }

        return matcher.Not.Any(n => FindNear(n, utterance, said) is not null) || !matcher.And.All(n => TakeNear(n, utterance, said, captures)) ? null : captures;
    }

    private static bool TakeNear(Neighbour neighbour, Utterance utterance, IReadOnlyList<Utterance> said, Captures captures)
    {
        if (FindNear(neighbour, utterance, said) is not { } near)
        {
            // The names must exist for the templates, whether or not the line is there.
            foreach (var name in neighbour.Regex.Captures.Where(n => captures[n].Length == 0))
            {
                captures[name] = "";
            }

            return neighbour.Optional;
        }

        captures.Take(neighbour.Regex.Match(near.Text));
        return true;
    }

    /// <summary>The nearest line that matches, the one before winning over the one after at the same distance.</summary>
    private static Utterance? FindNear(Neighbour neighbour, Utterance utterance, IReadOnlyList<Utterance> said)
    {
        for (var distance = 1; distance <= neighbour.Within; distance++)
        {
            foreach (var at in (ReadOnlySpan<int>)[utterance.Index - distance, utterance.Index + distance])
            {
                if (at >= 0 && at < said.Count && neighbour.Regex.IsMatch(said[at].Text))
                {
                    return said[at];
                }
            }
        }

        return null;
    }

    private static bool IsLast(Utterance utterance, IReadOnlyList<Utterance> said)
    {
        for (var at = utterance.Index + 1; at < said.Count; at++)
        {
            if (!string.IsNullOrWhiteSpace(said[at].Text))
            {
                return false;
            }
        }

        return true;
    }

    private static Captures Context(PodEvidence pod, ContainerFacts container) => new()
    {
        ["container"] = container.Name,
        ["pod"] = pod.Subject.Pod,
        ["namespace"] = pod.Subject.Namespace ?? "default",
        ["workload"] = pod.Subject.Workload?.ToLowerInvariant() ?? $"pod/{pod.Subject.Pod}",
        ["image"] = container.Image ?? "",
    };

    private static Finding ToFinding(List<Hit> hits, PodEvidence pod, ContainerFacts container)
    {
        var (signature, subject, captures, utterance) = hits[0];
        var origin = utterance.Proof.Origin;
        var proofs = hits.Select(h => h.Utterance.Proof).DistinctBy(p => (p.Source, p.Text)).ToLookup(p => p.Origin == origin);
        var conditions = signature.Corroborate.Select(c => Conditions.Ask(c, pod, container, captures).Proof).OfType<Proof>();
        return new Finding
        {
            Rule = signature.Id,
            Category = signature.Category,
            Subject = subject.Length == 0 ? signature.Title : subject,
            Statement = Sentence.Shorten(StatementOf(signature, captures)),
            Confidence = signature.Confidence,
            Weight = signature.Weight,
            Proof = [.. proofs[true].Take(MostProofs)],
            Corroboration = [.. proofs[false].Take(MostProofs), .. conditions],
            Solution = Fill(signature.Solution, captures),
            Prevention = Fill(signature.Prevention, captures),
            Supersedes = signature.Supersedes,
            ImageLacks = [.. signature.ImageLacks.Where(l => Captures.NamesIn(l).All(n => captures[n].Length > 0)).Select(captures.Fill)],
            Position = utterance.Position is { } first
                ? first with { Last = hits.Where(h => h.Utterance.Proof.Source == utterance.Proof.Source).Max(h => h.Utterance.Position!.Last) }
                : null,
        };
    }

    /// <summary>A statement names the exact thing; where no capture does, the line itself follows.</summary>
    private static string StatementOf(Signature signature, Captures captures)
    {
        var statement = captures.Fill(signature.Statement);
        var names = Captures.NamesIn(signature.Subject + signature.Statement).Except(Given);
        return names.Any(n => captures[n].Length > 0) ? statement : $"{statement.TrimEnd('.')}: {captures["line"]}";
    }

    private static IReadOnlyList<Advice> Fill(IReadOnlyList<Advice> advice, Captures captures) =>
        [.. advice.Select(a => a with { Text = captures.Fill(a.Text), Command = a.Command is null ? null : captures.Fill(a.Command), Diff = a.Diff is null ? null : captures.Fill(a.Diff) })];

    private sealed record Hit(Signature Signature, string Subject, Captures Captures, Utterance Utterance);
}
