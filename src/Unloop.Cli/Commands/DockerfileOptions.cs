using System.CommandLine;
using Unloop.Cli.Rendering;
using Unloop.Core.Facts;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Modelling.Bases;
using Unloop.Dockerfile.Syntax;
using Unloop.Engine.Imaging;
using Unloop.Host.Contexts;

namespace Unloop.Cli.Commands;

/// <summary>The Dockerfile that was asked for, with the model of its build.</summary>
/// <param name="Bases">What the model was executed with.</param>
/// <param name="Gaps">What could not be read, one sentence each; the model was executed without it.</param>
internal sealed record CheckedDockerfile(string Name, DockerfileDocument Document, BuildModel Model, IBaseImages Bases, ContextPaths Paths, IReadOnlyList<string> Gaps);

/// <summary>The flags that say which Dockerfile is meant and how it is built.</summary>
internal sealed class DockerfileOptions
{
    private readonly Argument<string> _path = new("PATH") { Description = "The folder of the build context, or a Dockerfile", DefaultValueFactory = _ => ".", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _file = new("--file", "-f") { Description = "The Dockerfile, when it is not PATH/Dockerfile", HelpName = "FILE" };
    private readonly Option<string?> _target = new("--target") { Description = "The stage that is built, when it is not the last", HelpName = "STAGE" };
    private readonly Option<string[]> _arguments = new("--build-arg") { Description = "A value for an ARG; may be repeated", HelpName = "NAME=VALUE", DefaultValueFactory = _ => [] };
    private readonly Option<string?> _platform = new("--platform") { Description = "What is built for, such as linux/arm64", HelpName = "OS/ARCH" };

    private readonly RegistryFlags _registries = new();

    /// <summary>A registry that does not answer is not waited for: the names of well-known images tell most.</summary>
    private static readonly TimeSpan ShortConnect = TimeSpan.FromSeconds(2);

    public void AddTo(Command command)
    {
        _registries.AddTo(command);
        command.Arguments.Add(_path);
        foreach (var option in (Option[])[_file, _target, _arguments, _platform])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            foreach (var argument in result.GetValue(_arguments) ?? [])
            {
                if (argument.IndexOf('=', StringComparison.Ordinal) < 1)
                {
                    result.AddError($"--build-arg is NAME=VALUE, not '{argument}'");
                }
            }

            if (result.GetValue(_platform) is { } platform && platform.Split('/') is not [_, { Length: > 0 }] and not [_, { Length: > 0 }, _])
            {
                result.AddError($"--platform is OS/ARCH, such as linux/arm64, not '{platform}'");
            }
        });
    }

    /// <summary>Reads and parses; all errors at once, each with its place.</summary>
    public async Task<(CheckedDockerfile? Dockerfile, IReadOnlyList<Problem> Problems)> ReadAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var path = parsed.GetRequiredValue(_path);
        var (folder, problems) = await Waiting.WithProgress(
            () => ContextFolder.Read(path, parsed.GetValue(_file), null, cancellationToken), $"reading the build context {path}", terminal, cancellationToken);
        if (folder is null)
        {
            return (null, problems);
        }

        var document = DockerfileDocument.Parse(folder.Dockerfile);
        problems = [.. document.Errors.Select(e => new Problem(ProblemKind.BadInput, $"{folder.Name}:{e.Line}:{e.Column}: {e.Message}")), .. problems];
        if (problems.Count > 0)
        {
            return (null, problems);
        }

        var options = new BuildOptions
        {
            Target = parsed.GetValue(_target),
            BuildArgs = (parsed.GetValue(_arguments) ?? []).Select(a => a.Split('=', 2)).GroupBy(a => a[0]).ToDictionary(g => g.Key, g => g.Last()[1]),
            Platform = parsed.GetValue(_platform),
        };
        using var images = _registries.Source(parsed, ShortConnect);
        var registries = new RegistryBases(images, []);
        var executing = registries.ModelAsync(document, folder.Context, options, cancellationToken);
        var (model, bases) = await Waiting.WithProgress(executing, "reading base images", terminal, cancellationToken);
        foreach (var gap in registries.Unread)
        {
            terminal.Complain(gap);
        }

        if (folder.ContextIsGuessed && model.NeededSteps.Any(s => s is { Outcome.IsFailure: true, Copy.IsFromContext: true }))
        {
            terminal.Complain($"{folder.Name} copies what its folder does not have, so that its build context is another one; give that folder, and the file with --file");
            model = BuildModel.Of(document, null, bases, options);
        }

        return model.Target is null
            ? (null, [new Problem(ProblemKind.BadInput, NoStage(folder.Name, document, parsed.GetValue(_target)))])
            : (new CheckedDockerfile(folder.Name, document, model, bases, folder.Paths, registries.Unread), []);
    }

    private static string NoStage(string name, DockerfileDocument document, string? target)
    {
        var stages = document.Instructions.Select(i => i.StageName).OfType<string>().ToList();
        return $"{name} has no stage '{target}'{Core.Text.NearestNames.Suggest(target ?? "", stages)}";
    }
}
