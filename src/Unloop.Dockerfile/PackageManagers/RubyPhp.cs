using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Commands;
using Unloop.Dockerfile.Modelling.Files;

namespace Unloop.Dockerfile.PackageManagers;

/// <summary>bundle, gem, composer.</summary>
internal static class RubyPhp
{
    public static CommandResult Bundle(CommandCall call)
    {
        var run = call.Run;
        var verb = call.Operands("--path", "--without", "--jobs", "-j", "--retry", "--gemfile", "--with").Select(o => o.Text).FirstOrDefault() ?? "install";
        if (verb is "config" or "version" or "check" or "show" or "list" || run.Directory is not { } directory)
        {
            return CommandResult.Succeeds;
        }

        if (verb is not "install")
        {
            return CommandTable.Works(call);
        }

        var given = call.Value("--gemfile") ?? run.Lookup("BUNDLE_GEMFILE").Value;
        var (path, exists) = run.Resolve(given) is { } named ? (named, run.Find(named).Existence) : ProjectFiles.Nearest(run, directory, walksUp: true, "Gemfile", "gems.rb");
        var record = new PackageInstall { Ecosystem = Ecosystem.Ruby, Manager = "bundle", Action = "install", Directory = directory, ManifestPath = path, Manifest = exists };
        if (exists == Existence.Absent)
        {
            return ProjectFiles.Failed(record, $"bundle finds no Gemfile in {directory} or above it", "Could not locate Gemfile");
        }

        var text = run.Find(path).Text?.Whole;
        foreach (var place in (string[])[directory, "/usr/local", "/usr/lib", "/var/lib", "/root", "/home", "/opt"])
        {
            run.Disturb(place);
        }

        var without = call.Value("--without") ?? run.Lookup("BUNDLE_WITHOUT").Value ?? "";
        var (gems, left) = Gemfile.Parse(text, without.Split((char[])[':', ' ', ',']));
        return CommandResult.Of(record with { Packages = gems, LeftOut = left, ProductionOnly = without.Length > 0, Effect = InstallEffect.Installed });
    }

    public static CommandResult Gem(CommandCall call)
    {
        if (call.Operands("-v", "--version", "--source").FirstOrDefault().Text is not "install")
        {
            return CommandResult.Succeeds;
        }

        call.Run.Disturb("/usr/local");
        call.Run.Disturb("/usr/lib");
        call.Run.Disturb("/var/lib");
        return CommandResult.Unknown;
    }

    public static CommandResult Composer(CommandCall call)
    {
        var run = call.Run;
        var operands = call.Operands("-d", "--working-dir", "--ignore-platform-req").Select(o => o.Text).ToList();
        if (run.Resolve(call.Value("-d", "--working-dir") ?? ".") is not { } directory || call.HasUnknownWords)
        {
            return ShellBuiltins.Unfollowed(call);
        }

        if (operands is not ["install" or "i" or "update" or "u", ..])
        {
            return operands is ["clear-cache" or "config" or "diagnose" or "validate" or "self-update" or "check-platform-reqs", ..] ? CommandResult.Succeeds
                : operands is ["dump-autoload" or "dumpautoload" or "run" or "run-script" or "require", ..] ? CommandTable.Works(call) : ShellBuiltins.Unfollowed(call);
        }

        var (path, exists) = ProjectFiles.Nearest(run, directory, walksUp: false, "composer.json");
        var record = new PackageInstall
        {
            Ecosystem = Ecosystem.Php,
            Manager = "composer",
            Major = run.Managers.GetValueOrDefault("composer"),
            Action = operands[0]!,
            Directory = directory,
            ManifestPath = path,
            Manifest = exists,
            Target = Paths.Join(directory, "vendor"),
            ProductionOnly = call.Has("--no-dev"),
        };
        if (exists == Existence.Absent)
        {
            return ProjectFiles.Failed(record, $"composer finds no composer.json in {directory}", $"Composer could not find a composer.json file in {directory}");
        }

        var text = run.Find(path).Text?.Whole;
        run.Disturb(directory);
        if (exists == Existence.Unknown)
        {
            return CommandResult.Of(record);
        }

        run.MakeDirectory(record.Target!);
        if (!call.Has("--no-autoloader"))
        {
            run.Put(Paths.Join(record.Target!, "autoload.php"), run.NewFile());
        }

        return CommandResult.Of(record with { Packages = Requirements(text, record.ProductionOnly == true), Effect = InstallEffect.Installed });
    }

    private static List<string>? Requirements(string? text, bool production)
    {
        using var document = JsonText.Parse(text);
        if (document is null || document.RootElement.ValueKind != System.Text.Json.JsonValueKind.Object)
        {
            return null;
        }

        var root = document.RootElement;
        return [.. JsonText.Keys(root, "require").Concat(production ? [] : JsonText.Keys(root, "require-dev")).Where(k => k.Contains('/', StringComparison.Ordinal))];
    }
}

/// <summary>A Gemfile's plain lines: <c>gem "name"</c>, groups as blocks and options.</summary>
internal static class Gemfile
{
    /// <summary>Names that are installed and left out; null where the text is not known or loads gems in other ways.</summary>
    public static (IReadOnlyList<string>? Gems, IReadOnlyList<string> LeftOut) Parse(string? text, string[] without)
    {
        if (text is null || text.Contains("gemspec", StringComparison.Ordinal) || text.Contains("eval_gemfile", StringComparison.Ordinal))
        {
            return (null, []);
        }

        var gems = new List<string>();
        var left = new List<string>();
        var skipping = false;
        foreach (var raw in text.Split('\n'))
        {
            var line = raw.Trim();
            if (line.StartsWith("group ", StringComparison.Ordinal) && line.EndsWith("do", StringComparison.Ordinal))
            {
                skipping = without.Any(w => w.Length > 0 && line.Contains(":" + w, StringComparison.Ordinal));
            }
            else if (line == "end")
            {
                skipping = false;
            }
            else if (line.StartsWith("gem ", StringComparison.Ordinal) || line.StartsWith("gem(", StringComparison.Ordinal))
            {
                var name = Quoted(line);
                var inline = line.Contains("group", StringComparison.Ordinal) && without.Any(w => w.Length > 0 && line.Contains(":" + w, StringComparison.Ordinal));
                (skipping || inline ? left : gems).Add(name);
            }
        }

        return (gems, left);
    }

    private static string Quoted(string line)
    {
        var open = line.AsSpan().IndexOfAny('"', '\'');
        var close = open < 0 ? -1 : line.IndexOf(line[open], open + 1);
        return close < 0 ? line[4..].Trim() : line[(open + 1)..close];
    }
}
