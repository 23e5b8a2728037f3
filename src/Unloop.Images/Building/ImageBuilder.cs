using System.Security.Cryptography;
using System.Text;
using Unloop.Core.Facts;
using Unloop.Core.Planning;
using Unloop.Dockerfile.Syntax;
using Unloop.Engine.Building;
using Unloop.Engine.Machine;
using Unloop.Images.Building.Failing;
using Unloop.Images.Building.Gating;
using Unloop.Images.Building.Tools;
using Unloop.Images.Building.Trying;
using Unloop.Images.Content;
using Unloop.Images.References;

namespace Unloop.Images.Building;

/// <summary>One builder over the tools that people have. Each is a process that is told what to do and writes into files what it did; see <c>docs/decisions/0010-builders.md</c>.</summary>
public sealed class ImageBuilder : IImageBuilder, IDisposable
{
    private const int DockerfileLimit = 4 << 20;

    private readonly IReadOnlyList<IBuildTool> _tools;
    private readonly IReadOnlyList<ITrialRuntime> _runtimes;
    private readonly ImageMachine _machine;
    private readonly ToolSites _sites;
    private readonly ClusterLoader _loader;
    private readonly ImageOpener _registries;
    private readonly Emulation _emulation;

    public ImageBuilder(ImageOptions options, ImageMachine machine, ITemporaryFolders folders)
    {
        var runner = new ToolRunner(options, machine);

        // In the order in which they are looked for.
        _tools = [new DockerBuildx(runner), new Podman(runner), new Buildah(runner), new Buildctl(runner)];
        _runtimes = [new EngineTrial("docker", runner), new EngineTrial("podman", runner), new BuildahTrial(runner)];
        _machine = machine;
        _sites = new(options, folders);
        _loader = new(runner);
        _emulation = new(machine.Files);

        // A mirror that is read from in a registry's place says nothing of what was pushed to the registry.
        _registries = new(options with { RegistryMap = [] }, machine);
    }

    public NewName Name(string runningImage, string? instead, DateTimeOffset now) => NewNames.For(runningImage, instead, now);

    public async Task<ToolChoice> ChooseAsync(BuildOrder order, CancellationToken cancellationToken)
    {
        if (Check(order, out var document, out var platform) is { } problem)
        {
            return new(null, null, null, problem);
        }

        var wanted = order.Builder is { } name ? _tools.Where(t => t.Name == name || $"{t.Name} buildx" == name).ToList() : _tools;
        var needs = new DockerfileNeeds(document, order);
        var reasons = new List<string>();
        foreach (var tool in wanted)
        {
            var state = await tool.ProbeAsync(cancellationToken);
            var reason = state.Unusable ?? FeatureGates.Refuse(state, needs, platform, order.Secrets.Count > 0, _emulation.Runs);
            if (reason is null)
            {
                var runsHere = platform is null || Platform.OfThisMachine.Distance(platform) is not null;
                return new(tool.Name, state.Shown, runsHere ? tool.Runtime : null);
            }

            reasons.Add($"{state.Shown} {reason}");
        }

        return new(null, null, null, reasons.Count == 0
            ? new(ProblemKind.BadInput, $"There is no builder '{Words.Shown(order.Builder ?? "")}'; there are {string.Join(", ", _tools.Select(t => t.Name))}.")
            : new(ProblemKind.Failed, $"Nothing here can build the image: {string.Join("; ", reasons)}."));
    }

    public async Task<BuiltImage> BuildAsync(BuildOrder order, string tool, IProgress<string> progress, CancellationToken cancellationToken)
    {
        if (Check(order, out var document, out _) is { } problem)
        {
            return new(null, problem);
        }

        if (Find(tool) is not { } builder)
        {
            return new(null, NoTool(tool));
        }

        var bases = new DockerfileNeeds(document, order).Bases;
        var (site, obstacle) = _sites.Make(bases);
        if (site is null)
        {
            return new(null, obstacle);
        }

        using (site.Folder)
        {
            var build = await builder.BuildAsync(order, site, progress, cancellationToken);
            return !build.Run.Succeeded ? BuildFailure.Of(build.Run, builder, order, document)
                : ContentDigest.TryParse(Prefixed(build.ImageId), out var id) ? new(id.Text)
                : new(null, new(ProblemKind.Failed, $"{builder.Name} says that it has built {order.Image}, but not what: it wrote no image's ID."));
        }
    }

    public async Task<Trial> TryAsync(TryImageStep step, TimeSpan atMost, CancellationToken cancellationToken)
    {
        if (_runtimes.FirstOrDefault(r => r.Name == step.Runtime) is not { } runtime)
        {
            return new(false, false, null, $"Nothing here can run the image: '{Words.Shown(step.Runtime)}' is no runtime that is known.", []);
        }

        if (!ImageReference.TryParse(step.Image, out _, out var wrong))
        {
            return new(false, false, null, $"'{Words.Shown(step.Image)}' is no image reference: {wrong}.", []);
        }

        var output = new ToolOutput(null);
        var container = $"unloop-try-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(step.Image)))[..12]}";
        var trial = await runtime.RunAsync(step, container, atMost, output, cancellationToken);
        return trial.Run?.Result switch
        {
            null => new(false, false, null, trial.Obstacle ?? "It was not run.", output.Lines),
            { End: ProcessEnd.TimedOut } => new(true, true, null, $"It was still running after {atMost.TotalSeconds:0} seconds.", output.Lines),
            { End: ProcessEnd.Exited } when Isolation.IsRuntimeFailure(trial.Run) => new(false, false, null, $"{runtime.Name} cannot run containers here: it {trial.Run.Failure}.", output.Lines),
            { End: ProcessEnd.Exited, ExitCode: var code } => new(true, false, code, $"It ended by itself, with exit code {code}.", output.Lines),
            _ => new(false, false, null, $"{runtime.Name} {trial.Run.Failure}.", output.Lines),
        };
    }

