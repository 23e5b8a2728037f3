using Unloop.Dockerfile.Checks.Launching;
using Unloop.Dockerfile.Modelling;

namespace Unloop.Dockerfile.Checks.Users;

/// <summary>The entrypoint script was written for root, and USER comes before it.</summary>
internal sealed class ScriptNeedsRoot : IRule
{
    private static readonly string[] RootOwned = ["/etc/", "/usr/", "/opt/", "/srv/", "/var/lib/", "/var/log/", "/bin/", "/sbin/", "/lib/"];

    public RuleDescription About { get; } = new(
        "script-needs-root", Severity.Error, "the entrypoint script does what only root may, and the container runs as another user",
        "chown: changing ownership of '/data': Operation not permitted",
        "Do it in a RUN before USER, or let the script start as root and go on with su-exec or gosu.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (Launch.Of(model) is not { State: { IsRoot: false, User.Length: > 0, UserSetBy: { } setBy } state } launch)
        {
            yield break;
        }

        foreach (var script in StartedScript.Of(launch).Where(s => s.Text.Whole is not null))
        {
            var shell = PlainShell.Read(script.Text.Whole!);
            if (!shell.IsWhole || !StopsOnFailure(script, shell))
            {
                continue;
            }

            var call = shell.Commands.FirstOrDefault(c => c is { Depth: 0, After: not "||" } && c.Before is "" or ";" && Forbidden(c, model, state));
            if (call is not null)
            {
                var text = string.Join(' ', call.Words);
                yield return About.At(setBy, text, $"{script.Path} runs \"{text}\" in its line {call.Line}, which {state.User} may not.",
                    call.Program == "chown" ? $"chown: changing ownership of '{call.Words[^1]}': Operation not permitted" : $"{call.Program}: cannot create '{call.Words[^1]}': Permission denied");
            }
        }
    }

    private static bool StopsOnFailure(StartedScript script, PlainShell shell) =>
        script.FirstLine.TrimEnd('\r').EndsWith("-e", StringComparison.Ordinal) || shell.Commands.Any(c => c is { Program: "set", Depth: 0 } && c.Words.Skip(1).Any(w => w.StartsWith('-') && w.Contains('e', StringComparison.Ordinal)));

    private static bool Forbidden(PlainCommand call, BuildModel model, StageState state) => call.Program switch
    {
        "chown" => call.Words.Count >= 3 && call.Words[^1].StartsWith('/') && !call.Words.Any(w => w.StartsWith(state.User!.Split(':')[0], StringComparison.Ordinal) || Names.HasVariable(w)),
        "mkdir" or "touch" => call.Words.Skip(1).Any(w => IsRootOwned(w, model, state)),
        "apt-get" or "apk" or "addgroup" or "adduser" or "useradd" or "groupadd" or "usermod" => true,
        _ => false,
    };

    private static bool IsRootOwned(string path, BuildModel model, StageState state) =>
        RootOwned.Any(r => path.StartsWith(r, StringComparison.Ordinal)) && !Names.HasVariable(path) && state.Files.Find(path).IsAbsent && !IsGivenAway(path, model) && !state.Volumes.Any(v => path.StartsWith(v, StringComparison.Ordinal));

    /// <summary>Some instruction changes the owner or mode of a folder on the way.</summary>
    private static bool IsGivenAway(string path, BuildModel model)
    {
        var folders = path.Split('/', StringSplitOptions.RemoveEmptyEntries).Aggregate(new List<string>(), (all, part) => [.. all, $"{(all.Count > 0 ? all[^1] : "")}/{part}"]);
        return model.NeededSteps.Any(s => s.Instruction.Flag("chown") is not null || s.Instruction.Flag("chmod") is not null
            ? s.Copy?.Destination is { } to && path.StartsWith(to, StringComparison.Ordinal)
            : s.Instruction.Keyword == "RUN" && (s.Instruction.Arguments.Contains("chown", StringComparison.Ordinal) || s.Instruction.Arguments.Contains("chmod", StringComparison.Ordinal) || s.Instruction.Arguments.Contains("install -d", StringComparison.Ordinal))
                && folders.Any(f => s.Instruction.Arguments.Contains(f, StringComparison.Ordinal)));
    }
}
