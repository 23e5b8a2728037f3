using Unloop.Dockerfile.Checks.Languages;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.Checks.Python;

/// <summary>A virtual environment that was made in one stage and copied to the target.</summary>
/// <param name="Made">The command that made it.</param>
/// <param name="Path">Where it was made.</param>
/// <param name="Copy">The COPY that brings it.</param>
/// <param name="Place">Where it is now.</param>
internal sealed record VirtualEnvironment(RunAt Made, string Path, StepModel Copy, string Place)
{
    /// <summary>More than anybody makes in one stage; bounds the work.</summary>
    private const int MostEnvironments = 20;

    public bool IsMoved => Path != Place;

    public static IEnumerable<VirtualEnvironment> CopiedTo(BuildModel model, StageModel stage)
    {
        var made = new Dictionary<StageModel, List<(RunAt Run, string Path)>>();
        foreach (var copy in stage.CopiesFromElsewhere().Where(s => s.Copy!.FromStage is not null))
        {
            var from = copy.Copy!.FromStage!;
            if (!made.TryGetValue(from, out var environments))
            {
                made[from] = environments = [.. from.Runs().Select(r => (r, PathOf(r) ?? "")).Where(m => m.Item2.Length > 0).Take(MostEnvironments)];
            }

            foreach (var (run, path) in environments)
            {
                if (copy.Copy.Sources.SelectMany(s => s.Matches).FirstOrDefault(m => Paths.IsWithin(path, m.Source)) is { } match)
                {
                    var place = Paths.Absolute("/", match.Destination + path[match.Source.TrimEnd('/').Length..]) ?? path;
                    yield return new VirtualEnvironment(run, path, copy, place);
                }
            }
        }
    }

    /// <summary>The path under which the scene's program lies in its bin; null where it is another.</summary>
    public string? Program(PythonScene scene)
    {
        var bin = Paths.Join(Place, "bin");
        var name = scene.Start.Program;
        if (name.Contains('/', StringComparison.Ordinal))
        {
            return Paths.Absolute(scene.Start.Launched.Directory!, name) is { } path && Paths.Folder(path) == bin ? path : null;
        }

        var first = scene.State.SearchPath?.FirstOrDefault(f => f == bin || !scene.State.Files.Find(Paths.Join(f, name)).IsAbsent);
        return first == bin ? Paths.Join(bin, name) : null;
    }

    private static string? PathOf(RunAt run)
    {
        var words = run.Command.Arguments;
        if (words.Any(w => w is null) || run.Command.Directory is not { } directory || words.Contains("--relocatable"))
        {
            return null;
        }

        var own = run.Command.Program switch
        {
            "python" or "python3" when words is ["-m", "venv" or "virtualenv", ..] => words.Skip(2),
            "virtualenv" => words,
            _ => null,
        };
        return own?.OfType<string>().FirstOrDefault(w => !w.StartsWith('-')) is { } path ? Paths.Absolute(directory, path) : null;
    }
}
