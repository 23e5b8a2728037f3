using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Files;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Mending.Writing;

/// <summary>Writes COPY instructions that a stage lacks.</summary>
internal static class Copies
{
    /// <summary>How a COPY names a folder from where the build stands: short below the working directory, with a slash at the end.</summary>
    public static string Folder(StageState state, string folder) =>
        state.WorkingDirectory is { } here && folder == here ? "./"
        : state.WorkingDirectory is { } above && above != "/" && Paths.IsWithin(folder, above) ? $"./{folder[(above.Length + 1)..]}/"
        : folder.TrimEnd('/') + "/";

    /// <summary>The same for a file or folder by its full name.</summary>
    public static string Name(StageState state, string path) =>
        state.WorkingDirectory is { } here && here != "/" && path != here && Paths.IsWithin(path, here) ? $"./{path[(here.Length + 1)..]}" : path;

    /// <summary>Adds a COPY behind the last one of the stage, or before what ends it (USER, CMD, …).</summary>
    /// <param name="arguments">Flags, sources and destination, as seen from where it will stand.</param>
    public static string Add(Site site, StageModel stage, Func<StageState, string> arguments)
    {
        var steps = stage.Steps;
        var last = steps.LastOrDefault(s => s.Instruction.Keyword is "COPY" or "ADD") ?? steps.LastOrDefault(s => s.Instruction.Keyword is "WORKDIR" or "ARG" or "ENV");
        var (anchor, state) = last is null ? (stage.From, stage.Start) : (last.Instruction, last.After);

        // A WORKDIR that comes later decides what ./ means to the program.
        if (steps.LastOrDefault(s => s.Instruction.Keyword == "WORKDIR") is { } workdir && last is not null && workdir.Order > last.Order)
        {
            (anchor, state) = (workdir.Instruction, workdir.After);
        }

        return site.Edit().PutAfter(site.Document, anchor, "COPY", Owner(stage) + AsAuthor(site.Document, arguments(state))).Apply();
    }

    /// <summary>One source for the working directory: with a bare dot, where the author writes so for single files, too (<c>COPY . .</c> says nothing about that).</summary>
    public static string AsAuthor(DockerfileDocument document, string arguments)
    {
        var own = document.Instructions.Where(i => i.Sources is not ["." or "./"]).Select(i => i.Destination).Where(d => d is "." or "./").Distinct().ToList();
        return own is ["."] && arguments.EndsWith(" ./", StringComparison.Ordinal) && arguments.Split(' ').Count(w => !w.StartsWith("--", StringComparison.Ordinal)) == 2 ? arguments[..^1] : arguments;
    }

    public static string Flag(StageModel from) => $"--from={from.Name ?? from.Index.ToString(System.Globalization.CultureInfo.InvariantCulture)}";

    /// <summary>The owner that the author's other copies of this stage agree on.</summary>
    private static string Owner(StageModel stage)
    {
        var owners = stage.Steps.Where(s => s.Instruction.Keyword == "COPY").Select(s => s.Instruction.Flag("chown")).Distinct().ToList();
        return owners is [{ } owner] ? $"--chown={owner} " : "";
    }
}
