using System.Text.Json;
using Unloop.Core.Facts.Images;
using Unloop.Engine.Imaging;
using Unloop.Images.Layers;
using Unloop.Images.Tests.Layers;
using static Unloop.Images.Tests.Inspection.EntrypointBench;

namespace Unloop.Images.Tests.Inspection;

public class EntrypointTests
{
    [Theory]
    [InlineData(null, null, "E1 E2 C1", "image Entrypoint,image Entrypoint,image Cmd")]
    [InlineData("P", null, "P", "pod command")]
    [InlineData("P", "A", "P A", "pod command,pod args")]
    [InlineData(null, "A", "E1 E2 A", "image Entrypoint,image Entrypoint,pod args")]
    [InlineData("", "", "E1 E2 C1", "image Entrypoint,image Entrypoint,image Cmd")]
    public async Task The_pods_words_go_before_the_images_as_the_runtime_joins_them(string? command, string? args, string argv, string origin)
    {
        static string[]? Split(string? words) => words?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var facts = await StartAsync(Debian(), """ "Entrypoint":["E1","E2"],"Cmd":["C1"] """, new EntrypointQuestion { Command = Split(command), Args = Split(args) });
        Assert.Equal((argv, origin), (string.Join(' ', facts.Argv), string.Join(',', facts.Origin)));
    }

    [Fact]
    public async Task Known_variables_are_put_in_and_others_stay_as_written()
    {
        var question = new EntrypointQuestion { Command = ["sh", "$(PORT)/$$(PORT)/$(OTHER)/$X$"], Variables = new Dictionary<string, string> { ["PORT"] = "80" } };
        Assert.Equal("80/$(PORT)/$(OTHER)/$X$", (await StartAsync(Debian(), "", question)).Argv[1]);
    }

    [Fact]
    public async Task A_start_that_works_has_no_trouble()
    {
        var facts = await StartAsync(Debian().File("app/server.js", "x"), """ "Cmd":["node","server.js"],"WorkingDir":"/app","User":"app" """);
        Assert.Empty(facts.Troubles);
        Assert.Equal(("/usr/bin/node", "/app/server.js", "1000 (app)", "r--"), (facts.Program!.RealPath, facts.Script!.RealPath, facts.User, facts.Script.Rights));
    }

    [Fact]
    public async Task No_command_at_all() => Only(EntrypointTroubleKind.NoCommand, "", await StartAsync(Debian(), ""));

    [Fact]
    public async Task A_program_that_is_in_no_folder_of_PATH()
    {
        await TroubleAsync(EntrypointTroubleKind.ProgramMissing, "gunicorn", Debian(), "gunicorn", "app:app");
        var elsewhere = await RunAsync(Debian().Program("opt/venv/bin/gunicorn", "#!/bin/sh\n"), "gunicorn");
        Assert.Contains("/opt/venv/bin/gunicorn", Only(EntrypointTroubleKind.ProgramMissing, "gunicorn", elsewhere).Statement, StringComparison.Ordinal);
        Assert.Empty((await StartAsync(Debian().Program("opt/venv/bin/gunicorn", "#!/bin/sh\n"), """ "Cmd":["gunicorn"],"Env":["PATH=/opt/venv/bin:/usr/bin"] """)).Troubles);
        Only(EntrypointTroubleKind.ProgramMissing, "node", await StartAsync(Debian(), """ "Cmd":["node"] """, new EntrypointQuestion { Path = "/app/bin" }));
    }

