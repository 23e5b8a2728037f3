using CsCheck;
using Unloop.Core.Facts;
using Unloop.Core.Facts.Images;
using Unloop.Engine.Imaging;
using Unloop.Images.Inspection;
using Unloop.Images.Layers;
using Unloop.Images.Tests.Layers;
using Unloop.Tests;

namespace Unloop.Images.Tests.Inspection;

public class ImageSourceTests
{
    private static async Task<ImageFacts> AskAsync(TestImage image, ImageQuestions questions) =>
        (await ImageSource.InspectAsync(image, questions, NoLayerCache.Instance, LayerLimits.Default, TestContext.Current.CancellationToken)).Facts!;

    [Fact]
    public async Task Without_questions_no_layer_is_read()
    {
        var image = TestImage.Of(new TarBuilder().File("a"));
        _ = await AskAsync(image, new ImageQuestions());
        Assert.Empty(image.Opened);
    }

    [Fact]
    public async Task The_configuration_is_read_and_secrets_in_it_are_not_repeated()
    {
        var facts = await AskAsync(TestImage.Of(new TarBuilder()).With("""
            {"architecture":"arm64","os":"linux","variant":"v8","created":"2026-01-02T03:04:05Z","config":{"Env":["PATH=/usr/bin","DB_PASSWORD=hunter2hunter2","EMPTY"],"Entrypoint":["/run"],
             "Cmd":["--token","abcdef0123456789"],"WorkingDir":"/app","User":"node:node","ExposedPorts":{"80/tcp":{}},"Volumes":{"/data":{},"/a":{}},"Labels":{"org.opencontainers.image.revision":"abc"}},
             "history":[{"created_by":"COPY . . # buildkit","comment":"buildkit.dockerfile.v0"}]}
            """), new ImageQuestions());
        Assert.Equal(("arm64", "linux", "v8"), (facts.Architecture, facts.Os, facts.Variant));
        Assert.Equal(["/run"], facts.Config.Entrypoint);
        Assert.Equal(("/app", "node:node"), (facts.Config.WorkingDir, facts.Config.User));
        Assert.Equal(["/a", "/data"], facts.Config.Volumes);
        Assert.Equal(["80/tcp"], facts.Config.ExposedPorts);
        Assert.Equal("abc", facts.Config.Labels["org.opencontainers.image.revision"]);
        Assert.Equal(2026, facts.Config.Created!.Value.Year);
        Assert.Equal("PATH=/usr/bin", facts.Config.Env[0]);
        Assert.DoesNotContain(facts.Config.Env, e => e.Contains("hunter2", StringComparison.Ordinal));
        Assert.DoesNotContain("abcdef0123456789", facts.Config.Cmd!);
        Assert.Equal("buildkit.dockerfile.v0", facts.History[0].Comment);
    }

