using Unloop.Dockerfile.Checks.Languages;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.Checks.Web;

/// <summary>A site's configuration in the place of the main one.</summary>
internal sealed class NginxServerBlockAsMainConf : IRule
{
    private static readonly string[] NotAtTop = ["server", "location", "upstream", "listen", "server_name", "root", "gzip"];

    public RuleDescription About { get; } = new(
        "nginx-server-block-as-main-conf", Severity.Error,
        "a server block replaces nginx's main configuration file",
        "[emerg] 1#1: \"server\" directive is not allowed here in /etc/nginx/nginx.conf:1",
        "Copy the file to /etc/nginx/conf.d/default.conf.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (NginxScene.Of(model)?.Main is { } main && NginxConfig.Read(main.Text!.Whole!).FirstOrDefault(d => d.Depth == 0 && NotAtTop.Contains(d.Name)) is { } wrong)
        {
            yield return About.At(
                main.MadeBy!.Instruction!, wrong.Name, $"{main.Copied!.Path} begins with '{wrong.Name}' in its line {wrong.Line}, which belongs into http, but replaces {NginxScene.MainPath}.",
                $"[emerg] 1#1: \"{wrong.Name}\" directive is not allowed here in {NginxScene.MainPath}:{wrong.Line}");
        }
    }
}

/// <summary>The main configuration among the sites, where http is open already.</summary>
internal sealed class NginxMainConfInConfD : IRule
{
    private static readonly string[] OnlyAtTop = ["http", "events", "worker_processes", "user", "pid", "daemon", "load_module", "worker_rlimit_nofile"];

    public RuleDescription About { get; } = new(
        "nginx-main-conf-in-conf-d", Severity.Error,
        "a whole nginx configuration lies in conf.d, where only the contents of http may be",
        "[emerg] 1#1: \"http\" directive is not allowed here in /etc/nginx/conf.d/default.conf:1",
        "Copy the file to /etc/nginx/nginx.conf.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        // With a main file of the project's own, nobody knows where conf.d is included.
        if (NginxScene.Of(model) is not { } scene || scene.State.Files.Find(NginxScene.MainPath).Copied is not null)
        {
            yield break;
        }

        foreach (var file in scene.Included)
        {
            if (NginxConfig.Read(file.Text!.Whole!).FirstOrDefault(d => d.Depth == 0 && OnlyAtTop.Contains(d.Name)) is { } wrong)
            {
                yield return About.At(
                    file.MadeBy!.Instruction!, wrong.Name, $"{file.Copied!.Path} has '{wrong.Name}' in its line {wrong.Line}, but becomes {file.Path}, which nginx includes inside http.",
                    $"[emerg] 1#1: \"{wrong.Name}\" directive is not allowed here in {file.Path}:{wrong.Line}");
            }
        }
    }
}

/// <summary>A main configuration without the block that it must have.</summary>
internal sealed class NginxEventsMissing : IRule
{
    public RuleDescription About { get; } = new(
        "nginx-events-missing", Severity.Error,
        "nginx's main configuration has no events block",
        "[emerg] 1#1: no \"events\" section in configuration",
        "Add events {} to the file.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (NginxScene.Of(model)?.Main is { } main && NginxConfig.Read(main.Text!.Whole!).Where(d => d.Depth == 0).ToList() is { Count: > 0 } top && top.Any(d => d.Name == "http") && !top.Any(d => d.Name is "events" or "include"))
        {
            yield return About.At(main.MadeBy!.Instruction!, "events", $"{main.Copied!.Path} replaces {NginxScene.MainPath} and has no events block.");
        }
    }
}

/// <summary>nginx's image is made for root.</summary>
internal sealed class NginxAsOtherUser : IRule
{
    public RuleDescription About { get; } = new(
        "nginx-as-other-user", Severity.Warning,
        "nginx's image runs as another user, who may not write to its folders",
        "[emerg] 1#1: mkdir() \"/var/cache/nginx/client_temp\" failed (13: Permission denied)",
        "Take nginxinc/nginx-unprivileged, or mount an emptyDir at /var/cache/nginx and /run.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (NginxScene.Of(model) is { IsUnprivileged: false, State: { IsRoot: false, User.Length: > 0, UserSetBy: { } by } } scene && scene.Main is null && scene.State.Files.Find(NginxScene.MainPath).Copied is null
            && scene.Stage.History().Where(s => s.Instruction.Keyword == "RUN").All(s => !s.Instruction.Arguments.Contains("/var/cache", StringComparison.Ordinal) && !s.Instruction.Arguments.Contains("nginx.conf", StringComparison.Ordinal))
            && scene.State.Files.Find("/var/cache/nginx") is not { Owner: not (null or "0:0" or "root" or "root:root" or "0") } && scene.State.Volumes.Count == 0)
        {
            yield return About.At(by, "/var/cache/nginx", $"nginx runs as {scene.State.User} and makes its folders in /var/cache/nginx, which is root's, unless a volume is mounted there.");
        }
    }
}

/// <summary>A file that the configuration includes was not copied with it.</summary>
internal sealed class NginxIncludeNotCopied : IRule
{
    public RuleDescription About { get; } = new(
        "nginx-include-not-copied", Severity.Error,
        "nginx's configuration includes a file of the project that no COPY brings",
        "[emerg] 1#1: open() \"/etc/nginx/snippets/gzip.conf\" failed (2: No such file or directory) in /etc/nginx/conf.d/default.conf:3",
        "Copy the file to the path that is included.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (NginxScene.Of(model) is not { } scene || model.Context is not { } context)
        {
            yield break;
        }

        foreach (var file in scene.Included.Concat(scene.Main is { } main ? [main] : []))
        {
            foreach (var include in NginxConfig.Read(file.Text!.Whole!).Where(d => d.Name == "include" && !d.Value.Contains('*', StringComparison.Ordinal) && !d.Value.Contains('$', StringComparison.Ordinal)))
            {
                var tail = string.Join('/', include.Value.Split('/', StringSplitOptions.RemoveEmptyEntries).TakeLast(2));
                if (Paths.Absolute("/etc/nginx", include.Value) is { } path && scene.Lacks(path) && tail.Contains('/', StringComparison.Ordinal)
                    && context.Files.FirstOrDefault(f => f.Path == tail || f.Path.EndsWith("/" + tail, StringComparison.Ordinal)) is { } lost)
                {
                    yield return About.At(
                        file.MadeBy!.Instruction!, path, $"{file.Copied!.Path} includes {path} in its line {include.Line}, which the context has as {lost.Path}, and no COPY brings it.",
                        $"[emerg] 1#1: open() \"{path}\" failed (2: No such file or directory) in {file.Path}:{include.Line}", $"Copy {lost.Path} to {path}.");
                }
            }
        }
    }
}