    public async Task<DeliveredImage> DeliverAsync(DeliverImageStep step, string tool, IProgress<string> progress, CancellationToken cancellationToken)
    {
        if (!ImageReference.TryParse(step.Image, out var reference, out var wrong))
        {
            return new(null, new(ProblemKind.BadInput, $"'{Words.Shown(step.Image)}' is no image reference: {wrong}."));
        }

        if ((step.Way == Delivery.Push ? NewNames.Refusal(reference) : null) is { } refusal)
        {
            return new(null, refusal);
        }

        if (Find(tool) is not { } builder)
        {
            return new(null, NoTool(tool));
        }

        var (site, obstacle) = _sites.Make([reference]);
        if (site is null)
        {
            return new(null, obstacle);
        }

        using (site.Folder)
        {
            return step.Way == Delivery.Push
                ? await PushAsync(reference, builder, site, progress, cancellationToken)
                : await _loader.LoadAsync(step, builder, site, progress, cancellationToken);
        }
    }

    public async Task<DeliveredImage> FindAsync(string image, CancellationToken cancellationToken)
    {
        if (!ImageReference.TryParse(image, out var reference, out var wrong))
        {
            return new(null, new(ProblemKind.BadInput, $"'{Words.Shown(image)}' is no image reference: {wrong}."));
        }

        var (digest, problem) = await _registries.AskAsync(image, cancellationToken);
        return digest is null ? new(null, problem) : new(ByDigest(reference, digest));
    }

    public void Dispose() => _registries.Dispose();

    private async Task<DeliveredImage> PushAsync(ImageReference image, IBuildTool tool, BuildSite site, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var push = await tool.PushAsync(image.Written, site, progress, cancellationToken);
        var doing = $"push to {image.Host}/{image.Repository}";
        if (push.Run is not { } run)
        {
            return new(null, new(ProblemKind.Failed, push.Refusal ?? $"The {doing} was not tried."));
        }

        if (!run.Succeeded)
        {
            return new(null, (run.Result.End == ProcessEnd.Exited ? ToolWords.Explain(run.LastWords, doing, image.Host, tool) : null) ?? ToolWords.Plain(run, doing));
        }

        if (!ContentDigest.TryParse(push.Digest, out var pushed))
        {
            return new(null, new(ProblemKind.Failed, $"{tool.Name} says that it has pushed {image.Written}, but not under which digest; without it nothing can be deployed for certain."));
        }

        var (there, problem) = await _registries.AskAsync(image.Written, cancellationToken);
        return problem is not null ? new(null, problem)
            : there is null ? new(null, new(ProblemKind.Failed, $"{tool.Name} says that it has pushed {image.Written}, but {image.Host} has no such tag."))
            : there != pushed ? new(null, new(ProblemKind.Failed, $"{tool.Name} says that it has pushed {pushed} as {image.Written}, but {image.Host} has {there} there: somebody else pushed to it, or something stands between."))
            : new(ByDigest(image, pushed));
    }

    /// <summary>What is wrong with an order before any tool is looked for.</summary>
    private Problem? Check(BuildOrder order, out DockerfileDocument document, out Platform? platform)
    {
        document = DockerfileDocument.Parse("");
        platform = null;
        if (order.Platform is { } text && !Platform.TryParse(text, out platform))
        {
            return new(ProblemKind.BadInput, $"--platform {Words.Shown(text)}: a platform is expected, as in linux/amd64 or linux/arm/v7; one at a time.");
        }

        if (!ImageReference.TryParse(order.Image, out var image, out var wrong))
        {
            return new(ProblemKind.BadInput, $"'{Words.Shown(order.Image)}' is no image reference: {wrong}.");
        }

        if (NewNames.Refusal(image) is { } refusal)
        {
            return refusal;
        }

        var read = _machine.Files.Read(order.Dockerfile, DockerfileLimit);
        if (read.Failure is not null)
        {
            return new(ProblemKind.BadInput, $"The Dockerfile {order.Dockerfile} {read.Failure}.");
        }

        document = DockerfileDocument.Parse(read.Content);
        return null;
    }

    private IBuildTool? Find(string tool) => _tools.FirstOrDefault(t => t.Name == tool);

    private static Problem NoTool(string tool) => new(ProblemKind.BadInput, $"There is no builder '{Words.Shown(tool)}'.");

    /// <summary>Some write the digest without its algorithm.</summary>
    private static string? Prefixed(string? id) => id is null || id.Contains(':', StringComparison.Ordinal) ? id : "sha256:" + id;

    private static string ByDigest(ImageReference image, ContentDigest digest) => $"{image.Host}/{image.Repository}@{digest}";
}
