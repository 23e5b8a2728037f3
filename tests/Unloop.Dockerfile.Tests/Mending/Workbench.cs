using System.Text;
using Unloop.Dockerfile.Mending;
using Unloop.Dockerfile.Tests.Checks;

namespace Unloop.Dockerfile.Tests.Mending;

/// <summary>Mends what a case file holds.</summary>
internal static class Workbench
{
    private const string IgnoreName = ".dockerignore";

    public static MendResult Mend(CaseFile @case)
    {
        var model = CaseModel.Of(@case);
        return Mender.Mend(model.Document, model.Context, CaseModel.BasesOf(@case), model.Options);
    }

    /// <summary>The same case with other texts of the two files that a patch may touch.</summary>
    public static MendResult Mend(CaseFile @case, string dockerfile, string? ignore) => Mend(@case with
    {
        Dockerfile = dockerfile,
        Entries = [.. @case.Entries.Where(e => e.Path != IgnoreName), .. ignore is null ? [] : new[] { new CaseFile.Entry(IgnoreName, CaseFile.EntryKind.File, ignore, ignore.Length, false, null) }],
    });

    public static string? Ignore(CaseFile @case) => @case.Entries.FirstOrDefault(e => e.Path == IgnoreName)?.Text;

    /// <summary>What a person would be told.</summary>
    public static string Report(MendResult result)
    {
        var report = new StringBuilder();
        foreach (var mended in result.Mended)
        {
            report.Append($"mended {mended.Defect.Rule} {mended.Defect.Subject}: {mended.Says}\n");
        }

        foreach (var refusal in result.Refusals)
        {
            report.Append($"refused {refusal.Defect.Rule} {refusal.Defect.Subject}: {refusal.Reason}\n");
        }

        return report.Append('\n').Append(result.Diff).ToString();
    }
}
