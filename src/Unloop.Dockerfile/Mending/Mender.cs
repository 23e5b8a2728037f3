using Unloop.Dockerfile.Checks;
using Unloop.Dockerfile.Editing;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Bases;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Mending;

/// <summary>
/// Mends what a Dockerfile or its ignore file can mend, one defect after the other, each with the smallest patch that stands the test: afterwards the model
/// is run again, and the defect must be gone, no other there, and the build must not stop where it did not stop before. What is left when nothing more can be
/// mended is refused with its reason; mending the result again changes nothing.
/// </summary>
public static class Mender
{
    /// <summary>A patch removes at least one defect, so that this bounds work only for a document of very many.</summary>
    private const int MostPatches = 50;

    private const int MostProposals = 12;
    private const int DeepestChain = 2;

    /// <summary>Every proposal costs a model of the whole document: so many characters are modelled at most, however the defects are spread.</summary>
    private const long MostWork = 1_000_000;

    private const string TooMany = "So much is to be mended at once that this is left; apply the patch and run again.";

    private const string Unreadable = "The Dockerfile has syntax errors; correct those first, since nobody can tell what it means.";

    /// <param name="context">Null: not known; then repairs that need it are refused.</param>
    /// <param name="bases">Null: what the names of well-known images tell.</param>
    public static MendResult Mend(DockerfileDocument document, BuildContext? context = null, IBaseImages? bases = null, BuildOptions? options = null, MendPaths? paths = null) =>
        Mend(new Draft(document, context, bases, options, null), PlannerList.All, paths ?? new MendPaths());

    internal static MendResult Mend(Draft start, IReadOnlyList<IPlanner> planners, MendPaths paths)
    {
        var mended = new List<MendedDefect>();
        var refusals = new List<Refusal>();
        var draft = start;
        var queue = Repairable(draft);
        if (start.Model.Document.Errors.Count > 0)
        {
            refusals.AddRange(queue.Select(d => new Refusal(d, Unreadable)));
            queue.Clear();
        }

        var attempts = new Attempts(planners, MostWork);
        while (queue.TryDequeue(out var defect))
        {
            var (better, says) = mended.Count < MostPatches ? attempts.Try(draft, defect) : (null, TooMany);
            if (better is null)
            {
                refusals.Add(new(defect, says));
                continue;
            }

            mended.AddRange(Gone(draft, better, defect).Select(d => new MendedDefect(d, says)));
            draft = better;

            // What was refused before may be possible now, and lines have moved.
            refusals.Clear();
            queue = Repairable(draft);
        }

        return Result(start, draft, mended, refusals, paths);
    }

    private static Queue<Defect> Repairable(Draft draft) => new(draft.Defects.Where(d => d.Severity > Severity.Note));

    /// <summary>The defect, and others that the same patch took away.</summary>
    private static IEnumerable<Defect> Gone(Draft before, Draft after, Defect defect) =>
        before.Defects.Where(d => d.Severity > Severity.Note && (d == defect || !after.Defects.Any(a => Draft.Key(a) == Draft.Key(d)))).OrderBy(d => d == defect ? 0 : 1);

    private static MendResult Result(Draft start, Draft end, List<MendedDefect> mended, List<Refusal> refusals, MendPaths paths)
    {
        var (oldText, newText) = (start.Model.Document.Print(), end.Model.Document.Print());
        var (oldIgnore, newIgnore) = (start.Model.Context?.Ignore?.Source.Text, end.Model.Context?.Ignore?.Source.Text);
        var ignoreDiff = newIgnore is null ? "" : UnifiedDiff.Write(paths.Ignore, oldIgnore, newIgnore);
        return new MendResult
        {
            Diff = UnifiedDiff.Write(paths.Dockerfile, oldText, newText) + ignoreDiff,
            NewText = newText,
            NewIgnoreText = ignoreDiff.Length > 0 ? newIgnore : null,
            Mended = mended,
            Refusals = refusals,
        };
    }

    /// <summary>Tries what planners propose, until the work that is allowed is done.</summary>
    private sealed class Attempts(IReadOnlyList<IPlanner> planners, long work)
    {
        private long _work = work;

        public (Draft? Better, string Says) Try(Draft draft, Defect defect, int depth = 0)
        {
            var site = new Site(draft.Model, defect);
            var planner = planners.FirstOrDefault(p => p.Rules.Contains(defect.Rule));
            if (planner is null)
            {
                return (null, $"There is no sure repair in the Dockerfile. {defect.Repair}");
            }

            string? failed = null;
            foreach (var proposal in planner.Propose(site).Take(MostProposals))
            {
                _work -= draft.Model.Document.Source.Text.Length;
                if (_work < 0)
                {
                    return (null, TooMany);
                }

                var next = draft.With(proposal);
                var verdict = next.Compare(draft, defect);
                if (verdict.IsBetter)
                {
                    return (next, proposal.Says);
                }

                // What was hidden behind the defect may be mended as well; only together is it a repair.
                if (verdict.Gained is { } gained && depth < DeepestChain && Try(next, gained, depth + 1) is { Better: { } further } also && further.Compare(draft, defect).IsBetter)
                {
                    return (further, $"{proposal.Says} {also.Says}");
                }

                failed ??= verdict.Worse;
            }

            return (null, failed is null ? planner.Refusal(site) : $"A patch was tried and given up, because {failed.TrimEnd('.')}. {planner.Refusal(site)}");
        }
    }
}
