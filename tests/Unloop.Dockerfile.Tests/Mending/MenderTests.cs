using CsCheck;
using Unloop.Dockerfile.Ignoring;
using Unloop.Dockerfile.Mending;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Bases;
using Unloop.Dockerfile.Syntax;
using Unloop.Dockerfile.Tests.Syntax;
using Unloop.Tests;

namespace Unloop.Dockerfile.Tests.Mending;

public class MenderTests
{
    [Fact]
    public void The_sample_gets_its_manifest_before_the_install()
    {
        var result = Mend(File.ReadAllText(Repository.PathTo("samples", "web-app", "Dockerfile")), Sample(), new OldNode());
        Assert.Equal(
            """
            --- a/Dockerfile
            +++ b/Dockerfile
            @@ -1,6 +1,7 @@
             FROM registry.example.com/base/node:18-npm6
             
             WORKDIR /app
            +COPY package.json ./
             RUN npm install
             
             COPY . .

            """.ReplaceLineEndings("\n"),
            result.Diff);
        Assert.Equal("install-before-manifest", Assert.Single(result.Mended).Defect.Rule);
        Assert.Empty(result.Refusals);
    }

    [Fact]
    public void A_manifest_copied_to_where_nothing_installs_mends_nothing()
    {
        var dockerfile = File.ReadAllText(Repository.PathTo("samples", "web-app", "Dockerfile")).Replace("WORKDIR /app\n", "COPY package.json /app/\nWORKDIR /srv\n", StringComparison.Ordinal);
        var result = Mend(dockerfile, Sample(), new OldNode());
        Assert.Contains("COPY package.json /srv/\n", result.NewText, StringComparison.Ordinal);
        Assert.Contains("/srv", Assert.Single(result.Mended).Says, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_context_nobody_can_tell_what_to_copy()
    {
        var result = Mend("FROM node:14\nWORKDIR /app\nRUN npm install\nCOPY index.js ./\nCMD [\"node\", \"index.js\"]\n", null);
        Assert.Equal("", result.Diff);
        Assert.All(result.Refusals, r => Assert.Contains("context is not known", r.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_is_mended_in_a_file_with_syntax_errors()
    {
        var result = Mend("FROM node:20-slim\nCOPPY a b\nCMD [\"node server.js\"]\n", null);
        Assert.Equal("", result.Diff);
        Assert.StartsWith("The Dockerfile has syntax errors", Assert.Single(result.Refusals).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("from node:20-slim\nworkdir /app\ncmd [ 'node' , '-v' ]", "from node:20-slim\nworkdir /app\ncmd [\"node\", \"-v\"]")]
    [InlineData("\uFEFFFROM node:20-slim\r\nCMD [\"node -v\"]\r\n", "\uFEFFFROM node:20-slim\r\nCMD [\"node\", \"-v\"]\r\n")]
    [InlineData("# escape=`\nFROM node:20-slim\nCMD [\"node -v\"] `\n", "# escape=`\nFROM node:20-slim\nCMD [\"node\", \"-v\"] `\n")]
    [InlineData("FROM node:20-slim\nCMD [ \\\n  # first\n  \"node -v\" \\\n]\n", "FROM node:20-slim\nCMD [ \\\n  # first\n  \"node\", \"-v\" \\\n]\n")]
    public void Everything_else_stays_as_its_author_wrote_it(string before, string after) => Assert.Equal(after, Mend(before, null).NewText);

    [Fact]
    public void The_diff_names_the_files_as_the_caller_does()
    {
        var paths = new MendPaths("services/web/Dockerfile", "services/web/.dockerignore");
        var context = new BuildContext([TextFile("app.py", "print('hello')\n")], true, IgnoreFile.Parse("*.py\n"));
        var result = Mender.Mend(DockerfileDocument.Parse("FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nCMD [\"python app.py\"]\n"), context, paths: paths);
        Assert.StartsWith("--- a/services/web/Dockerfile\n+++ b/services/web/Dockerfile\n", result.Diff, StringComparison.Ordinal);
        Assert.Contains("--- a/services/web/.dockerignore\n+++ b/services/web/.dockerignore\n", result.Diff, StringComparison.Ordinal);
        Assert.Equal("*.py\n!app.py\n", result.NewIgnoreText);
    }

    [Fact]
    public void Whatever_the_file_holds_mending_ends_and_mending_again_changes_nothing() =>
        Gen.Select(Dockerfiles.Any, Gen.Bool).ForAll(
            (text, withContext) =>
            {
                var context = withContext ? Sample() : null;
                var once = Mend(text, context);
                var again = Mend(once.NewText, once.NewIgnoreText is { } ignore ? new BuildContext(context!.Files, true, IgnoreFile.Parse(ignore)) : context);
                Assert.Equal("", again.Diff);
                Assert.Equal(once.Changes, once.Mended.Count > 0);
            },
            cases: 200);

    private static MendResult Mend(string dockerfile, BuildContext? context, IBaseImages? bases = null) => Mender.Mend(DockerfileDocument.Parse(dockerfile), context, bases);

    /// <summary>The sample's own base image is like this one: Node with npm 6.</summary>
    private sealed class OldNode : IBaseImages
    {
        public BaseImage Find(string reference, string? platform) => KnownImages.Instance.Find("node:14", platform);
    }

    private static BuildContext Sample()
    {
        var folder = Repository.PathTo("samples", "web-app");
        string[] names = ["Dockerfile", ".dockerignore", "package.json", "index.js", "deployment.yaml"];
        return new BuildContext(names.Select(n => TextFile(n, File.ReadAllText(Path.Combine(folder, n)))), true, IgnoreFile.Parse(File.ReadAllText(Path.Combine(folder, ".dockerignore"))));
    }

    private static ContextFile TextFile(string path, string text) => new() { Path = path, Size = System.Text.Encoding.UTF8.GetByteCount(text), Head = text };
}
