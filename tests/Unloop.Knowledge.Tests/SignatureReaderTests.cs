using Unloop.Core;
using Unloop.Core.Diagnoses;

namespace Unloop.Knowledge.Tests;

public class SignatureReaderTests
{
    private const string Good = """
        id: test-thing
        category: missing-module
        title: A thing is missing
        subject: "{thing}"
        statement: "The thing {thing} is missing."
        confidence: certain
        weight: root
        match:
          - in: [log, kubelet]
            literal: "thing missing"
            regex: "thing missing: (?<thing>.*)"
        corroborate:
          - exit-code: [3, 4]
        solution:
          - text: "Bring the thing {thing}."
            command: "bring {thing}"
        """;

    private static IReadOnlyList<string> ErrorsOf(string text, string path = "test/test-thing.yaml") =>
        [.. KnowledgeBase.Check([(path, text)]).Errors.Select(e => e.ToString())];

    [Fact]
    public void A_good_file_is_read_whole()
    {
        var (signatures, errors) = KnowledgeBase.Check([("test/test-thing.yaml", Good)]);
        Assert.Empty(errors);
        var signature = Assert.Single(signatures);
        Assert.Equal(("test-thing", "test", Category.MissingModule, Confidence.Certain, Weight.Root), (signature.Id, signature.Area, signature.Category, signature.Confidence, signature.Weight));
        Assert.Equal(["3", "4"], Assert.Single(signature.Corroborate).Arguments);
        Assert.Equal("bring {thing}", Assert.Single(signature.Solution).Command);
    }

    [Theory]
    [InlineData("category: missing-module", "category: missing-modul", "test/test-thing.yaml:2:11: there is no category 'missing-modul'; did you mean 'missing-module'?")]
    [InlineData("weight: root", "weigth: root", "test/test-thing.yaml:7:9: there is no field 'weigth' here; did you mean 'weight'?")]
    [InlineData("exit-code", "exitcode", "there is no condition 'exitcode'; did you mean 'exit-code'?")]
    [InlineData("confidence: certain", "confidence: sure", "'sure' is not one of certain, likely, possible")]
    [InlineData("literal: \"thing missing\"", "literal: \"thi\"", "shorter than four bytes")]
    [InlineData("id: test-thing", "id: other", "must equal the file's name 'test-thing'")]
    [InlineData("(?<thing>.*)", "(?<thing>(?=x).*)", "cannot be used")]
    [InlineData("bring {thing}", "bring {thin}", "uses {thin}, which the matcher with literal 'thing missing' does not capture")]
    [InlineData("is missing.\"", "is missing\"", "must end with a full stop")]
    [InlineData("solution:", "remedy:", "needs at least one solution")]
    [InlineData("- exit-code: [3, 4]", "- exit-code: [3, 4", "not readable as YAML")]
    public void A_mistake_is_told_with_its_place_and_a_way_out(string right, string wrong, string said) =>
        Assert.Contains(ErrorsOf(Good.Replace(right, wrong, StringComparison.Ordinal)), e => e.Contains(said, StringComparison.Ordinal));

    [Fact]
    public void All_mistakes_are_told_at_once()
    {
        var errors = ErrorsOf(Good.Replace("category: missing-module", "category: nonsense", StringComparison.Ordinal).Replace("weight: root", "weight: heavy", StringComparison.Ordinal));
        Assert.Equal(2, errors.Count);
    }

    [Fact]
    public void An_id_is_given_once()
    {
        var (_, errors) = KnowledgeBase.Check([("a/test-thing.yaml", Good), ("b/test-thing.yaml", Good)]);
        Assert.Contains(errors, e => e.Message == "the id 'test-thing' is taken by a/test-thing.yaml");
    }

    [Theory]
    [InlineData("")]
    [InlineData("just text")]
    [InlineData("- a list")]
    [InlineData("a: 1\n---\nb: 2")]
    [InlineData("? [complex]\n: key")]
    [InlineData("\t\u0000")]
    public void What_is_no_signature_is_an_error_and_never_an_exception(string text) => Assert.NotEmpty(ErrorsOf(text));

    [Fact]
    public void A_case_file_is_read_with_its_expectations_and_fragments()
    {
        var (cases, errors) = SignatureCaseReader.Read("test/test-thing.cases.yaml", """
            - case: The thing is not there
              source: https://example.com/1
              log: "thing missing: x"
              exit: 3
              spec: { args: ["--port=80"], securityContext: { runAsUser: 1000 } }
              expect: { subject: x, confidence: certain }
            - near-miss: It only says so
              log: "no thing missing here"
            """);
        Assert.Empty(errors);
        Assert.Equal(("x", Confidence.Certain, 3), (cases[0].ExpectedSubject, cases[0].ExpectedConfidence, cases[0].Exit));
        Assert.Equal("""{"args":["--port=80"],"securityContext":{"runAsUser":1000}}""", cases[0].SpecJson);
        Assert.True(cases[1].NearMiss);
    }

    [Fact]
    public void A_case_without_any_evidence_is_an_error() =>
        Assert.Contains("needs a log, a message or events", Assert.Single(SignatureCaseReader.Read("a/b.cases.yaml", "- case: empty").Errors).Message, StringComparison.Ordinal);
}