    [Fact]
    public async Task A_program_whose_path_does_not_exist()
    {
        await TroubleAsync(EntrypointTroubleKind.ProgramMissing, "/app/server", Debian(), "/app/server");
        var facts = await StartAsync(Debian().Program("src/run.sh", "#!/bin/sh\n"), """ "Entrypoint":["./run.sh"],"WorkingDir":"/app" """);
        Assert.Contains("/src/run.sh", Only(EntrypointTroubleKind.ProgramMissing, "/app/run.sh", facts).Statement, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_a_later_layer_deleted_is_named_with_its_step()
    {
        var image = TestImage.Of(Debian().Program("app/run", "#!/bin/sh\n"), new TarBuilder().Whiteout("app/run"))
            .With("""{"config":{"Cmd":["/app/run"]},"history":[{"created_by":"COPY . . # buildkit"},{"created_by":"RUN /bin/sh -c rm /app/run # buildkit"}]}""");
        var answer = await ImageSource.InspectAsync(image, new ImageQuestions { Entrypoint = new EntrypointQuestion() }, NoLayerCache.Instance, LayerLimits.Default, TestContext.Current.CancellationToken);
        Assert.Equal("/app/run was deleted again by \"RUN rm /app/run\" (layer 1)", Only(EntrypointTroubleKind.ProgramMissing, "/app/run", answer.Facts!.Entrypoint!).Statement);
    }

    [Fact]
    public Task A_command_in_one_element() => TroubleAsync(EntrypointTroubleKind.OneElementCommand, "node server.js", Debian(), "node server.js");

    [Theory]
    [InlineData("cd")]
    [InlineData("source")]
    [InlineData("&&")]
    public Task A_word_of_the_shell(string word) => TroubleAsync(EntrypointTroubleKind.ShellBuiltin, word, Debian(), word, "/app");

    [Fact]
    public Task A_folder() => TroubleAsync(EntrypointTroubleKind.IsDirectory, "/app", Debian(), "/app");

    [Fact]
    public async Task A_file_without_the_bit()
    {
        await TroubleAsync(EntrypointTroubleKind.NotExecutable, "/app/run.sh", Debian().File("app/run.sh", "#!/bin/sh\n"), "/app/run.sh");
        await TroubleAsync(EntrypointTroubleKind.NotExecutable, "/usr/local/bin/run.sh", Debian().File("usr/local/bin/run.sh", "#!/bin/sh\n"), "run.sh");
    }

    [Fact]
    public async Task A_file_that_only_others_may_execute()
    {
        var tar = Debian().File("app/a", "#!/bin/sh\n", 0x1C0).File("app/b", "#!/bin/sh\n", 0x1C0, 1000).File("app/c", "#!/bin/sh\n", 0x1E8, 0, 44).File("app/d", "#!/bin/sh\n", 0x1E8, 0, 45);
        Only(EntrypointTroubleKind.NotExecutable, "/app/a", await StartAsync(tar, """ "User":"app","Cmd":["/app/a"] """));
        Assert.Empty((await StartAsync(tar, """ "User":"app","Cmd":["/app/b"] """)).Troubles);
        Assert.Empty((await StartAsync(tar, """ "User":"app","Cmd":["/app/c"] """)).Troubles);
        Assert.Empty((await StartAsync(tar, """ "User":"app","Cmd":["/app/a"] """, new EntrypointQuestion { RunAsUser = 0 })).Troubles);

        // A group that the pod's fsGroup may add.
        Assert.Empty((await StartAsync(tar, """ "User":"app","Cmd":["/app/d"] """)).Troubles);
    }

    [Fact]
    public async Task A_folder_on_the_way_that_may_not_be_entered() => Only(EntrypointTroubleKind.NotReachable, "/root",
        await StartAsync(Debian().Program("root/.local/bin/x", "#!/bin/sh\n"), """ "User":"1000","Cmd":["/root/.local/bin/x"] """));

    [Fact]
    public async Task Content_that_the_kernel_cannot_start()
    {
        await TroubleAsync(EntrypointTroubleKind.EmptyFile, "/app/x", Debian().Program("app/x", ""), "/app/x");
        await TroubleAsync(EntrypointTroubleKind.NoShebang, "/app/x", Debian().Program("app/x", "node server.js\n"), "/app/x");
        await TroubleAsync(EntrypointTroubleKind.ByteOrderMark, "/app/x", Debian().Program("app/x", "\uFEFF#!/bin/sh\n"), "/app/x");
        await TroubleAsync(EntrypointTroubleKind.ForeignFormat, "/app/x", Debian().Program("app/x", "version https://git-lfs.github.com/spec/v1\noid sha256:0\n"), "/app/x");
        await TroubleAsync(EntrypointTroubleKind.ForeignFormat, "/app/x", Debian().Program("app/x", [0xCF, 0xFA, 0xED, 0xFE, 7, 0, 0, 1]), "/app/x");
        await TroubleAsync(EntrypointTroubleKind.ForeignFormat, "/app/x", Debian().Program("app/x", [(byte)'M', (byte)'Z', 0x90, 0, 3, 0]), "/app/x");
    }

    [Theory]
    [InlineData("#!/bin/sh\r\necho\r\n")]
    [InlineData("#!/usr/bin/env node\r\n")]
    public Task Line_ends_of_Windows(string script) => TroubleAsync(EntrypointTroubleKind.CarriageReturn, "/app/x", Debian().Program("app/x", script), "/app/x");

    [Fact]
    public async Task An_interpreter_that_is_not_there()
    {
        await TroubleAsync(EntrypointTroubleKind.InterpreterMissing, "/bin/bash", Debian().Program("app/x", "#!/bin/bash\n"), "/app/x");
        await TroubleAsync(EntrypointTroubleKind.InterpreterMissing, "python3", Debian().Program("app/x", "#!/usr/bin/env python3\n"), "/app/x");
        await TroubleAsync(EntrypointTroubleKind.InterpreterMissing, "bash", Debian().Program("app/x", "#!/usr/bin/env -S bash -e\n"), "/app/x");
        await TroubleAsync(EntrypointTroubleKind.InterpreterMissing, "/build/.venv/bin/python", Debian().Program("app/.venv/bin/gunicorn", "#!/build/.venv/bin/python\n"), "/app/.venv/bin/gunicorn");
        await TroubleAsync(EntrypointTroubleKind.InterpreterMissing, "/nope", Debian().Program("app/x", "#!/app/y -e\n").Program("app/y", "#!/nope\n"), "/app/x");
        Assert.Empty((await RunAsync(Debian().Program("app/x", "#! /usr/bin/env node\n"), "/app/x")).Troubles);
    }

    [Fact]
    public async Task Another_machines_program()
    {
        var tar = Debian().Program("app/arm", ElfWriter.Program(machine: 0xB7, isDynamic: false)).Program("app/old", ElfWriter.Program(machine: 3, isDynamic: false));
        await TroubleAsync(EntrypointTroubleKind.WrongArchitecture, "/app/arm", tar, "/app/arm");
        Assert.Empty((await StartAsync(tar, """ "Cmd":["/app/arm"] """, new EntrypointQuestion { Architecture = "arm64" })).Troubles);
        Only(EntrypointTroubleKind.WrongArchitecture, "/usr/bin/node", await StartAsync(tar, """ "Cmd":["node"] """, new EntrypointQuestion { Architecture = "arm64" }));
    }

    [Fact]
    public async Task A_user_that_the_image_does_not_know()
    {
        Only(EntrypointTroubleKind.UserUnknown, "appuser", await StartAsync(Debian(), """ "User":"appuser","Cmd":["node"] """));
        Assert.Empty((await StartAsync(Debian(), """ "User":"1234","Cmd":["node"] """)).Troubles);
        Assert.Empty((await StartAsync(Debian(), """ "User":"appuser","Cmd":["node"] """, new EntrypointQuestion { RunAsUser = 1000 })).Troubles);
    }

    [Fact]
    public async Task What_a_mount_covers_is_not_spoken_about()
    {
        Assert.Empty((await StartAsync(Debian(), """ "Cmd":["/app/server"] """, new EntrypointQuestion { Mounts = ["/app"] })).Troubles);
        Assert.Empty((await StartAsync(Debian(), """ "Cmd":["node","server.js"],"WorkingDir":"/app" """, new EntrypointQuestion { Mounts = ["/app/"] })).Troubles);
        Assert.Empty((await StartAsync(Debian(), """ "Cmd":["gunicorn"] """, new EntrypointQuestion { Mounts = ["/usr/local"] })).Troubles);
        Assert.NotEmpty((await StartAsync(Debian(), """ "Cmd":["/app/server"] """, new EntrypointQuestion { Mounts = ["/application"] })).Troubles);
    }

    [Fact]
    public async Task Secrets_in_arguments_are_not_repeated()
    {
        var facts = await RunAsync(Debian().File("app/x.js", "x"), "node", "/app/x.js", "--password", "hunter2hunter2");
        Assert.DoesNotContain("hunter2", JsonSerializer.Serialize(facts), StringComparison.Ordinal);
    }
}
