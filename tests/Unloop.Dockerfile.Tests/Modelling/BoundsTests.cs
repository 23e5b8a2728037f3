using System.Text;
using CsCheck;
using Unloop.Dockerfile.Modelling;
using Unloop.Tests;

namespace Unloop.Dockerfile.Tests.Modelling;

/// <summary>No document is too strange or too long.</summary>
public class BoundsTests
{
    private static readonly string[] Fragments =
    [
        "FROM node:14\n", "FROM a AS b\n", "FROM $X\n", "ARG X=scratch\n", "COPY . .\n", "COPY --from=b / /\n", "COPY --from=0 /a* /b/\n", "ADD http://x/y z\n", "RUN ", "npm install", " && ", " || ",
        "; ", "| ", "cd /app", "rm -rf *", "$(", ")", "`", "'", "\"", "if true; then ", " fi\n", "for x in a; do ", " done\n", "case x in a) ", ";; esac\n", "<<EOF\n", "EOF\n", "\\\n", "\n", "> ", "2>&1 ",
        "WORKDIR ../..\n", "ENV A=$A B=\n", "CMD [\"a\"]\n", "ENTRYPOINT x\n", "{a,b}", "*", "[", "$X", "${X:-y}", "\0", "\ud800", "ln -s x y\n", "ln -s /y /x\n", "mkdir -p a/b/../../..", "chmod -R +x .", "tar -xC ",
        "apk add ", "pip install -r r", "go build -o ", "dotnet publish -o ", "cargo build ", "--mount=type=bind,target=. ", "sh -c \"", "uv sync", "ONBUILD COPY . .\n", "SHELL [\"bash\"]\n", "USER a\n",
        " '' ", "for ", "case ", "if ", " ", "?", "apk del ", "npm install -g ", "yarn global add ", "pip install ", "mv ", "cp ", "sed -i ", "chown ", "tee ", "install -d ", "dotnet publish a/proj", "curl -o ", "wget ", "git clone ", "WORKDIR /a\n", "FROM debian:12\n", "(", "{ ", "}\n", "! ", "env A=b ", "timeout ", "exit ", "--",
    ];

    [Fact]
    public void No_document_makes_the_model_throw() =>
        Gen.OneOf<string>(Fragments).List[0, 30].ForAll(
            parts =>
            {
                var model = Build.Of(string.Concat(parts), ("package.json", "{\"dependencies\":{\"a\":\"1\"}}"), ("a/b", "x"), ("go.mod", "module x/y\n"));
                foreach (var stage in model.Stages)
                {
                    _ = stage.End.Files.Find("/app/node_modules/a/x");
                    _ = stage.End.Files.List("/");
                    _ = stage.Command.Argv;
                    _ = stage.End.FindProgram("node");
                }
            },
            cases: 5_000);

    [Fact]
    public void A_hundred_thousand_instructions_take_steps_in_proportion()
    {
        var text = new StringBuilder("FROM node:20-alpine\nWORKDIR /app\n");
        for (var i = 0; i < 25_000; i++)
        {
            text.Append("COPY . .\nRUN ./step ").Append(i).Append("\nRUN mkdir -p d").Append(i % 500).Append("/x && rm -rf d").Append((i + 7) % 500).Append("\nENV A").Append(i % 100).Append("=1\n");
        }

        var model = Build.Of(text.ToString(), ("a", "1"), ("b/c", "2"));
        Assert.Equal(100_001, model.Target!.Steps.Count);
        Assert.True(model.At("/app/b/c").IsPresent);
    }

    [Fact]
    public void Stages_on_stages_on_stages_end_in_unknown_rather_than_in_a_stack_overflow()
    {
        var text = new StringBuilder("FROM scratch AS s0\nCOPY . /x/\n");
        for (var i = 1; i < 5_000; i++)
        {
            text.Append("FROM scratch AS s").Append(i).Append("\nCOPY --from=s").Append(i - 1).Append(" / /\nCOPY . /y/\n");
        }

        var model = Build.Of(text.ToString(), ("a/b", "1"));
        Assert.NotEqual(Existence.Absent, model.At("/x/a/b").Existence);
        Assert.Equal(Existence.Present, model.Stages[20].End.Files.Find("/x/a/b").Existence);
        Assert.True(model.Stages[0].IsNeeded);
    }

    [Fact]
    public void A_million_files_are_copied_without_a_visit_to_each()
    {
        var files = new List<ContextFile>();
        for (var i = 0; i < 1_000_000; i++)
        {
            files.Add(new ContextFile { Path = $"d{i % 1000}/e{i / 1000 % 100}/f{i}", Size = 1 });
        }

        var context = new BuildContext(files);
        var model = Build.With("FROM node:20\nWORKDIR /app\nCOPY . .\nCOPY d*/e1/* /y/\nCOPY . /x/\nRUN chown -R node /app", context);
        Assert.Equal("node", model.At("/app/d999/e99/f99999").Owner);
        Assert.True(model.At("/x/d0/e0/f0").IsPresent);
        Assert.True(model.At("/app/d999/e99/f1").IsAbsent);
    }

    [Theory]
    [InlineData("RUN ln -s /b /a && ln -s /a /b && touch /a/x")]
    [InlineData("RUN ln -s a/x/y/z a && touch a/b")]
    [InlineData("COPY a*a*a*a*a*a*a*a*a*a*a*a*b /x")]
    public void Loops_and_costly_patterns_come_to_an_end(string line) => Assert.NotNull(Build.Of($"FROM alpine\n{line}\n", (new string('a', 200), "")).Target);

    [Fact]
    public void Paths_as_no_kernel_takes_them_are_unknown() =>
        Assert.Equal(Existence.Unknown, Build.Of($"FROM scratch\nCOPY . /{string.Join('/', Enumerable.Repeat("d", 3000))}", ("a", "")).At("/x").Existence);
}
