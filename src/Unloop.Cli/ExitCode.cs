using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;
using Unloop.Core.Reports;
using Unloop.Core.Stability;

namespace Unloop.Cli;

/// <summary>The documented exit codes.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int BadInput = 2;
    public const int Unreachable = 3;
    public const int Refused = 4;
    public const int Diagnosed = 10;
    public const int Undetermined = 11;
    public const int Holding = 12;

    /// <summary>A fix holds, but the alarm for next time that it was asked for is not set.</summary>
    public const int WithoutAlarm = 13;

    /// <summary>The gravest problem decides.</summary>
    public static int Of(IReadOnlyList<Problem> problems) => problems.Count == 0 ? Done : problems.Max(Of);

    /// <summary><c>--exit-code</c>: what the report says, for scripts.</summary>
    public static int Of(Report report) =>
        report.Items.Any(i => i.Verdict == Verdict.Diagnosed) ? Diagnosed
        : report.Items.Any(i => i.Verdict == Verdict.Undetermined) ? Undetermined
        : Done;

    /// <summary>Whether a rollout is proven.</summary>
    public static int Of(StabilityVerdict? verdict) => verdict?.State switch
    {
        StabilityState.Stable => Done,
        StabilityState.Holding => Holding,
        _ => Failed,
    };

    private static int Of(Problem problem) => problem.Kind switch
    {
        ProblemKind.BadInput or ProblemKind.NoMatch => BadInput,
        ProblemKind.Unreachable or ProblemKind.Unauthorised => Unreachable,
        ProblemKind.Refused => Refused,
        _ => Failed,
    };
}
