using System.Collections.Concurrent;
using Unloop.Core.Planning;
using Unloop.Engine.Machine;
using Unloop.Host.Files;
using Unloop.Host.Processes;
using Unloop.Images.Building;
using Unloop.Images.Content;

namespace Unloop.Images.Tests.Fakes;

/// <summary>
/// A machine on which only those tools are installed that a test wrote: shell scripts, run as real processes, which print what the real tools were seen
/// to print. Keeps what each was called with.
/// </summary>
internal sealed class FakeTools : IProcessRunner, IDisposable
{
    /// <summary>Defines <c>after</c>: the argument that follows a flag.</summary>
    private const string Prelude = "after() { flag=$1; shift; for a; do [ \"$last\" = \"$flag\" ] && printf %s \"$a\" && return; last=$a; done; }\n";

    public const string ImageId = "sha256:1111111111111111111111111111111111111111111111111111111111111111";
    public const string BuildahVersion = "buildah version 1.28.2 (image-spec 1.1.0-rc2, runtime-spec 1.0.2-dev)";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("unloop-test-");
    private readonly ConcurrentQueue<IReadOnlyList<string>> _calls = new();
    private readonly ProcessRunner _runner = new(TimeProvider.System);
    private readonly FileReader _files = new();

    public FakeTools() => Dockerfile("FROM base.example.com/node:20\nWORKDIR /app\nRUN npm ci\nCMD [\"node\", \"server.js\"]\n");

    public bool InputIsTerminal => false;
    public ImageOptions Options { get; set; } = new() { Version = "test", ConnectTimeout = TimeSpan.FromSeconds(5) };
    public string Context => _folder.FullName;
    public string DockerfilePath => Path.Combine(Context, "Dockerfile");

    /// <summary>Each with the program first; temporary folders are written as <c>TMP</c>.</summary>
    public IReadOnlyList<string> Calls => [.. _calls.Select(c => string.Join(' ', c))];

    public BuildOrder Order => new() { Context = Context, Dockerfile = DockerfilePath, Image = "registry.example.com/team/web:unloop-1" };

    public FakeTools Dockerfile(string text)
    {
        File.WriteAllText(DockerfilePath, text);
        return this;
    }

    public FakeTools Tool(string name, string script)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, name + ".sh"), Prelude + script);
        return this;
    }

    /// <param name="build">What <c>bud</c> does once it has said which image it made.</param>
    public FakeTools Buildah(string build = "", string push = "", string other = "") => Tool("buildah", $$"""
        case $1 in
          --version) echo '{{BuildahVersion}}';;
          info) echo '{}';;
          bud) printf '{{ImageId}}' > "$(after --iidfile "$@")"; {{build}} ;;
          push) {{push}} ;;
          *) {{other}} ;;
        esac
        """);

    public ImageBuilder Builder() => new(Options, new(_files, new FileStore(), this, TimeProvider.System), new TemporaryFolders());

    public async Task<ProcessResult> RunAsync(ProcessCommand command, CancellationToken cancellationToken)
    {
        var script = Path.Combine(_folder.FullName, command.Program + ".sh");
        _calls.Enqueue([command.Program, .. command.Arguments.Select(Shown)]);
        return File.Exists(script)
            ? await _runner.RunAsync(command with { Program = "sh", Arguments = [script, .. command.Arguments] }, cancellationToken)
            : new() { End = ProcessEnd.NotFound };
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string Shown(string argument)
    {
        var plain = argument.Replace(Context, "CONTEXT", StringComparison.Ordinal);
        var at = plain.IndexOf(Path.Combine(Path.GetTempPath(), "unloop-"), StringComparison.Ordinal);
        if (at < 0)
        {
            return plain;
        }

        var end = plain.IndexOf('/', at + Path.GetTempPath().Length);
        return plain[..at] + "TMP" + (end < 0 ? "" : plain[end..]);
    }
}

/// <summary>Keeps what is reported.</summary>
internal sealed class Heard : IProgress<string>
{
    public List<string> Lines { get; } = [];

    public void Report(string value) => Lines.Add(value);
}
