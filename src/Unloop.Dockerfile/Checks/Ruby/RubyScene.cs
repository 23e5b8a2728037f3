using Unloop.Dockerfile.Checks.Languages;
using Unloop.Dockerfile.Checks.Launching;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Files;
using Unloop.Dockerfile.Syntax;

namespace Unloop.Dockerfile.Checks.Ruby;

/// <summary>A Ruby program as it starts in the target.</summary>
/// <param name="Words">Without <c>bundle exec</c>.</param>
/// <param name="ThroughBundler">It is started with <c>bundle exec</c>.</param>
internal sealed record RubyScene(Launch Launch, LaunchedCommand Command, IReadOnlyList<string> Words, bool ThroughBundler, Instruction By)
{
    public StageModel Stage => Launch.Stage;

    public StageState State => Launch.State;

    public string Directory => Command.Directory!;

    public bool IsOnRubyImage => IsRubyImage(Stage);

    public static bool IsRubyImage(StageModel stage) => stage.Base.Traits.Runtime is { Name: "ruby" } && stage.Base.Reference.Split('/')[^1].StartsWith("ruby:", StringComparison.Ordinal);

    public static RubyScene? Of(BuildModel model)
    {
        if (Launch.Of(model) is not { } launch || launch.Commands.LastOrDefault(c => c.IsCertain) is not { Directory: not null, SetBy: { } by } command)
        {
            return null;
        }

        var isBundle = command.Words is [_, "exec", _, ..] && Names.Base(command.Program) == "bundle";
        var words = isBundle ? [.. command.Words.Skip(2)] : command.Words;
        return isBundle || command.ProgramName == "ruby" || Names.Base(words[0]) is "rails" or "rake" or "puma" or "rackup" or "sidekiq" or "unicorn"
            ? new RubyScene(launch, command, words, isBundle, by) : null;
    }

    public static IEnumerable<RunAt> BundleInstalls(IEnumerable<StepModel> steps) =>
        steps.SelectMany(s => s.Runs()).Where(r => r.Command.Program is "bundle" or "bundler" && (r.Command.Arguments.Count == 0 || r.Command.Arguments.Contains("install") || r.Command.Arguments.All(a => a?.StartsWith('-') == true)));

    /// <summary>The file of that name at or above a folder, as Bundler looks for it.</summary>
    public FileEntry Nearest(string name)
    {
        for (var at = Directory; ; at = Paths.Folder(at))
        {
            var entry = State.Files.Find(Paths.Join(at, name));
            if (!entry.IsAbsent || at == "/")
            {
                return entry;
            }
        }
    }

    public Gemfile? Gems => Gemfile.Read(Nearest("Gemfile").Text?.Whole);

    public IReadOnlySet<string>? Locked => Nearest("Gemfile.lock").Text?.Whole is { } text ? Gemfile.Locked(text) : null;
}
