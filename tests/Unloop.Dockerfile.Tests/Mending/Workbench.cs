using System.Text;
using Unloop.Dockerfile.Ignoring;
using Unloop.Dockerfile.Mending;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Bases;
using Unloop.Dockerfile.Syntax;
using Unloop.Dockerfile.Tests.Checks;
using ModelKind = Unloop.Dockerfile.Modelling.EntryKind;

namespace Unloop.Dockerfile.Tests.Mending;

/// <summary>Mends what a case file holds.</summary>
internal static class Workbench
{
    public static MendResult Mend(CaseFile @case) => Mend(@case, @case.Dockerfile, Ignore(@case));

    /// <summary>The same case with other texts of the two files that a patch may touch.</summary>
    public static MendResult Mend(CaseFile @case, string dockerfile, string? ignore) =>
        Mender.Mend(DockerfileDocument.Parse(dockerfile), Context(@case, ignore), new Bases(@case), Options(@case));

    public static string? Ignore(CaseFile @case) => @case.Entries.FirstOrDefault(e => e.Path == ".dockerignore")?.Text;

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

    private static BuildContext? Context(CaseFile @case, string? ignore) => @case.Context == "none" ? null : new BuildContext(
        @case.Entries.Select(File), @case.Context != "partial", ignore is null ? null : IgnoreFile.Parse(ignore));

    private static ContextFile File(CaseFile.Entry entry) => new()
    {
        Path = entry.Path,
        Kind = entry.Kind switch { CaseFile.EntryKind.Directory => ModelKind.Directory, CaseFile.EntryKind.Link => ModelKind.Symlink, _ => ModelKind.File },
        Size = entry.Size > 0 || entry.Text is null ? entry.Size : Encoding.UTF8.GetByteCount(entry.Text),
        Executable = entry.Executable,
        Head = entry.Text,
        FirstBytes = entry.Text is null ? default : Encoding.UTF8.GetBytes(entry.Text).AsMemory(0, Math.Min(64, Encoding.UTF8.GetByteCount(entry.Text))),
        Target = entry.Target,
    };

    private static BuildOptions Options(CaseFile @case) => new()
    {
        Target = @case.Options.FirstOrDefault(o => o.Name == "target").Value,
        Platform = @case.Options.FirstOrDefault(o => o.Name == "platform").Value,
        BuildArgs = @case.Options.Where(o => o.Name == "build-arg").Select(o => o.Value.Split('=', 2)).ToDictionary(p => p[0], p => p[1]),
    };

    /// <summary>What the case says of a base image, over what its name says.</summary>
    private sealed class Bases(CaseFile @case) : IBaseImages
    {
        public BaseImage Find(string reference, string? platform)
        {
            var known = KnownImages.Instance.Find(reference, platform);
            if (@case.Bases.FirstOrDefault(b => b.Name == reference) is not { } own)
            {
                return known;
            }

            var facts = own.Facts.ToLookup(f => f.Name, f => f.Value);
            Existence Find(string path) => facts["present"].Contains(path) ? Existence.Present : facts["absent"].Contains(path) ? Existence.Absent : known.Find(path);
            return new BaseImage(reference, known.Knowledge, known.Configuration, Find, known.Traits, known.KindOf, known.LinkTarget) { Architecture = known.Architecture };
        }
    }
}
