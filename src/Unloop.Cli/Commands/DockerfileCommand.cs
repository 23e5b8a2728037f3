using System.CommandLine;
using Unloop.Cli.Rendering;
using Unloop.Core.Facts;
using Unloop.Core.Reports;
using Unloop.Dockerfile.Checks;
using Unloop.Dockerfile.Modelling;
using Unloop.Dockerfile.Syntax;
using Unloop.Host.Contexts;

namespace Unloop.Cli.Commands;

/// <summary><c>unloop dockerfile</c>: what in a Dockerfile will make the container crash.</summary>
internal static class DockerfileCommand
{
    public static Command Create(Terminal terminal) => new("dockerfile", "Dockerfiles: what in them makes a container crash.")
    {
        Check(terminal),
    };

    private static Command Check(Terminal terminal)
    {
        var input = new DockerfileOptions();
        var output = new Option<string>("--output", "-o") { Description = "text, json or sarif", HelpName = "FORMAT", DefaultValueFactory = _ => "text" };
        output.AcceptOnlyFromAmong(FindingsFormat.Names);
        var notes = new Option<bool>("--notes") { Description = "Also what harms only where the cluster asks for more" };
        var exitCode = new Option<bool>("--exit-code") { Description = "Exit with 10 when something was found" };

        var command = new Command("check", "Says what in a Dockerfile makes the container crash, and what the log will say then. Not style.");
        input.AddTo(command);
        foreach (var option in (Option[])[output, notes, exitCode])
        {
            command.Options.Add(option);
        }

        command.SetAction(async (parsed, cancellationToken) =>
        {
            var format = parsed.GetRequiredValue(output);
            var (checkedFile, problems) = await input.ReadAsync(parsed, terminal, cancellationToken);
            terminal.Complain(problems);
            var report = new FindingsReport { Version = UnloopCommand.Version, Errors = [.. problems.Select(p => p.Message)] };
            if (checkedFile is not null && problems.Count == 0)
            {
                var defects = RuleList.Check(checkedFile.Model).Where(d => d.Severity > Severity.Note || parsed.GetValue(notes));
                report = report with { Items = FindingsOfDockerfile.Of(defects, checkedFile.Document, checkedFile.Name) };
            }

            if (problems.Count == 0 || format != "text")
            {
                FindingsFormat.Write(report, FindingsOfDockerfile.Rules, format, terminal);
            }

            if (problems.Count == 0 && format == "text")
            {
                terminal.WriteLine(report.Items.Count == 0
                    ? $"{checkedFile!.Name}: nothing found that would make the container crash."
                    : $"{FindingsText.Count(report.Items)} in {checkedFile!.Name}.");
            }

            return problems.Count > 0 ? ExitCode.Of(problems) : parsed.GetValue(exitCode) && report.Items.Count > 0 ? ExitCode.Diagnosed : ExitCode.Done;
        });
        HelpWithExamples.Add(command,
            "unloop dockerfile check .                        the Dockerfile of this folder, with the folder as its context",
            "unloop dockerfile check . -f docker/api.Dockerfile --target production",
            "unloop dockerfile check . -o sarif > dockerfile.sarif    for code scanning",
            "unloop dockerfile check . --exit-code            for a pipeline: 10 when something was found");
        return command;
    }
}

/// <summary>The Dockerfile that was asked for, with the model of its build.</summary>
internal sealed record CheckedDockerfile(string Name, DockerfileDocument Document, BuildModel Model);

/// <summary>The flags that say which Dockerfile is meant and how it is built.</summary>
internal sealed class DockerfileOptions
{
    private readonly Argument<string> _path = new("PATH") { Description = "The folder of the build context, or a Dockerfile", DefaultValueFactory = _ => ".", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _file = new("--file", "-f") { Description = "The Dockerfile, when it is not PATH/Dockerfile", HelpName = "FILE" };
    private readonly Option<string?> _target = new("--target") { Description = "The stage that is built, when it is not the last", HelpName = "STAGE" };
    private readonly Option<string[]> _arguments = new("--build-arg") { Description = "A value for an ARG; may be repeated", HelpName = "NAME=VALUE", DefaultValueFactory = _ => [] };
    private readonly Option<string?> _platform = new("--platform") { Description = "What is built for, such as linux/arm64", HelpName = "OS/ARCH" };

    public void AddTo(Command command)
    {
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
        var reading = Task.Run(() => ContextFolder.Read(path, parsed.GetValue(_file), null, cancellationToken), cancellationToken);
        var (folder, problems) = await Waiting.WithProgress(reading, $"reading the build context {path}", terminal, cancellationToken);
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

        var model = BuildModel.Of(document, folder.Context, null, new BuildOptions
        {
            Target = parsed.GetValue(_target),
            BuildArgs = (parsed.GetValue(_arguments) ?? []).Select(a => a.Split('=', 2)).GroupBy(a => a[0]).ToDictionary(g => g.Key, g => g.Last()[1]),
            Platform = parsed.GetValue(_platform),
        });
        return model.Target is null
            ? (null, [new Problem(ProblemKind.BadInput, NoStage(folder.Name, document, parsed.GetValue(_target)))])
            : (new CheckedDockerfile(folder.Name, document, model), []);
    }

    private static string NoStage(string name, DockerfileDocument document, string? target)
    {
        var stages = document.Instructions.Select(i => i.StageName).OfType<string>().ToList();
        return $"{name} has no stage '{target}'{Core.Text.NearestNames.Suggest(target ?? "", stages)}";
    }
}
