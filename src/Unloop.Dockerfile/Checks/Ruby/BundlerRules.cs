using Unloop.Dockerfile.Checks.Languages;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Files;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Checks.Ruby;

/// <summary>Gems are needed, and the final stage neither installs nor copies them.</summary>
internal sealed class GemsNotInFinalStage : IRule
{
    public RuleDescription About { get; } = new(
        "gems-not-in-final-stage", Severity.Error,
        "the final stage neither installs the gems nor copies the folder that has them",
        "Could not find puma-6.4.2 in locally installed gems (Bundler::GemNotFound)",
        "Copy /usr/local/bundle from the stage that runs bundle install, or run it in the final stage.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (model.FirstFailure is not null || RubyScene.Of(model) is not { IsOnRubyImage: true } scene || scene.State.EnvironmentIsOpen || !PlainCommands.AreAll(scene.Stage, "bundle", "gem")
            || RubyScene.BundleInstalls(scene.Stage.History()).Any() || scene.Stage.Runs().Any(r => r.Command.Program == "gem" && r.Command.Arguments.Contains("install"))
            || scene.Locked is not { Count: > 0 } locked || Needed(scene, locked) is not { } gem || model.Context is not { IsComplete: true } context || context.Files.Any(f => f.Path.Contains("/gems/", StringComparison.Ordinal)))
        {
            yield break;
        }

        var built = model.Others(scene.Stage).SelectMany(s => RubyScene.BundleInstalls(s.Steps)).ToList();
        var folders = built.Select(Folder).ToList();
        if (folders.Contains(null) || scene.Stage.CopiesFromElsewhere().Any(c => c.Copy!.Sources.Any(s => !s.IsComplete || s.Text is null) || Sources(c).Any(m => folders.Any(f => Paths.IsWithin(f!, m) || Paths.IsWithin(m, f!)))))
        {
            yield break;
        }

        yield return About.At(
            scene.By, gem,
            built.Count == 0 ? $"'{string.Join(' ', scene.Command.Words)}' needs the gem '{gem}', and no step runs bundle install."
                : $"'{string.Join(' ', scene.Command.Words)}' needs the gem '{gem}', which {built[0].Step.In()} installs to {folders[0]} (line {built[0].Line}), and the final stage does not copy that.",
            scene.ThroughBundler ? $"Could not find {gem} in locally installed gems (Bundler::GemNotFound)" : $"cannot load such file -- {gem} (LoadError)");
    }

    private static string? Needed(RubyScene scene, IReadOnlySet<string> locked)
    {
        if (scene.ThroughBundler)
        {
            return locked.Contains(scene.Words[0]) ? scene.Words[0] : locked.Order(StringComparer.Ordinal).FirstOrDefault(g => g is not ("rake" or "bundler" or "json" or "minitest"));
        }

        if (scene.Command.ProgramName != "ruby" || scene.Words.Count < 2 || scene.Words[1].StartsWith('-') || Paths.Absolute(scene.Directory, scene.Words[1]) is not { } path)
        {
            return null;
        }

        var required = scene.State.Files.Find(path).Text?.Whole?.Split('\n').Where(l => l.StartsWith("require ", StringComparison.Ordinal)).Select(l => l["require ".Length..].Trim().Trim('"', '\''));
        return required?.FirstOrDefault(r => locked.Contains(r) && scene.Gems?.Gems.Any(g => g.Name == r) == true);
    }

    private static IEnumerable<string> Sources(StepModel step) => step.Copy!.Sources.SelectMany(s => s.Matches).Select(m => m.Source);

    /// <summary>Where that install puts the gems; null where it is not known.</summary>
    private static string? Folder(RunAt install)
    {
        var state = install.Command.Before;
        if (install.Step.Stage.Runs().Any(r => r.Command.Program == "bundle" && r.Command.Arguments.Contains("config")) || install.Command.Arguments.Any(a => a is null or "--path" or "--deployment"))
        {
            return null;
        }

        if (install.Command.Assignments.Keys.Any(k => k.StartsWith("BUNDLE_", StringComparison.Ordinal)) || (state.Environment.ContainsKey("BUNDLE_DEPLOYMENT") && !state.Environment.ContainsKey("BUNDLE_PATH")))
        {
            return null;
        }

        return state.Environment.TryGetValue("BUNDLE_PATH", out var path) ? path is null ? null : state.Resolve(path)
            : RubyScene.IsRubyImage(install.Step.Stage) ? "/usr/local/bundle" : null;
    }
}

/// <summary>Bundler is started where no Gemfile is.</summary>
internal sealed class GemfileNotAtWorkdir : IRule
{
    public RuleDescription About { get; } = new(
        "gemfile-not-at-workdir", Severity.Error,
        "bundle exec runs in a folder that has no Gemfile, nor has any above it",
        "Could not locate Gemfile or .bundle/ directory",
        "Set WORKDIR to the folder of the Gemfile, or copy it there.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (model.FirstFailure is null && RubyScene.Of(model) is { ThroughBundler: true } scene && !scene.State.EnvironmentIsOpen && !scene.State.Environment.ContainsKey("BUNDLE_GEMFILE")
            && scene.Nearest("Gemfile").IsAbsent && scene.Nearest("gems.rb").IsAbsent && model.Context?.Files.Any(f => Paths.Name(f.Path) is "Gemfile") == true)
        {
            yield return About.At(scene.By, "Gemfile", $"'{string.Join(' ', scene.Command.Words)}' runs in {scene.Directory}, and neither that folder nor one above it has a Gemfile.");
        }
    }
}