    [Fact]
    public async Task A_paths_facts_are_those_of_what_it_leads_to()
    {
        var facts = await AskAsync(
            TestImage.Of(new TarBuilder().Directory("srv", 0x1C0, 5, 6).File("srv/app.js", "const password = 'x'; // password=hunter2hunter2\n", 0x180, 7, 8).Symlink("app", "srv"), new TarBuilder().Whiteout("gone")),
            new ImageQuestions { Paths = ["/app/app.js", "/app", "/nowhere", "/gone"] });
        var file = facts.File("/app/app.js")!;
        Assert.Equal((FilePresence.Present, "/srv/app.js", FileKind.File, 0x180, 7, 8, 0), (file.Presence, file.RealPath, file.Kind, file.Mode, file.Uid, file.Gid, file.Layer));
        Assert.StartsWith("const", file.Head, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", file.Head, StringComparison.Ordinal);
        var folder = facts.File("/app")!;
        Assert.Equal((FileKind.Directory, "srv", "/srv"), (folder.Kind, folder.Target, folder.RealPath));
        Assert.Equal(["app.js"], folder.Entries);
        Assert.Equal(FilePresence.Absent, facts.File("/nowhere")!.Presence);
    }

    [Fact]
    public async Task An_empty_folder_has_an_empty_list() =>
        Assert.Equal([], (await AskAsync(TestImage.Of(new TarBuilder().Directory("app")), new ImageQuestions { Paths = ["/app"] })).Files[0].Entries);

    [Fact]
    public async Task Names_are_looked_for_anywhere_after_the_paths()
    {
        var facts = await AskAsync(TestImage.Of(new TarBuilder().File("src/node_modules/express/package.json", "{}")),
            new ImageQuestions { Paths = ["/app/node_modules/express"], Anywhere = ["node_modules/express/package.json"] });
        Assert.Equal([("/app/node_modules/express", FilePresence.Absent), ("/src/node_modules/express/package.json", FilePresence.Present)], facts.Files.Select(f => (f.Path, f.Presence)));
    }

    [Fact]
    public async Task Inventories_name_the_packages_of_each_folder()
    {
        var facts = await AskAsync(
            TestImage.Of(
                new TarBuilder().File("app/node_modules/express/package.json").File("app/node_modules/gone/package.json").File("app/node_modules/express/node_modules/nested/package.json")
                    .File("app/node_modules/@types/node/package.json").File("app/node_modules/.bin/x").Directory("empty/node_modules")
                    .File("usr/lib/python3/dist-packages/Flask_Login-0.6.dist-info/METADATA").File("usr/lib/python3/dist-packages/flask/__init__.py")
                    .File("usr/local/bundle/specifications/nokogiri-1.15.4-x86_64-linux.gemspec").File("app/specifications/not-a-gem.txt")
                    .File("app/lib/guava-33.jar").File("app/web.deps.json"),
                new TarBuilder().Whiteout("app/node_modules/gone")),
            new ImageQuestions { Inventories = ["npm", "pypi", "gem", "maven", "nuget", "other"] });
        Assert.Equal(
            ["npm /app/node_modules: @types/node express", "npm /empty/node_modules: ", "pypi /usr/lib/python3/dist-packages: flask-login", "gem /usr/local/bundle/specifications: nokogiri",
             "maven /app/lib: guava-33", "nuget /app: web"],
            facts.Inventories.Select(i => $"{i.Ecosystem} {i.Folder}: {string.Join(' ', i.Names)}"));
    }

    [Fact]
    public async Task A_layer_that_cannot_be_read_is_a_gap_and_what_it_might_hold_unknown()
    {
        var image = TestImage.Of().Add(TarBuilder.Gzip(new TarBuilder().File("a").ToArray())).Add("damaged"u8.ToArray());
        var facts = await AskAsync(image, new ImageQuestions { Paths = ["/a", "/b"], Anywhere = ["a"], Inventories = ["npm"], Entrypoint = new EntrypointQuestion { Command = ["/a"] } });
        Assert.Equal([FilePresence.Unknown, FilePresence.Unknown], facts.Files.Take(2).Select(f => f.Presence));
        Assert.Empty(facts.Entrypoint!.Troubles);
        var gap = Assert.Single(facts.Gaps);
        Assert.Equal((GapReason.Unreadable, "layer 1 of image registry.example.com/web:1.0"), (gap.Reason, gap.What));
    }

    [Fact]
    public async Task A_configuration_that_is_no_JSON_is_a_problem()
    {
        var answer = await ImageSource.InspectAsync(TestImage.Of().With("<html>"), new ImageQuestions(), NoLayerCache.Instance, LayerLimits.Default, TestContext.Current.CancellationToken);
        Assert.Equal((null, ProblemKind.Failed), (answer.Facts, answer.Problem!.Kind));
    }

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    [Fact]
    public void No_configuration_makes_the_reader_throw()
    {
        var value = OneOf("1", "\"x\"", "null", "[]", "[1,\"a\",null]", "{}", "{\"a\":1}", "true", "\"\\ud800\"");
        var name = OneOf("Env", "Entrypoint", "Cmd", "WorkingDir", "User", "ExposedPorts", "Volumes", "Labels");
        var top = OneOf("config", "history", "os", "architecture", "created");
        Gen.Select(Gen.Select(name, value).Array[0, 5], Gen.Select(top, value).Array[0, 3]).ForAll((inner, outer) =>
        {
            var members = outer.Select(m => $"\"{m.Item1}\":{m.Item2}").Append($"\"config\":{{{string.Join(',', inner.Select(m => $"\"{m.Item1}\":{m.Item2}"))}}}");
            _ = ImageConfigReader.Read(System.Text.Encoding.UTF8.GetBytes($"{{{string.Join(',', members)}}}"));
        });
        Gen.Byte.Array.ForAll(bytes => ImageConfigReader.Read(bytes) is null);
    }
}
