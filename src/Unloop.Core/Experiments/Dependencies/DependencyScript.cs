using Unloop.Core.Experiments.Dependencies.Scripts;

namespace Unloop.Core.Experiments.Dependencies;

/// <summary>What to run in a container in the place of its own command, so that it tries what its program needs.</summary>
/// <param name="Words">Command and arguments as the kernel gets them; null where the image has nothing to try with.</param>
/// <param name="Why">Why there is no command; null where there is one.</param>
/// <param name="Unanswered">What the image has no tool for, in words; empty where that is not known, or nothing is missing.</param>
public sealed record DependencyCommand(IReadOnlyList<string>? Words, string? Why, IReadOnlyList<string> Unanswered)
{
    /// <summary>The same for <c>command</c> in a manifest: there, Kubernetes takes <c>$(NAME)</c> and <c>$$</c> for its own.</summary>
    public IReadOnlyList<string>? ManifestWords => Words is null ? null : [.. Words.Select(w => w.Replace("$", "$$", StringComparison.Ordinal))];
}

/// <summary>
/// Writes the command that resolves names, connects, and looks at certificates, with what an image holds. The scripts are fixed text: hosts and
/// ports are given to them as words of their own, so that nothing of a log or a variable is ever read by a shell. Nothing is sent but a TLS handshake.
/// </summary>
public static class DependencyScript
{
    /// <summary>No script begins with another place after that, and none takes longer than that and one place more.</summary>
    public static readonly TimeSpan Budget = TimeSpan.FromSeconds(45);

    /// <summary>By then every script has ended by itself.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(70);

    /// <summary>What every line of an answer begins with.</summary>
    internal const string Prefix = "unloop-dependency";

    private static readonly Dictionary<string, string> Texts = new()
    {
        ["node"] = NodeScript.Text, ["python3"] = PythonScript.Text, ["python"] = PythonScript.Text, ["ruby"] = RubyScript.Text, ["php"] = PhpScript.Text,
    };

    /// <summary>What a shell does each step with.</summary>
    private static readonly (string What, string[] Tools)[] Steps = [("names", ["getent", "nslookup", "perl"]), ("connections", ["bash", "nc", "perl", "curl"]), ("certificates", ["openssl", "curl"])];

    public static DependencyCommand For(IReadOnlyList<DependencyTarget> targets, DependencyTools tools)
    {
        if (targets.Count == 0)
        {
            return new(null, "Neither the log, nor the environment, nor the arguments name a place that the program connects to.", []);
        }

        IReadOnlyList<string> places = [.. targets.Take(DependencyTargets.Most).SelectMany(t => new[] { Checked(t.Host), t.Port?.ToString() ?? "0", t.UsesTls ? "tls" : "tcp" })];
        string[] runtimes = [.. DependencyTools.Runtimes.Where(r => !tools.IsKnown || tools.Has(r)).OrderBy(r => r != tools.Own)];
        if (!tools.IsKnown || tools.HasShell)
        {
            return new(["sh", "-c", ShellScript.With(runtimes), "unloop-dependencies", .. ShellScript.Slots.Select(r => runtimes.Any(t => Texts[t] == Texts[r]) ? Texts[r] : ""), .. places], null, tools.IsKnown && runtimes.Length == 0 ? Lacking(tools) : []);
        }

        return runtimes.Length > 0
            ? new([.. Start(runtimes[0], tools.Paths[runtimes[0]], Texts[runtimes[0]]), .. places], null, [])
            : new(null, "The image holds neither a shell nor a language that could try a connection (sh, node, python3, ruby or php).", []);
    }

    private static IReadOnlyList<string> Start(string runtime, string path, string text) => runtime switch
    {
        "node" => [path, "-e", text, "--"],
        "php" => [path, "-r", text, "--"],
        "ruby" => [path, "-e", text, "--"],
        _ => [path, "-c", text],
    };

    private static string[] Lacking(DependencyTools tools) => [.. Steps.Where(s => !s.Tools.Any(tools.Has)).Select(s => $"{s.What}: the image has none of {string.Join(", ", s.Tools)}")];

    /// <summary>Targets are made by <see cref="DependencyTargets"/>, which lets no other words through; whoever makes one by hand learns it here.</summary>
    private static string Checked(string host) =>
        HostNames.Clean(host) == host ? host : throw new ArgumentException($"'{host}' is no host that may be tried.", nameof(host));
}