/// <summary>The Gemfile asks for another Ruby than the image has.</summary>
internal sealed class RubyVersionDiffers : IRule
{
    public RuleDescription About { get; } = new(
        "ruby-version-differs", Severity.Error,
        "the Gemfile asks for another Ruby than the image has",
        "Your Ruby version is 3.2.4, but your Gemfile specified 3.3.1",
        "Take the Ruby image that the Gemfile names.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (model.Target is not { } target || model.Context?.Find("Gemfile") is not { HeadIsWhole: true } file || Gemfile.Read(file.Head) is not { Ruby: { } wanted })
        {
            yield break;
        }

        foreach (var stage in model.Stages.Where(s => s.IsNeeded && RubyScene.IsRubyImage(s) && s.Base.Traits.Runtime?.Version is { } version && Versions.Allows(wanted, version) == false))
        {
            var install = RubyScene.BundleInstalls(stage.Steps).FirstOrDefault(r => !r.Command.FailureIsHidden && r.Command.RunsForCertain);
            var about = $"The Gemfile asks for Ruby {wanted}, and {stage.BaseReference} has {stage.Base.Traits.Runtime!.Version}";
            if (install is not null)
            {
                yield return At(stage, wanted, $"{about}: '{install.Command.Text}' (line {install.Line}) stops, so that an image which runs cannot have been built from this Dockerfile.");
            }
            else if (stage == target && RubyScene.Of(model) is { ThroughBundler: true } scene && scene.Gems?.Ruby == wanted)
            {
                yield return At(stage, wanted, $"{about}: Bundler stops when the container starts.");
            }
        }
    }

    private Defect At(StageModel stage, string wanted, string statement) =>
        About.At(stage.From, wanted.TrimStart('~', '>', '=', ' '), statement, $"Your Ruby version is {stage.Base.Traits.Runtime!.Version}, but your Gemfile specified {wanted}");
}

/// <summary>The server's gem is in a group that is left out.</summary>
internal sealed class BundleWithoutGroup : IRule
{
    public RuleDescription About { get; } = new(
        "bundle-without-group", Severity.Error,
        "the program that is started is a gem of a group that Bundler leaves out",
        "bundler: command not found: puma",
        "Move the gem out of the group in the Gemfile.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (model.FirstFailure is not null || RubyScene.Of(model) is not { ThroughBundler: true, Gems: { IsWhole: true } gems } scene || Without(scene) is not { Count: > 0 } without)
        {
            yield break;
        }

        var named = gems.Gems.Where(g => g.Name == scene.Words[0]).ToList();
        if (named.Count > 0 && named.All(g => g.Groups.Count > 0 && g.Groups.All(without.Contains)))
        {
            yield return About.At(
                scene.By, named[0].Name,
                $"'{named[0].Name}' is in the group {string.Join(", ", named[0].Groups)} of the Gemfile, which BUNDLE_WITHOUT leaves out.",
                $"bundler: command not found: {named[0].Name}");
        }
    }

    private static List<string>? Without(RubyScene scene) =>
        scene.State.Environment.TryGetValue("BUNDLE_WITHOUT", out var value) ? value is null ? null : [.. value.Split([':', ' '], StringSplitOptions.RemoveEmptyEntries)] : null;
}

/// <summary>The program is no gem of the lock file.</summary>
internal sealed class GemNotInGemfile : IRule
{
    private static readonly string[] Servers = ["puma", "unicorn", "thin", "sidekiq", "resque", "falcon", "passenger", "shoryuken", "good_job"];

    public RuleDescription About { get; } = new(
        "gem-not-in-gemfile", Severity.Error,
        "bundle exec is given a program whose gem the lock file does not have",
        "bundler: command not found: unicorn",
        "Add the gem to the Gemfile and lock it.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (model.FirstFailure is null && RubyScene.Of(model) is { ThroughBundler: true, Locked: { Count: > 0 } locked } scene && Servers.Contains(scene.Words[0]) && !locked.Contains(scene.Words[0]))
        {
            yield return About.At(
                scene.By, scene.Words[0], $"'{string.Join(' ', scene.Command.Words)}' needs the gem '{scene.Words[0]}', which Gemfile.lock does not have.", $"bundler: command not found: {scene.Words[0]}");
        }
    }
}

/// <summary>The pid file of another container is in the image, and its number is that of the container's own first process.</summary>
internal sealed class PidFileCopied : IRule
{
    public RuleDescription About { get; } = new(
        "pid-file-copied", Severity.Error,
        "the image has a server.pid that names process 1, which in the container is the server itself",
        "A server is already running. Check /app/tmp/pids/server.pid.",
        "Keep tmp/ out with the ignore file, or remove the file before the start.");

    public IEnumerable<Defect> Check(BuildModel model)
    {
        if (model.FirstFailure is not null || RubyScene.Of(model) is not { } scene || scene.Launch.Commands.Count != 1 || scene.Command.InShell || !IsRailsServer(scene.Words))
        {
            yield break;
        }

        var path = Paths.Join(scene.Directory, "tmp/pids/server.pid");
        if (scene.State.Files.Find(path) is { IsPresent: true, Copied: { } copied, Text.Whole: { } pid, MadeBy.Instruction: Instruction by } && pid.Trim() == "1")
        {
            yield return About.At(by, copied.Path, $"{copied.Path} is copied to {path} and names process 1, for which the server takes itself.", $"A server is already running. Check {path}.");
        }
    }

    private static bool IsRailsServer(IReadOnlyList<string> words) =>
        words is [var program, "s" or "server", ..] && Paths.Name("/" + program) == "rails" && !words.Any(w => w is "-P" || w.StartsWith("--pid", StringComparison.Ordinal));
}
