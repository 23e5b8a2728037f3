using Unloop.Dockerfile.Checks.Launching;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Bases;

namespace Unloop.Dockerfile.Checks.Users;

/// <summary>What the commands of a Dockerfile do to /etc/passwd.</summary>
internal static class Accounts
{
    private static readonly string[] PlainImages = ["alpine", "debian", "ubuntu", "node", "python", "golang", "rust", "ruby", "eclipse-temurin"];

    /// <summary>Users that older or newer releases of the same images have; of them nothing is claimed.</summary>
    private static readonly string[] InSomeRelease =
        ["_apt", "gnats", "operator", "man", "postmaster", "at", "squid", "xfs", "cyrus", "vpopmail", "smmsp", "svn", "www-data", "messagebus", "ubuntu", "nobody", "node", "sshd", "syslog"];

    private static readonly string[] Adding = ["useradd", "adduser", "/etc/passwd", "usermod", "newusers", "vipw"];

    /// <summary>Null where not known; the target's users for certain otherwise.</summary>
    public static IReadOnlyList<string>? Known(StageModel target)
    {
        if (!target.Base.Traits.UsersAreWhole && !IsPlain(target.Base))
        {
            return null;
        }

        for (var stage = target; stage is not null; stage = stage.Parent)
        {
            foreach (var step in stage.Steps)
            {
                var text = step.Instruction.Keyword switch
                {
                    "RUN" => step.Instruction.Arguments + string.Concat(step.Instruction.Heredocs.Select(h => h.Content)),
                    "COPY" or "ADD" when step.Copy?.Destination is null || step.Copy.Destination is "/" or "/etc" || step.Copy.Destination.StartsWith("/etc/passwd", StringComparison.Ordinal) => "/etc/passwd",
                    _ => "",
                };
                // Packages bring users of their own (nginx, postgres), and scripts may do anything.
                if (Adding.Any(a => text.Contains(a, StringComparison.Ordinal)) || (step.Instruction.Keyword == "RUN" && MayBringUsers(step)))
                {
                    return null;
                }
            }
        }

        return [.. target.Base.Traits.Users, .. InSomeRelease];
    }

    /// <summary>An official image of a system or language, whose users are those of the system and perhaps its own.</summary>
    private static bool IsPlain(BaseImage image) =>
        image is { IsAssumed: false, Traits.Distribution: Distribution.Debian or Distribution.Ubuntu or Distribution.Alpine }
        && PlainImages.Contains(image.Reference.Split(':', '@')[0].Split('/')[^1]);

    private static bool MayBringUsers(StepModel step) =>
        step.Commands.Count == 0 || step.Commands.Any(c => c.Install is { Ecosystem: PackageManagers.Ecosystem.System } || c.Program is null || c.Program.EndsWith(".sh", StringComparison.Ordinal) || Names.IsShell(c.Program));

    public static bool IsNumber(string user) => user.Length > 0 && user.All(char.IsAsciiDigit);
}

internal sealed class UserNotMade : IRule
{
    public RuleDescription About { get; } = new(
        "user-not-made", Severity.Error, "USER names somebody whom neither the base image nor a RUN has made",
        "unable to find user appuser: no matching entries in passwd file",
        "Make the user before (RUN adduser or useradd), or use a number: USER 10001.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (model.Target is not { End: { UserSetBy: { } setBy, User: { Length: > 0 } user } } target)
        {
            yield break;
        }

        var name = user.Split(':')[0];
        if (!Accounts.IsNumber(name) && name != "root" && Accounts.Known(target) is { } known && !known.Contains(name))
        {
            yield return About.At(setBy, name, $"Nobody has made the user {name} in this stage, and {target.Base.Reference} does not have it.");
        }
    }
}

internal sealed class UserIsNamed : IRule
{
    public RuleDescription About { get; } = new(
        "user-is-named", Severity.Note, "USER is a name: a pod with runAsNonRoot and no runAsUser refuses the image",
        "container has runAsNonRoot and image has non-numeric user (node), cannot verify user is non-root",
        "Use the user's number: USER 1000.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (model.Target is { End: { UserSetBy: { } setBy, IsRoot: false, User: { Length: > 0 } user } } && !Accounts.IsNumber(user.Split(':')[0]))
        {
            yield return About.At(setBy, user.Split(':')[0], $"USER {user} is a name: a pod with runAsNonRoot and no runAsUser refuses the image.",
                $"container has runAsNonRoot and image has non-numeric user ({user.Split(':')[0]}), cannot verify user is non-root");
        }
    }
}

