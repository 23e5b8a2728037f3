using Unloop.Dockerfile.Checks.Launching;
using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.Checks.Python;

/// <summary>What gunicorn, uvicorn or hypercorn is to serve: <c>shop.wsgi:application</c>.</summary>
/// <param name="Module">Dotted.</param>
/// <param name="Attribute">Null without; gunicorn then takes <c>application</c>.</param>
/// <param name="Change">The folder of <c>--chdir</c> or <c>--app-dir</c>; null without.</param>
internal sealed record ServerTarget(string Module, string? Attribute, string? Change)
{
    private static readonly string[] Switches =
    [
        "--reload", "--preload", "--daemon", "--daemonize", "-D", "--capture-output", "--factory", "--proxy-headers", "--no-proxy-headers", "--access-log", "--no-access-log", "--use-colors",
        "--no-use-colors", "--server-header", "--no-server-header", "--date-header", "--no-date-header", "--enable-stdio-inheritance", "--no-sendfile", "--sendfile", "--reuse-port",
        "--proxy-protocol", "--statsd-host-none", "--spew", "--check-config", "--print-config", "--debug",
    ];

    /// <summary>Null where a word cannot be placed: better no answer than a flag's value taken for a module.</summary>
    public static ServerTarget? Of(PythonStart start)
    {
        string? target = null;
        string? change = null;
        var words = start.Arguments;
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            if (Names.HasVariable(word) && !word.StartsWith('-') && target is null && (i == 0 || !words[i - 1].StartsWith('-')))
            {
                return null;
            }

            if (word is "--chdir" or "--app-dir" or "--pythonpath" || word.StartsWith("--chdir=", StringComparison.Ordinal) || word.StartsWith("--app-dir=", StringComparison.Ordinal))
            {
                change = word.Contains('=', StringComparison.Ordinal) ? word[(word.IndexOf('=', StringComparison.Ordinal) + 1)..] : i + 1 < words.Count ? words[++i] : null;
            }
            else if (word.StartsWith("--pythonpath", StringComparison.Ordinal) || word is "-c" or "--config" || word.StartsWith("--config=", StringComparison.Ordinal) || word.StartsWith("--paste", StringComparison.Ordinal))
            {
                // A configuration file may set the folder and the application itself.
                return null;
            }
            else if (word.StartsWith('-'))
            {
                i += word.Contains('=', StringComparison.Ordinal) || Switches.Contains(word) || (!word.StartsWith("--", StringComparison.Ordinal) && word.Length > 2) ? 0 : 1;
            }
            else
            {
                target ??= word;
            }
        }

        return target is null ? null : Of(target, change);
    }

    /// <summary>The folder from which the module is imported.</summary>
    public string? Folder(string directory) => Change is null ? directory : Names.HasVariable(Change) ? null : Paths.Absolute(directory, Change);

    private static ServerTarget? Of(string target, string? change)
    {
        var parts = target.Split(':', 2);
        var isModule = parts[0].Length > 0 && parts[0].All(c => char.IsLetterOrDigit(c) || c is '_' or '.') && !parts[0].EndsWith(".py", StringComparison.Ordinal);
        return isModule ? new ServerTarget(parts[0], parts.Length > 1 ? parts[1] : null, change) : null;
    }
}
