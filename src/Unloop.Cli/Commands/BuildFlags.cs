using System.CommandLine;
using Unloop.Core.Planning;
using Unloop.Engine.Fixing.Planning;

namespace Unloop.Cli.Commands;

/// <summary>The flags that say how an image is rebuilt and brought to the nodes.</summary>
internal sealed class BuildFlags
{
    private static readonly Dictionary<string, Delivery> Ways = new(StringComparer.Ordinal)
    {
        ["push"] = Delivery.Push,
        ["kind"] = Delivery.KindLoad,
        ["minikube"] = Delivery.MinikubeLoad,
        ["k3d"] = Delivery.K3dImport,
    };

    private readonly Option<string?> _image = new("--image") { Description = "The repository to deliver to, in place of the running image's", HelpName = "REPOSITORY" };
    private readonly Option<string?> _builder = new("--builder") { Description = "Build with this tool: docker, podman, buildah or buildctl", HelpName = "TOOL" };
    private readonly Option<string?> _target = new("--target") { Description = "The stage that is built, when it is not the last", HelpName = "STAGE" };
    private readonly Option<string?> _platform = new("--platform") { Description = "What is built for, such as linux/arm64", HelpName = "OS/ARCH" };
    private readonly Option<string[]> _arguments = new("--build-arg") { Description = "A value for an ARG; may be repeated", HelpName = "NAME=VALUE" };
    private readonly Option<string[]> _secrets = new("--secret") { Description = "A secret for RUN --mount=type=secret, handed through to the tool", HelpName = "id=NAME,src=FILE" };
    private readonly Option<string?> _delivery = new("--deliver") { Description = "push, kind, minikube or k3d; by default what the cluster is", HelpName = "WAY" };

    public void AddTo(Command command)
    {
        _builder.AcceptOnlyFromAmong("docker", "podman", "buildah", "buildctl");
        _delivery.AcceptOnlyFromAmong([.. Ways.Keys]);
        foreach (var option in (Option[])[_image, _builder, _target, _platform, _arguments, _secrets, _delivery])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            foreach (var argument in (result.GetValue(_arguments) ?? []).Where(a => a.IndexOf('=', StringComparison.Ordinal) < 1))
            {
                result.AddError($"--build-arg is NAME=VALUE, not '{argument}'");
            }
        });
    }

    public BuildSource AddTo(BuildSource source, ParseResult parsed) => source with
    {
        Image = parsed.GetValue(_image),
        Builder = parsed.GetValue(_builder),
        Target = parsed.GetValue(_target),
        Platform = parsed.GetValue(_platform),
        BuildArgs = (parsed.GetValue(_arguments) ?? []).Select(a => a.Split('=', 2)).GroupBy(a => a[0]).ToDictionary(g => g.Key, g => g.Last()[1]),
        Way = Way(parsed),
        Secrets = parsed.GetValue(_secrets) ?? [],
    };

    private Delivery? Way(ParseResult parsed) => parsed.GetValue(_delivery) is { } word ? Ways[word] : null;
}
