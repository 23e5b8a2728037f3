using Unloop.Dockerfile.Checks.Launching;
using Unloop.Dockerfile.Modelling;

namespace Unloop.Dockerfile.Checks.Node;

/// <summary>One program that the container starts, package managers' scripts followed to what they say.</summary>
/// <param name="Launched">The command of the Dockerfile or base image that leads here.</param>
/// <param name="Words">Program and arguments.</param>
/// <param name="Directory">Absolute.</param>
/// <param name="Via">The scripts on the way, nearest last: <c>start</c>.</param>
internal sealed record NodeStart(LaunchedCommand Launched, IReadOnlyList<string> Words, string Directory, IReadOnlyList<string> Via)
{
    private const int Deepest = 5;

    public string Program => Words[0];

    public string ProgramName => Names.WithoutVersion(Names.Base(Program));

    /// <summary>As a reader would type it, with the way there: <c>nodemon server.js (npm script "dev")</c>.</summary>
    public string Described => Via.Count == 0 ? string.Join(' ', Words) : $"{string.Join(' ', Words)} (script \"{Via[^1]}\")";

    public static IReadOnlyList<NodeStart> Of(Launch launch)
    {
        var starts = new List<NodeStart>();
        foreach (var command in launch.Commands.Where(c => c is { IsCertain: true, Directory: not null }))
        {
            Follow(launch, new NodeStart(command, command.Words, command.Directory!, []), starts);
        }

        return starts;
    }

    /// <summary>What comes before a given start in the same container, which may make or fetch what is missing.</summary>
    public static bool InstallsOrBuilds(IEnumerable<NodeStart> starts) =>
        starts.Any(s => ScriptCall.Of(s.Words) is { } call ? call.Script is null && !call.IsHelp : s.ProgramName is "tsc" or "next" && s.Words.Contains("build"));

    private static void Follow(Launch launch, NodeStart start, List<NodeStart> into)
    {
        var words = Unwrapped(start.Words);
        if (words.Count == 0)
        {
            return;
        }

        start = start with { Words = words };
        into.Add(start);
        if (start.Via.Count >= Deepest || ScriptCall.Of(words) is not { Script: { } script } call || call.DirectoryFrom(start.Directory) is not { } directory)
        {
            return;
        }

        var manifest = NodeManifest.NearestIn(launch.Stage, directory);
        if (manifest is null)
        {
            return;
        }

        foreach (var name in new[] { "pre" + script, script }.Where(manifest.Scripts.ContainsKey))
        {
            var shell = PlainShell.Read(manifest.Scripts[name]);
            foreach (var command in shell.IsWhole ? shell.Commands.TakeWhile(c => c.Program != "cd").Where(c => c.IsCertain) : [])
            {
                Follow(launch, new NodeStart(start.Launched, command.Words, directory, [.. start.Via, name]), into);
            }
        }
    }

    /// <summary>Without programs that only set variables and then run the rest.</summary>
    private static IReadOnlyList<string> Unwrapped(IReadOnlyList<string> words)
    {
        while (words.Count > 1 && words[0] is "cross-env" or "cross-env-shell" or "env" or "exec")
        {
            words = [.. words.Skip(1).SkipWhile(w => w.Contains('=', StringComparison.Ordinal))];
        }

        return words;
    }
}
