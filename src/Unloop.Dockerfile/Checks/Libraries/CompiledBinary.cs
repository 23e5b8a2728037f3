using Unloop.Dockerfile.Checks.Launching;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Bases;
using Unloop.Dockerfile.Modelling.Commands;
using Unloop.Dockerfile.Modelling.Copying;

namespace Unloop.Dockerfile.Checks.Libraries;

internal enum Compiler
{
    Go,
    Rust,
    C,
    Cpp,
}

/// <summary>A binary that one stage compiles, the final stage copies, and the container starts; linked against the build stage's libc for certain.</summary>
/// <param name="Path">In the final stage.</param>
/// <param name="Copy">The COPY of the final stage.</param>
/// <param name="Command">The command that compiles it.</param>
internal sealed record CompiledBinary(Compiler Compiler, string Path, StepModel Copy, StepModel Step, RunCommand Command)
{
    private static readonly string[] GoNeedsLibc =
    [
        "\"net/http\"", "\"net\"", "\"os/user\"", "import \"C\"", "\"github.com/mattn/go-sqlite3\"", "\"google.golang.org/grpc\"", "\"github.com/gin-gonic/gin\"",
        "\"github.com/labstack/echo", "\"github.com/gofiber/fiber", "\"github.com/confluentinc/confluent-kafka-go",
    ];

    public StageModel Builder => Step.Stage;

    public static IEnumerable<CompiledBinary> Of(BuildModel model)
    {
        if (Launch.Of(model) is not { } launch)
        {
            yield break;
        }

        var started = launch.Commands.Where(c => c.IsCertain && !Names.HasVariable(c.Program)).ToList();
        foreach (var copy in launch.Stage.Steps.Where(s => s.Copy is { FromStage: not null, Destination: not null }))
        {
            foreach (var (source, path) in copy.Copy!.Sources.Where(s => s.Text is not null).Select(s => (s.Text!, Landing(copy.Copy, s.Text!))))
            {
                if (started.Any(c => Starts(launch, c, path)) && Compiled(copy.Copy.FromStage!, source, model) is { } found)
                {
                    yield return new CompiledBinary(found.Compiler, path, copy, found.Step, found.Command);
                }
            }
        }
    }

    private static string Landing(CopyResult copy, string source) =>
        copy.DestinationIsDirectory || Names.Base(copy.Destination!) != Names.Base(source) && IsFolderByName(copy.Destination!) ? $"{copy.Destination!.TrimEnd('/')}/{Names.Base(source)}" : copy.Destination!;

    private static bool IsFolderByName(string path) => path is "/" or "/usr/local/bin" or "/usr/bin" or "/bin" or "/usr/local/sbin" or "/opt" or "/app";

    private static bool Starts(Launch launch, LaunchedCommand command, string path) => command.Program.Contains('/', StringComparison.Ordinal)
        ? command.In(launch.State).Resolve(command.Program) == path
        : launch.State.SearchPath?.Any(f => $"{f.TrimEnd('/')}/{command.Program}" == path) == true;

    private static (Compiler Compiler, StepModel Step, RunCommand Command)? Compiled(StageModel stage, string source, BuildModel model)
    {
        for (var at = stage; at is not null; at = at.Parent)
        {
            foreach (var step in at.Steps.Reverse())
            {
                foreach (var command in step.Commands.Where(c => c.RunsForCertain))
                {
                    if (Linked(command, step, source, model) is { } compiler)
                    {
                        return (compiler, step, command);
                    }
                }
            }
        }

        return null;
    }

    /// <summary>The compiler, when the command makes the file and links it dynamically for certain.</summary>
    private static Compiler? Linked(RunCommand command, StepModel step, string source, BuildModel model)
    {
        var words = command.Arguments;
        return command.Program switch
        {
            "go" when words is ["build", ..] && Output(command) == source => GoIsDynamic(command, step, model) ? Compiler.Go : null,
            "cargo" when words is ["build", ..] && source.Contains("/target/", StringComparison.Ordinal) && !source.Contains("musl", StringComparison.Ordinal) => RustIsDynamic(command, step, model) ? Compiler.Rust : null,
            "gcc" or "cc" or "clang" when Output(command) == source => words.Contains("-static") || words.Contains("-c") || words.Contains(null) ? null : Compiler.C,
            "g++" or "c++" or "clang++" when Output(command) == source => words.Contains("-static") || words.Contains("-c") || words.Contains("-static-libstdc++") || words.Contains(null) ? null : Compiler.Cpp,
            _ => null,
        };
    }

    private static string? Output(RunCommand command)
    {
        var flag = command.Arguments.ToList().IndexOf("-o");
        var name = flag >= 0 ? command.Arguments.ElementAtOrDefault(flag + 1) : null;
        return name is null || command.Directory is null ? null : (command.Before with { WorkingDirectory = command.Directory }).Resolve(name);
    }

    private static string? Variable(RunCommand command, StepModel step, string name) =>
        command.Assignments.TryGetValue(name, out var value) ? value ?? "?" : step.Before.Environment.TryGetValue(name, out var set) ? set ?? "?" : step.Before.Arguments.GetValueOrDefault(name);

    private static bool GoIsDynamic(RunCommand command, StepModel step, BuildModel model)
    {
        var text = command.Text;
        var known = Variable(command, step, "CGO_ENABLED") is null or "1" && Variable(command, step, "GOARCH") is null && !step.Before.EnvironmentIsOpen;
        var isStatic = text.Contains("static", StringComparison.Ordinal) || text.Contains("netgo", StringComparison.Ordinal) || text.Contains("linkmode", StringComparison.Ordinal) || text.Contains("-tags", StringComparison.Ordinal);
        var hasCompiler = step.Stage.Base.Traits is { Distribution: Distribution.Debian, Runtime.Name: "go" };
        return known && !isStatic && hasCompiler && !step.Instruction.Arguments.Contains("CGO_ENABLED", StringComparison.Ordinal)
            && model.Context?.Files.Any(f => f.Path.EndsWith(".go", StringComparison.Ordinal) && !f.Path.EndsWith("_test.go", StringComparison.Ordinal) && f.Head is { } head && GoNeedsLibc.Any(n => head.Contains(n, StringComparison.Ordinal))) == true;
    }

    private static bool RustIsDynamic(RunCommand command, StepModel step, BuildModel model) =>
        !command.Text.Contains("--target", StringComparison.Ordinal) && Variable(command, step, "CARGO_BUILD_TARGET") is null && Variable(command, step, "RUSTFLAGS") is null
        && step.Stage.Base.Traits.Libc == Libc.Glibc && model.Context is { IsComplete: true } context
        && !context.Files.Any(f => f.Path.Contains(".cargo/config", StringComparison.Ordinal));
}
