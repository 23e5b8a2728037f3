using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;
using Unloop.Core.Facts.Images;
using Unloop.Core.Reasoning.Building;
using Unloop.Core.Signatures;
using Unloop.Dockerfile.Checks;
using Unloop.Dockerfile.Ignoring;
using Unloop.Dockerfile.Mending;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Bases;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Core.Tests.Reasoning;

/// <summary>From a cause to the line of the Dockerfile that made it so.</summary>
public class BuildTests
{
    private const string InstallsTooEarly = "FROM node:14\nWORKDIR /app\nRUN npm install\nCOPY . .\nCMD [\"node\", \"index.js\"]\n";

    private static readonly Signature NodeModule =
        Some.Signature("node-module", Category.MissingModule, "Cannot find module '", "Cannot find module '(?<thing>[^'./][^']*)'") with { ImageLacks = ["node_modules/{thing}"] };

    private static readonly PodEvidence NoExpress = Some.Pod(Some.Crashing()).WithLog("Error: Cannot find module 'express'\nRequire stack:\n- /app/index.js");

    private static readonly ContextFile[] Express =
    [
        new() { Path = "package.json", Head = """{"dependencies":{"express":"^4.18.0"}}""", Size = 40 },
        new() { Path = "index.js", Head = "require('express')()\n", Size = 21 },
        new() { Path = "node_modules/express/package.json", Size = 2000 },
    ];

    [Fact]
    public void The_cause_leads_to_the_line_the_patch_and_why_it_works_locally()
    {
        var diagnosis = Diagnose(InstallsTooEarly, NoExpress);

        Assert.Contains("Dockerfile line 3:", diagnosis.Cause!.Chain[^1].Statement, StringComparison.Ordinal);
        Assert.Contains("+COPY package.json ./\n", diagnosis.Solution[0].Diff, StringComparison.Ordinal);
        Assert.Contains(diagnosis.Contributing, c => c.Statement.StartsWith("It works locally because node_modules/express is in the folder there", StringComparison.Ordinal));
    }

    [Fact]
    public void A_Dockerfile_in_hand_is_no_proof_until_the_images_history_tells_its_steps()
    {
        Assert.Equal(Confidence.Likely, Diagnose(InstallsTooEarly, NoExpress).Cause!.Confidence);

        var told = Diagnose(InstallsTooEarly, WithHistory("WORKDIR /app", "RUN npm install", "COPY . .", "CMD [\"node\" \"index.js\"]"));
        Assert.Contains(told.Cause!.Proof, p => p is { Source: ProofSource.Dockerfile, At: "line 3" });
        Assert.DoesNotContain(told.Contributing, c => c.Statement.Contains("not built from", StringComparison.Ordinal));
    }

    [Fact]
    public void An_image_of_another_Dockerfile_is_said_with_the_first_line_that_its_history_lacks()
    {
        var diagnosis = Diagnose(InstallsTooEarly, WithHistory("WORKDIR /app", "RUN npm install --no-audit", "COPY . .", "CMD [\"node\" \"index.js\"]"));
        Assert.DoesNotContain(diagnosis.Contributing, c => c.Statement.Contains("not built from", StringComparison.Ordinal));

        var other = Diagnose(InstallsTooEarly, WithHistory("WORKDIR /app", "RUN yarn install", "COPY . .", "CMD [\"node\" \"index.js\"]"));
        Assert.Contains(other.Contributing, c => c.Statement.Contains("not built from Dockerfile as it is now", StringComparison.Ordinal) && c.Statement.Contains("line 3", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_an_image_that_is_older_than_a_line_that_line_is_said_and_not_the_first_one()
    {
        const string newer = "FROM node:14\nWORKDIR /app\nRUN npm install\nRUN mkdir -p logs\nCOPY . .\nCMD [\"node\", \"index.js\"]\n";
        var diagnosis = Diagnose(newer, WithHistory("WORKDIR /app", "RUN npm install", "COPY . .", "CMD [\"node\" \"index.js\"]"));

        Assert.Contains(diagnosis.Contributing, c => c.Statement.EndsWith("does not tell line 4, 'RUN mkdir -p logs'.", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_an_image_that_has_a_step_more_than_the_Dockerfile_that_step_is_said()
    {
        var diagnosis = Diagnose(InstallsTooEarly, WithHistory("WORKDIR /app", "RUN npm install", "COPY . .", "RUN rm -rf node_modules", "CMD [\"node\" \"index.js\"]"));

        Assert.Contains(diagnosis.Contributing, c => c.Statement.EndsWith("its history tells 'RUN rm -rf node_modules', which the file does not have.", StringComparison.Ordinal));
        Assert.DoesNotContain(diagnosis.Cause!.Proof, p => p.Source == ProofSource.Dockerfile);
    }

    [Fact]
    public void A_Dockerfile_that_cannot_be_built_is_not_what_runs()
    {
        var diagnosis = Diagnose(InstallsTooEarly.Replace("node:14", "node:20", StringComparison.Ordinal), NoExpress);

        Assert.Contains(diagnosis.Contributing, c => c.Statement.Contains("cannot be built as it stands: at line 3", StringComparison.Ordinal));
    }

    [Fact]
    public void A_cause_that_no_line_explains_is_left_as_it_is()
    {
        const string good = "FROM node:14\nWORKDIR /app\nCOPY package.json ./\nRUN npm install\nCOPY index.js ./\nCMD [\"node\", \"index.js\"]\n";

        Assert.Empty(Diagnose(good, NoExpress).Cause!.Chain);
    }

    [Fact]
    public void Every_rule_says_how_the_container_dies() =>
        Assert.Equal(RuleList.All.Select(r => r.Id).Order(StringComparer.Ordinal), DefectCategories.Rules.Order(StringComparer.Ordinal));

    private static Diagnosis Diagnose(string dockerfile, PodEvidence pod)
    {
        var context = new BuildContext(Express, complete: true, IgnoreFile.Parse("node_modules\n"));
        var model = BuildModel.Of(DockerfileDocument.Parse(dockerfile), context);
        return Assert.Single(Some.Reasoner(NodeModule).Diagnose(pod, new BuildEvidence(new MendPaths(), model, KnownImages.Instance)));
    }

    private static PodEvidence WithHistory(params string[] steps) => NoExpress with
    {
        Images =
        [
            new ContainerImage("web", new ImageFacts
            {
                Reference = "web",
                Searched = ["node_modules/express"],
                History = [new("ADD rootfs.tar.xz /", 0), new("CMD [\"node\"]", null), .. steps.Select((s, i) => new ImageStep(s, i + 1))],
            }),
        ],
    };
}
