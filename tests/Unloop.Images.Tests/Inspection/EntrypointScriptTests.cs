using Unloop.Core.Facts.Images;
using Unloop.Images.Tests.Layers;
using static Unloop.Images.Tests.Inspection.EntrypointBench;

namespace Unloop.Images.Tests.Inspection;

/// <summary>What an interpreter, a shell or a runtime is given to run.</summary>
public class EntrypointScriptTests
{
    [Theory]
    [InlineData("node server.js")]
    [InlineData("node --enable-source-maps -r ./tracing.js server.js --port 80")]
    [InlineData("node server")]
    [InlineData("sh -c", "node server.js")]
    [InlineData("/bin/sh -c", "exec node server.js")]
    [InlineData("docker-entrypoint.sh node server.js")]
    [InlineData("tini -- node server.js")]
    public async Task The_script_that_an_interpreter_is_given(string words, string? last = null)
    {
        var argv = words.Split(' ').Concat(last is null ? [] : [last]).ToArray();
        TarBuilder Image() => Debian().Program("usr/bin/docker-entrypoint.sh", "#!/bin/sh\nset -e\nexec \"$@\"\n").Program("usr/bin/tini", ElfWriter.Program(isDynamic: false));
        var question = new EntrypointQuestion { Command = argv, WorkingDir = "/app" };
        var missing = await StartAsync(Image(), "", question);
        Assert.Equal(EntrypointTroubleKind.ScriptMissing, Assert.Single(missing.Troubles).Kind);
        Assert.StartsWith("/app/server", missing.Troubles[0].Subject, StringComparison.Ordinal);
        Assert.Empty((await StartAsync(Image().File("app/server.js", "x"), "", question)).Troubles);
    }

    [Theory]
    [InlineData("node -e 1")]
    [InlineData("node --unknown value x.js")]
    [InlineData("node $APP")]
    [InlineData("node -r ./x.js")]
    [InlineData("sh -c 'node'")]
    [InlineData("sh -euo pipefail -c x")]
    public async Task Commands_that_name_no_file_for_certain_are_left_alone(string words) => Assert.Empty((await RunAsync(Debian(), words.Split(' '))).Troubles);

    [Fact]
    public Task A_plain_command_of_the_shell_whose_program_is_missing() => TroubleAsync(EntrypointTroubleKind.ProgramMissing, "gunicorn", Debian(), "sh", "-c", "gunicorn app:app");

    [Fact]
    public async Task A_shell_script_with_line_ends_of_Windows_or_without_the_right_to_read()
    {
        await TroubleAsync(EntrypointTroubleKind.CarriageReturn, "/app/run.sh", Debian().File("app/run.sh", "set -e\r\nexec x\r\n"), "sh", "/app/run.sh");
        Only(EntrypointTroubleKind.NotReadable, "/app/x.js", await StartAsync(Debian().File("app/x.js", "x", 0x180), """ "User":"app","Cmd":["node","/app/x.js"] """));
    }

    [Fact]
    public async Task An_archive_without_a_main_class_or_for_a_newer_Java()
    {
        TarBuilder Java(string manifest, byte version) => Debian().Program("opt/java/bin/java", ElfWriter.Program(["libc.so.6"])).File("opt/java/release", "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"17.0.9\"\n")
            .File("app/app.jar", JarWriter.Write(manifest, version));
        await TroubleAsync(EntrypointTroubleKind.NoMainClass, "/app/app.jar", Java("Created-By: x\n", 61), "/opt/java/bin/java", "-Xmx1g", "-jar", "/app/app.jar");
        await TroubleAsync(EntrypointTroubleKind.RuntimeTooOld, "Java 21", Java("Main-Class: a.B\n", 65), "/opt/java/bin/java", "-jar", "/app/app.jar");
        Assert.Empty((await RunAsync(Java("Main-Class: a.B\n", 61), "/opt/java/bin/java", "-jar", "/app/app.jar")).Troubles);
    }

    [Fact]
    public async Task An_assembly_for_a_framework_that_is_not_there()
    {
        TarBuilder DotNet(string shared) => Debian().Program("usr/share/dotnet/dotnet", ElfWriter.Program(["libc.so.6"])).Symlink("usr/bin/dotnet", "/usr/share/dotnet/dotnet")
            .Directory("usr/share/dotnet/shared/" + shared).File("app/web.dll", "MZ\u0001")
            .File("app/web.runtimeconfig.json", """{"runtimeOptions":{"framework":{"name":"Microsoft.AspNetCore.App","version":"8.0.0"}}}""");
        await TroubleAsync(EntrypointTroubleKind.RuntimeTooOld, "Microsoft.AspNetCore.App 8.0.0", DotNet("Microsoft.NETCore.App/8.0.11"), "dotnet", "/app/web.dll");
        await TroubleAsync(EntrypointTroubleKind.RuntimeTooOld, "Microsoft.AspNetCore.App 8.0.0", DotNet("Microsoft.AspNetCore.App/9.0.1"), "dotnet", "/app/web.dll");
        Assert.Empty((await RunAsync(DotNet("Microsoft.AspNetCore.App/8.0.11"), "dotnet", "/app/web.dll")).Troubles);
    }
}
