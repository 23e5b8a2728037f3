using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;
using Unloop.Core.Facts.Images;
using Unloop.Core.Reasoning;
using Unloop.Core.Signatures;

namespace Unloop.Core.Tests.Reasoning;

/// <summary>What an image adds to a diagnosis, and what is asked of it.</summary>
public class ImageTests
{
    private static readonly Signature NodeModule =
        Some.Signature("node-module", Category.MissingModule, "Cannot find module '", "Cannot find module '(?<thing>[^'./][^']*)'") with { ImageLacks = ["node_modules/{thing}"] };

    private static readonly Signature MissingFile = Some.Signature("missing-file", Category.MissingFile, "no such file", "(?<thing>\\S+): no such file", Weight.General);

    private static readonly Signature BadFormat = Some.Signature("exec-format", Category.ExecFormat, "exec format error", "exec (?<thing>/\\S+): exec format error", Weight.Root);

    private static PodEvidence NoExpress => Some.Pod(Some.Crashing()).WithLog("Error: Cannot find module 'express'\nRequire stack:\n- /app/index.js");

    private static readonly ImageFacts NodeImage = new()
    {
        Reference = "registry.example.com/web:1.0",
        Config = new ImageConfig { WorkingDir = "/app" },
        Layers = [new("sha256:a", 1), new("sha256:b", 1)],
        History = [new("RUN npm install", 1)],
        Searched = ["node_modules/express"],
        Files =
        [
            new ImageFile { Path = "node_modules", Presence = FilePresence.Absent },
            new ImageFile { Path = "package.json", Presence = FilePresence.Present, RealPath = "/app/package.json" },
            new ImageFile { Path = "package-lock.json", Presence = FilePresence.Present, RealPath = "/app/package-lock.json", Head = "{\n  \"lockfileVersion\": 1\n}\n" },
        ],
    };

    [Fact]
    public void A_module_that_the_image_has_not_either_is_certain_and_the_chain_leads_to_the_install_that_brought_nothing()
    {
        var cause = With(NoExpress, NodeImage).Cause(NodeModule);

        Assert.Equal((Category.MissingModule, "express", Confidence.Certain), (cause.Category, cause.Subject, cause.Confidence));
        Assert.Collection(
            cause.Chain.Skip(1).Select(l => l.Statement),
            searched => Assert.Contains("all 2 layers were searched", searched, StringComparison.Ordinal),
            install => Assert.Contains("'RUN npm install' left no /app/node_modules", install, StringComparison.Ordinal),
            telltale => Assert.Contains("npm 6 found no package.json", telltale, StringComparison.Ordinal));
        Assert.Contains(cause.Proof, p => p.Source == ProofSource.Image);
    }

    [Fact]
    public void What_was_not_searched_for_proves_nothing() =>
        Assert.Equal(Confidence.Likely, With(NoExpress, NodeImage with { Searched = [] }).Cause(NodeModule).Confidence);

