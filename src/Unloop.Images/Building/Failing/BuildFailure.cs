using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Dockerfile.Syntax;
using Unloop.Engine.Building;
using Unloop.Engine.Machine;
using Unloop.Images.Content;

namespace Unloop.Images.Building.Failing;

/// <summary>A build that failed, as a sentence and a line. Pure.</summary>
internal static class BuildFailure
{
    private static readonly string[] Stops = ["building at STEP", "failed to solve"];
    private static readonly string[] Exits = ["exit status", "exit code", "did not complete successfully"];
    private static readonly string[] Frames = ["STEP ", "[", "-->", "time=\"", "subprocess exited", "------", "Error", "ERROR", "error building", " > ", "WARNING", "View build details"];

    public static BuiltImage Of(ToolRun run, IBuildTool tool, BuildOrder order, DockerfileDocument document)
    {
        var line = FailedLine.In(run.Lines, document, Path.GetFileName(order.Dockerfile));
        if (run.Result.End != ProcessEnd.Exited)
        {
            return new(null, ToolWords.Plain(run, "build"), line);
        }

        var said = Words.Shown(run.Lines.LastOrDefault(l => Stops.Any(s => l.Contains(s, StringComparison.Ordinal))) ?? run.LastWords);
        var isCommand = Exits.Any(e => said.Contains(e, StringComparison.Ordinal));
        var problem = isCommand
            ? run.Lines.TakeLast(20).Select(l => DiskFull(l, tool)).FirstOrDefault(p => p is not null)
            : ToolWords.Explain(said, "build", null, tool);
        return new(null, problem ?? new(ProblemKind.Failed, Sentence(run, tool, said, isCommand, Instruction(document, line))), line);
    }

    private static Problem? DiskFull(string line, IBuildTool tool) =>
        line.Contains("no space left on device", StringComparison.OrdinalIgnoreCase) ? ToolWords.Explain(line, "build", null, tool) : null;

    private static string Sentence(ToolRun run, IBuildTool tool, string said, bool isCommand, Instruction? at)
    {
        var place = at is null ? "" : $" at line {at.FirstLine} of the Dockerfile ({at.Keyword})";
        var before = isCommand ? run.Lines.Where(IsOwnOutput).Select(WithoutStamp).LastOrDefault(l => l.Length > 0) : null;
        return $"The build with {tool.Name} stopped{place}: {(said.Length > 0 ? said : $"exit code {run.Result.ExitCode} and no word")}"
            + (before is null ? "." : $"; the step's last words: '{Words.Shown(before)}'.");
    }

    private static Instruction? Instruction(DockerfileDocument document, int? line) =>
        line is { } number ? document.Instructions.FirstOrDefault(i => i.FirstLine <= number && number <= i.LastLine) : null;

    /// <summary>Of a step, not of the builder.</summary>
    private static bool IsOwnOutput(string line) =>
        line.StartsWith('#') ? WithoutStamp(line) != line : !Frames.Any(f => line.StartsWith(f, StringComparison.Ordinal)) && !line.Contains('|') && !line.Contains("ockerfile:", StringComparison.Ordinal);

    /// <summary>BuildKit writes <c>#8 0.345 </c> before what a step prints.</summary>
    private static string WithoutStamp(string line)
    {
        var parts = line.Split(' ', 3);
        return parts is [['#', ..], var stamp, var rest] && stamp.Length > 0 && stamp.All(c => char.IsAsciiDigit(c) || c == '.') ? rest : line;
    }
}
