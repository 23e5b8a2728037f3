using Unloop.Dockerfile.Syntax;

namespace Unloop.Images.Building.Failing;

/// <summary>Finds the line of the Dockerfile at which a build stopped, in what its tool printed last. Pure.</summary>
internal static class FailedLine
{
    private const string StepSign = "STEP ";
    private const string StoppedSign = "building at STEP \"";

    /// <param name="file">The Dockerfile's name, without its folder.</param>
    public static int? In(IReadOnlyList<string> lines, DockerfileDocument document, string file) =>
        ByFrame(lines, file) ?? ByQuotedStep(lines, document) ?? ByLastStep(lines, document);

    /// <summary>BuildKit: <c>Dockerfile:12</c> on a line of its own, before an excerpt.</summary>
    private static int? ByFrame(IReadOnlyList<string> lines, string file) =>
        lines.LastOrDefault(l => l.StartsWith(file + ":", StringComparison.Ordinal) && int.TryParse(l[(file.Length + 1)..], out _)) is { } frame
            ? int.Parse(frame[(file.Length + 1)..])
            : null;

    /// <summary>Buildah: <c>Error: building at STEP "RUN npm ci": …</c></summary>
    private static int? ByQuotedStep(IReadOnlyList<string> lines, DockerfileDocument document)
    {
        var stopped = lines.LastOrDefault(l => l.Contains(StoppedSign, StringComparison.Ordinal));
        return stopped is null ? null : Locate(Unquoted(stopped, stopped.IndexOf(StoppedSign, StringComparison.Ordinal) + StoppedSign.Length), LastStep(lines), document);
    }

    /// <summary>Buildah: the last <c>STEP 3/7: RUN npm ci</c>, where the error names none.</summary>
    private static int? ByLastStep(IReadOnlyList<string> lines, DockerfileDocument document) =>
        LastStep(lines) is { } step ? Locate(step.Text, step, document) : null;

    private static int? Locate(string text, Step? last, DockerfileDocument document)
    {
        var same = document.Instructions.Where(i => Plain(Written(i)) == Plain(text)).ToList();
        return same switch
        {
            [] => null,
            [var one] => one.FirstLine,
            _ => last is not null && At(last, document) is { } there && same.Contains(there) ? there.FirstLine : null,
        };
    }

    private static Step? LastStep(IReadOnlyList<string> lines) => lines.Select(Step.TryParse).LastOrDefault(s => s is not null);

    /// <summary>Steps are counted from each FROM, which is the first.</summary>
    private static Instruction? At(Step step, DockerfileDocument document)
    {
        var starts = document.Instructions.Select((instruction, index) => (instruction, index)).Where(i => i.instruction.Keyword == "FROM").Select(i => i.index).ToList();
        var index = step.Stage <= starts.Count ? starts[step.Stage - 1] + step.Number - 1 : -1;
        return index >= 0 && index < document.Instructions.Count ? document.Instructions[index] : null;
    }

    private static string Written(Instruction instruction) =>
        $"{instruction.Keyword} {string.Concat(instruction.Flags.Select(f => f.Value is null ? $"--{f.Name} " : $"--{f.Name}={f.Value} "))}{instruction.Arguments}";

    private static string Plain(string text) => string.Join(' ', text.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)).ToUpperInvariant();

    private static string Unquoted(string text, int start)
    {
        var plain = new System.Text.StringBuilder();
        for (var i = start; i < text.Length && text[i] != '"'; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length)
            {
                i++;
                _ = plain.Append(text[i] == 't' ? '\t' : text[i]);
            }
            else
            {
                _ = plain.Append(text[i]);
            }
        }

        return plain.ToString();
    }

    /// <param name="Stage">From 1.</param>
    /// <param name="Number">Within the stage, from 1.</param>
    private sealed record Step(int Stage, int Number, string Text)
    {
        /// <summary><c>STEP 3/5: RUN npm ci</c>, of several stages <c>[1/2] STEP 3/5: RUN npm ci</c>.</summary>
        public static Step? TryParse(string line)
        {
            var at = line.StartsWith(StepSign, StringComparison.Ordinal) ? 0 : line.StartsWith('[') ? line.IndexOf("] " + StepSign, StringComparison.Ordinal) + 2 : -1;
            var colon = at < 0 ? -1 : line.IndexOf(':', at);
            return at is 0 or > 2 && colon > 0
                && int.TryParse(line[(at + StepSign.Length)..colon].Split('/')[0], out var number)
                && int.TryParse(at == 0 ? "1" : line[1..at].Split('/')[0], out var stage)
                ? new(stage, number, line[(colon + 1)..].Trim())
                : null;
        }
    }
}
