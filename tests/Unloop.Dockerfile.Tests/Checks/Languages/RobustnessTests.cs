using System.Globalization;
using CsCheck;
using Unloop.Dockerfile.Checks;
using Unloop.Dockerfile.Checks.Languages;
using Unloop.Dockerfile.Checks.Node;
using Unloop.Dockerfile.Checks.Python;
using Unloop.Dockerfile.Checks.Ruby;
using Unloop.Dockerfile.Checks.Web;
using Unloop.Dockerfile.Syntax;
using Unloop.Tests;

namespace Unloop.Dockerfile.Tests.Checks.Languages;

/// <summary>Project files and Dockerfiles are written by anybody.</summary>
public class RobustnessTests
{
    private static readonly string[] Pieces =
    [
        "import ", "require(", "from ", "'", "\"", "`", "\"\"\"", "{", "}", "(", ")", "/*", "*/", "//", "#", "\n", "\\", "gem ", "group ", " do", "end", ":", "[", "]", "==", "-r ", "${", ";", "@", ".", "-", " ", "a", "\0", "\uFEFF", "é",
    ];

    private static readonly Gen<string> Texts = Gen.OneOf(Gen.String, Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]).Array[0, 60].Select(p => string.Concat(p)));

    [Fact]
    public void No_text_makes_a_reader_throw() => Texts.ForAll(text =>
    {
        _ = ModuleImports.Of(text).Select(i => i.Specifier.Length > 0 ? i.Package : "").ToList();
        _ = ModuleImports.IsModule(text);
        _ = PythonImports.Of(text).Select(i => i.Top).ToList();
        _ = Requirements.Read(text);
        _ = Gemfile.Read(text);
        _ = Gemfile.Locked(text);
        _ = NginxConfig.Read(text);
        _ = NodeManifest.Read(text);
        _ = ProjectXml.Read(text);
        _ = LockFile.IsForDevelopmentOnly(text, "a");
        return true;
    });

    /// <summary>Each Dockerfile of the cases with one line less, at a place that differs from case to case.</summary>
    [Fact]
    public void No_rule_throws_when_a_line_is_lost()
    {
        var files = Directory.EnumerateFiles(CaseFile.Folder("Cases"), "*.case", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(CaseFile.Read).ToList();
        foreach (var (file, number) in files.Select((f, i) => (f, i)))
        {
            var lines = file.Dockerfile.Split('\n');
            var shorter = file with { Dockerfile = string.Join('\n', lines.Where((_, i) => i != 1 + (number % Math.Max(1, lines.Length - 2)))) };
            if (DockerfileDocument.Parse(shorter.Dockerfile).Errors.Count == 0)
            {
                Assert.All(RuleList.Check(CaseModel.Of(shorter)), d => Assert.NotEmpty(d.Subject));
            }
        }
    }

    /// <summary>Each case whose project files are cut off in the middle.</summary>
    [Fact]
    public void No_rule_throws_when_project_files_are_cut_off()
    {
        foreach (var file in Directory.EnumerateFiles(CaseFile.Folder("Cases"), "*.case", SearchOption.AllDirectories).Select(CaseFile.Read))
        {
            var cut = file with { Entries = [.. file.Entries.Select(e => e.Path == ".dockerignore" || e.Text is null ? e : e with { Text = e.Text[..(e.Text.Length / 2)], Size = e.Size / 2 })] };
            Assert.All(RuleList.Check(CaseModel.Of(cut)), d => Assert.NotEmpty(d.Statement));
        }
    }

    public static TheoryData<string> LanguageCases => [.. Directory.EnumerateDirectories(CaseFile.Folder("Cases")).Where(d => LanguageRules.All.Any(r => r.Id == Path.GetFileName(d)))
        .SelectMany(d => Directory.EnumerateFiles(d, "bad-*.case")).Select(f => Path.GetRelativePath(CaseFile.Folder("Cases"), f).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(LanguageCases))]
    public void A_statement_is_one_sentence_with_its_symptom_and_repair(string name) =>
        Assert.All(RuleList.Check(CaseModel.Of(CaseFile.Read(Path.Combine(CaseFile.Folder("Cases"), name)))), d =>
        {
            Assert.EndsWith(".", d.Statement, StringComparison.Ordinal);
            Assert.InRange(d.Statement.Length, 20, 240);
            Assert.DoesNotContain('\n', d.Statement);
            Assert.DoesNotContain("?", d.Statement, StringComparison.Ordinal);
            Assert.EndsWith(".", d.Repair, StringComparison.Ordinal);
            Assert.NotEmpty(d.Symptom);
            Assert.True(char.IsUpper(d.Statement[0]) || !char.IsLetter(d.Statement[0]) || d.Statement.Contains(d.Subject, StringComparison.Ordinal) || char.IsLower(d.Statement[0]), string.Create(CultureInfo.InvariantCulture, $"{d.Rule}: {d.Statement}"));
        });

    [Theory]
    [InlineData("install-before-manifest/bad-build-stops-on-npm-10.case")]
    [InlineData("manifest-in-other-directory/bad-build-stops-on-npm-10.case")]
    [InlineData("ruby-version-differs/bad-the-build-stops.case")]
    public void What_stops_the_build_is_not_told_as_a_crash(string name) =>
        Assert.Contains(
            RuleList.Check(CaseModel.Of(CaseFile.Read(Path.Combine(CaseFile.Folder("Cases"), name)))), d => d.Statement.Contains("cannot have been built from this Dockerfile", StringComparison.Ordinal));
}