    [Fact]
    public void A_module_that_the_image_has_under_a_mount_is_hidden_by_it()
    {
        var pod = Some.Pod(Some.Crashing() with { Mounts = [new MountFact("/app", "data")] }).WithLog("Error: Cannot find module 'express'");

        var cause = With(pod, Holding("/app/node_modules/express")).Cause(NodeModule);

        Assert.Equal((Category.MountShadowsFiles, "/app", Confidence.Certain), (cause.Category, cause.Subject, cause.Confidence));
        Assert.Contains("needs no change", With(pod, Holding("/app/node_modules/express")).Diagnose(NodeModule)[0].Solution[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_module_that_the_image_has_in_plain_sight_speaks_against_the_message()
    {
        var diagnosis = Assert.Single(With(NoExpress, Holding("/app/node_modules/express")).Diagnose(NodeModule));

        Assert.Equal(Confidence.Possible, diagnosis.Cause!.Confidence);
        Assert.Contains(diagnosis.Contributing, c => c.Statement.Contains("/app/node_modules/express", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/node_modules/express", Confidence.Possible)]          // above the program: Node.js looks there
    [InlineData("/src/node_modules/express", Confidence.Certain)]       // beside it: it does not
    [InlineData("/application/node_modules/express", Confidence.Certain)]
    public void Node_looks_only_in_the_folders_above_the_program(string path, Confidence expected) =>
        Assert.Equal(expected, With(NoExpress, Holding(path)).Cause(NodeModule).Confidence);

    [Fact]
    public void A_file_that_a_later_step_deleted_names_the_step()
    {
        var image = new ImageFacts
        {
            Reference = "web",
            Layers = [new("sha256:a", 1), new("sha256:b", 1)],
            History = [new("COPY . .", 0), new("RUN rm -rf /app/config", 1)],
            Files = [new ImageFile { Path = "/app/config/app.json", Presence = FilePresence.Deleted, Layer = 0, DeletedIn = 1 }],
        };

        var cause = With(Some.Pod(Some.Crashing()).WithLog("/app/config/app.json: no such file"), image).Cause(MissingFile);

        Assert.Equal(Confidence.Certain, cause.Confidence);
        Assert.Contains("'RUN rm -rf /app/config' deleted it", cause.Chain[^1].Statement, StringComparison.Ordinal);
    }

    [Fact]
    public void The_image_knows_better_than_the_message_why_a_program_does_not_start()
    {
        var pod = Some.Pod(Some.Crashing()).WithLog("exec /entrypoint.sh: exec format error");

        var cause = With(pod, Starting(new(EntrypointTroubleKind.NoShebang, "/entrypoint.sh", "/entrypoint.sh begins with no #! line."))).Cause(BadFormat);

        Assert.Equal((Category.ScriptFormat, "/entrypoint.sh", Confidence.Certain), (cause.Category, cause.Subject, cause.Confidence));
        Assert.Equal([ProofSource.PreviousLog, ProofSource.Image], cause.Proof.Select(p => p.Source));
    }

    [Fact]
    public void A_program_that_printed_an_error_of_its_own_has_shown_that_it_starts()
    {
        var pod = Some.Pod(Some.Crashing()).WithLog("Error: Cannot find module 'express'");

        var cause = With(pod, Starting(new(EntrypointTroubleKind.LibraryMissing, "libx.so.1", "libx.so.1 is not in the image."))).Cause(NodeModule);

        Assert.Equal(Category.MissingModule, cause.Category);
    }

    [Fact]
    public void Without_a_word_the_exit_code_and_the_image_together_are_certain()
    {
        var missing = Starting(new(EntrypointTroubleKind.ProgramMissing, "gunicorn", "gunicorn is in no folder of PATH."));

        Assert.Equal(Confidence.Certain, With(Some.Pod(Some.Crashing(exitCode: 127)), missing).Cause().Confidence);
        Assert.Null(Assert.Single(With(Some.Pod(Some.Crashing(exitCode: 2)), missing).Diagnose()).Cause);
    }

    [Fact]
    public void A_tag_that_has_moved_on_is_said_with_the_command_that_deploys_by_digest()
    {
        var container = Some.Crashing() with { ImageId = "registry.example.com/web@sha256:old", ImagePullPolicy = "IfNotPresent" };
        var pod = Some.Pod(container).WithLog("Error: Cannot find module 'express'") with { Workload = new WorkloadFacts { Kind = "Deployment", Name = "web" } };

        var diagnosis = Assert.Single(With(pod, NodeImage with { TagDigest = "sha256:new" }).Diagnose(NodeModule));

        Assert.Contains(diagnosis.Contributing, c => c.Statement.Contains("the node keeps the image that it has", StringComparison.Ordinal));
        Assert.Contains(diagnosis.Solution, a => a.Command == "kubectl set image -n shop deployment/web web=registry.example.com/web@sha256:new");
        Assert.DoesNotContain(With(pod, NodeImage with { TagDigest = "sha256:index", TagManifests = ["sha256:old"] }).Diagnose(NodeModule)[0].Contributing, c => c.Statement.Contains("keeps", StringComparison.Ordinal));
    }

    [Fact]
    public void An_image_is_asked_only_where_it_can_decide()
    {
        var reasoner = Some.Reasoner(NodeModule, Some.Signature("auth", Category.AuthFailure, "password authentication failed", "password authentication failed for (?<thing>\\w+)"));

        var request = Assert.Single(reasoner.ImageRequests(NoExpress));
        Assert.Equal(("web", "registry.example.com/web:1.0"), (request.Container, request.Reference));
        Assert.Equal(["node_modules/express"], request.Questions.Anywhere);
        Assert.Contains("package-lock.json", request.Questions.Paths);

        var refused = Some.Pod(Some.Crashing()).WithLog("password authentication failed for app");
        Assert.Empty(reasoner.ImageRequests(refused));
        Assert.Single(reasoner.ImageRequests(refused, always: true));
        Assert.Single(reasoner.ImageRequests(Some.Pod(Some.Crashing(exitCode: 127))));
    }

    [Theory]
    [InlineData("docker-pullable://registry.example.com/web@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", true)]
    [InlineData("sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", false)]   // of the configuration: nothing can be fetched by it
    [InlineData("registry.example.com/web@sha256:0123", false)]
    public void What_runs_is_asked_for_by_its_digest(string imageId, bool known)
    {
        var pod = Some.Pod(Some.Crashing() with { ImageId = imageId }).WithLog("Error: Cannot find module 'express'");

        Assert.Equal(known ? imageId[(imageId.IndexOf('@', StringComparison.Ordinal) + 1)..] : null, Assert.Single(Some.Reasoner(NodeModule).ImageRequests(pod)).RunningDigest);
    }

    private static PodEvidence With(PodEvidence pod, ImageFacts image) => pod with { Images = [new ContainerImage("web", image)] };

    private static ImageFacts Holding(string path) => NodeImage with { Files = [new ImageFile { Path = path, RealPath = path, Presence = FilePresence.Present }] };

    private static ImageFacts Starting(EntrypointTrouble trouble) => new()
    {
        Reference = "web",
        Entrypoint = new EntrypointFacts { Argv = [trouble.Subject], Origin = ["image Cmd"], Troubles = [trouble] },
    };
}