/// <summary>/root is closed to everybody else (0700) in the images of Debian, Ubuntu, Alpine and Red Hat.</summary>
internal sealed class ProgramUnderRootHome : IRule
{
    public RuleDescription About { get; } = new(
        "program-under-root-home", Severity.Error, "the program lies below /root, which the user of the container may not enter",
        "exec: \"/root/.local/bin/gunicorn\": permission denied",
        "Install it for everybody (without --user, or to /opt or /usr/local), or as the user that runs it.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (model.Target is not { End: { IsRoot: false, User: { Length: > 0 } user } state } target || target.End.UserSetBy is not { } setBy || IsOpened(model))
        {
            yield break;
        }

        foreach (var command in Launch.Of(model)!.Commands.Where(c => c is { IsCertain: true, SetBy: not null } && !Names.HasVariable(c.Program)))
        {
            var file = command.In(state).FindProgram(command.Program);
            var path = file.RealPath ?? file.Path;
            if (file.IsPresent && path.StartsWith("/root/", StringComparison.Ordinal))
            {
                yield return About.At(setBy, path, $"{path} lies below /root, which only root may enter, and the container runs as {user}.", $"exec: \"{path}\": permission denied");
            }
        }
    }

    private static bool IsOpened(BuildModel model) => model.Document.Instructions.Any(i => i.Keyword == "RUN" && i.Arguments.Contains("/root", StringComparison.Ordinal) && (i.Arguments.Contains("chmod", StringComparison.Ordinal) || i.Arguments.Contains("chown", StringComparison.Ordinal) || i.Arguments.Contains("setfacl", StringComparison.Ordinal)));
}

/// <summary>Whether it fails depends on the container runtime: containerd 2 lets everybody bind low ports, containerd 1 does not.</summary>
internal sealed class LowPortAsUser : IRule
{
    private static readonly string[] PortFlags = ["--port", "-p", "--bind", "-b", "--listen", "--http-port", "--server.port", "--addr"];

    public RuleDescription About { get; } = new(
        "low-port-as-user", Severity.Warning, "a user other than root is to listen on a port below 1024",
        "listen EACCES: permission denied 0.0.0.0:80",
        "Listen on a port from 1024 up, such as 8080, and let the Service map port 80 to it.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (Launch.Of(model) is not { State: { IsRoot: false, User.Length: > 0, UserSetBy: not null } state } launch || model.Document.Source.Text.Contains("setcap", StringComparison.Ordinal))
        {
            yield break;
        }

        foreach (var command in launch.Commands.Where(c => c is { IsCertain: true, SetBy: not null }))
        {
            if (Flagged(command.Words) is { } port)
            {
                yield return About.At(command.SetBy!, $"{port}", $"The container runs as {state.User} and listens on port {port}, which on many nodes only root may.", $"listen EACCES: permission denied 0.0.0.0:{port}");
                yield break;
            }
        }

        foreach (var step in launch.Stage.Steps.Where(s => s.Instruction.Keyword == "ENV"))
        {
            foreach (var name in step.Instruction.KeyValues.Select(p => p.Key).Where(k => k is "PORT" or "HTTP_PORT" or "ASPNETCORE_HTTP_PORTS" or "ASPNETCORE_URLS" or "SERVER_PORT"))
            {
                if (state.Environment.GetValueOrDefault(name) == step.After.Environment.GetValueOrDefault(name) && Number(state.Environment.GetValueOrDefault(name) ?? "") is { } port)
                {
                    yield return About.At(step.Instruction, $"{port}", $"The container runs as {state.User}, and {name} makes it listen on port {port}, which on many nodes only root may.", $"listen EACCES: permission denied 0.0.0.0:{port}");
                }
            }
        }
    }

    private static int? Flagged(IReadOnlyList<string> words)
    {
        for (var i = 1; i < words.Count; i++)
        {
            var parts = words[i].Split('=', 2);
            if (PortFlags.Contains(parts[0]) && Number(parts.Length > 1 ? parts[1] : words.ElementAtOrDefault(i + 1) ?? "") is { } port)
            {
                return port;
            }
        }

        return null;
    }

    /// <summary>The port of <c>80</c>, <c>:80</c>, <c>0.0.0.0:80</c>, <c>http://+:80</c>, when it is a low one.</summary>
    private static int? Number(string text) => int.TryParse(text[(text.LastIndexOf(':') + 1)..], out var port) && port is > 0 and < 1024 ? port : null;
}
