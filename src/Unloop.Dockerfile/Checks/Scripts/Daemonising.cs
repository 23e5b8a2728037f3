using Unloop.Dockerfile.Checks.Launching;
using Unloop.Dockerfile.Modelling;

namespace Unloop.Dockerfile.Checks.Scripts;

/// <summary>The last command goes to the background and the shell or starter ends: for the kubelet the container has completed.</summary>
internal sealed class Daemonising : IRule
{
    public RuleDescription About { get; } = new(
        "command-daemonises", Severity.Error, "the start command leaves its program in the background and ends",
        "(nothing; Completed, exit code 0, and again)",
        "Run the program in the foreground.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (Launch.Of(model) is not { } launch)
        {
            yield break;
        }

        var config = new Configurations(model);
        foreach (var command in launch.Commands.Where(c => c is { IsLast: true, SetBy: not null }))
        {
            if (Foreground.Of(command.Words, command.InShell && LeftBehind(launch, command), config) is { } repair)
            {
                var text = string.Join(' ', command.Words);
                yield return About.At(command.SetBy!, text, $"\"{text}\" starts its program in the background and ends, and the container ends with it.", null, repair);
            }
        }

        foreach (var script in StartedScript.Of(launch).Where(s => s.ToBlame is not null).DistinctBy(s => s.Path))
        {
            if (script.Text.Whole is { } whole && PlainShell.Read(whole) is { IsWhole: true, Commands: [.., { Depth: 0, Before: not "||" and not "|" } last] } shell
                && !shell.Commands.Any(c => c.Program is "wait" or "tail")
                && Foreground.Of(Plain(last.Words), last.InBackground, config) is { } repair)
            {
                var text = string.Join(' ', last.Words);
                yield return About.At(script.ToBlame!, text, $"{script.Path} ends with \"{text}\", which leaves its program in the background, and the container ends with it.", null, repair);
            }
        }
    }

    private static bool LeftBehind(Launch launch, LaunchedCommand command) =>
        launch.Start.Leading?.Text is { } text && text.TrimEnd().EndsWith('&') && !text.TrimEnd().EndsWith("&&", StringComparison.Ordinal) && command == launch.Commands[^1];

    private static IReadOnlyList<string> Plain(IReadOnlyList<string> words) => words is ["exec", _, ..] ? [.. words.Skip(1)] : words;
}

/// <summary>What the model knows of configuration files that keep a server in the foreground.</summary>
internal sealed class Configurations(BuildModel model)
{
    /// <summary>Somewhere in the Dockerfile or the context the words stand: then nothing is claimed.</summary>
    public bool MaySay(string words) =>
        model.Document.Source.Text.Contains(words, StringComparison.Ordinal)
        || (model.NeededSteps.Any(s => s.Copy is { IsFromContext: true })
            && (model.Context is null or { IsComplete: false } || model.Context.Files.Any(f => f.Head is { } head && head.Contains(words, StringComparison.Ordinal))));
}

/// <summary>How servers are kept in the foreground.</summary>
internal static class Foreground
{
    /// <returns>What to write instead; null where the command stays, or may stay.</returns>
    public static string? Of(IReadOnlyList<string> words, bool leftBehind, Configurations config)
    {
        if (words.Count == 0)
        {
            return null;
        }

        var arguments = words.Skip(1).ToList();
        bool Has(params string[] any) => arguments.Any(any.Contains);
        return Names.Base(words[0]) switch
        {
            "service" when arguments is [_, "start" or "restart"] => $"Start {arguments[0]} itself in the foreground in place of the service command.",
            "systemctl" when Has("start", "restart", "enable") => "There is no systemd in a container: start the program itself in the foreground.",
            _ when words[0].StartsWith("/etc/init.d/", StringComparison.Ordinal) && Has("start", "restart") => "Start the program itself in the foreground in place of the init script.",
            "nginx" or "openresty" when arguments.Count == 0 && !config.MaySay("daemon off") => "Write: nginx -g 'daemon off;'.",
            "apachectl" or "apache2ctl" when Has("start", "restart") && !Has("FOREGROUND", "-DFOREGROUND") => "Write: apache2ctl -D FOREGROUND.",
            "httpd" or "apache2" when arguments is ["-k", "start"] => "Write: httpd -D FOREGROUND.",
            "pm2" when arguments.FirstOrDefault() == "start" && !Has("--no-daemon", "--attach") => "Use pm2-runtime in place of pm2.",
            "forever" when arguments.FirstOrDefault() == "start" => "Write: forever server.js, without start.",
            "php-fpm" when Has("-D", "--daemonize") => "Write: php-fpm -F.",
            "redis-server" when arguments.IndexOf("--daemonize") is var i and >= 0 && arguments.ElementAtOrDefault(i + 1) == "yes" => "Leave out --daemonize.",
            "mongod" when Has("--fork") => "Leave out --fork.",
            "memcached" when Has("-d") => "Leave out -d.",
            "gunicorn" when Has("--daemon", "-D") => "Leave out --daemon.",
            "uwsgi" when Has("--daemonize", "-d") => "Leave out --daemonize.",
            "celery" when Has("multi") => "Write: celery -A app worker.",
            "sshd" when !Has("-D", "-d", "-De", "-eD", "-t", "-T") => "Write: sshd -D -e.",
            "crond" when !Has("-f", "-n", "--foreground") && !arguments.Any(a => a.StartsWith("-f", StringComparison.Ordinal) || a.Contains('n', StringComparison.Ordinal)) => "Write: crond -f.",
            "cron" when !Has("-f") && !arguments.Any(a => a.Contains('f', StringComparison.Ordinal)) => "Write: cron -f.",
            "pg_ctl" when Has("start") => "Start postgres itself.",
            "catalina.sh" when Has("start") => "Write: catalina.sh run.",
            "startup.sh" when words[0].Contains("tomcat", StringComparison.Ordinal) || words[0].Contains("catalina", StringComparison.Ordinal) => "Write: catalina.sh run.",
            "rabbitmq-server" when Has("-detached") => "Leave out -detached.",
            "haproxy" when Has("-D") => "Leave out -D.",
            _ when leftBehind => "Leave out the & at the end, or end with wait.",
            _ => null,
        };
    }
}
