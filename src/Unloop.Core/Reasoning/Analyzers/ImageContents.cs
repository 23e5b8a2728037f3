using Unloop.Core.Diagnoses;
using Unloop.Core.Facts;
using Unloop.Core.Facts.Images;
using Unloop.Core.Reasoning.Imaging;
using Unloop.Core.Signatures;

namespace Unloop.Core.Reasoning.Analyzers;

/// <summary>
/// Compares what the program says is missing with what its image holds. Missing there too: proven, and by whom it was left out or taken
/// away. There, but under a mount: the mount hides it. There in plain sight: the message means something else.
/// </summary>
internal sealed class ImageContents : IAnalyzer
{
    private const int MostPlaces = 3;

    public string Id => "image-contents";

    public IEnumerable<Insight> Look(ContainerCase @case) =>
        @case.Image is not { } image ? []
            : @case.Seen.Select(f => (Finding: f, Claim: ImageClaim.Of(f))).Where(c => c.Claim is not null).SelectMany(c => Compare(@case, image, c.Finding, c.Claim!));

    private IEnumerable<Insight> Compare(ContainerCase @case, ImageFacts image, Finding finding, ImageClaim claim)
    {
        var named = claim.Paths.Select(image.File).OfType<ImageFile>().ToList();
        var there = named.Where(f => f.Presence == FilePresence.Present).ToList();
        var elsewhere = image.Files.Where(f => f.Presence == FilePresence.Present && claim.Ends.Any(e => EndsIn(f, e))).Except(there).ToList();
        if (there.Count == 0 && claim.Paths.Count == 0)
        {
            // Found by its end, a module or program counts where the program would look.
            there = [.. elsewhere.Where(f => InSight(@case, image, claim, f))];
            elsewhere = [.. elsewhere.Except(there)];
        }

        if (there.FirstOrDefault() is { } found)
        {
            yield return Conditions.MountOf(@case.Container, found.RealPath ?? found.Path) is { SubPath: null } mount
                ? Hidden(@case, finding, found, mount)
                : InPlainSight(finding, image, found);
        }
        else if (named.Any(f => f.Presence is FilePresence.Deleted or FilePresence.Absent or FilePresence.Dangling) || Missing(image, claim))
        {
            yield return Absent(@case, finding, image, claim, named, elsewhere);
        }
    }

    private static bool EndsIn(ImageFile file, string end) => (file.RealPath ?? file.Path).EndsWith($"/{end}", StringComparison.Ordinal) || file.Path.EndsWith($"/{end}", StringComparison.Ordinal);

    /// <summary>Node.js looks in node_modules of the script's folder and of every folder above it; others look where only they know.</summary>
    private static bool InSight(ContainerCase @case, ImageFacts image, ImageClaim claim, ImageFile file)
    {
        var path = file.RealPath ?? file.Path;
        if (!claim.IsNode)
        {
            return !claim.IsProgram || SearchPath(@case, image).Contains(file.Path[..file.Path.LastIndexOf('/')]) || SearchPath(@case, image).Contains(path[..path.LastIndexOf('/')]);
        }

        var owner = path[..path.LastIndexOf("/node_modules/", StringComparison.Ordinal)];
        return WhereItRuns(@case, image).Any(folder => folder == owner || folder.StartsWith($"{owner}/", StringComparison.Ordinal));
    }

    private static string[] SearchPath(ContainerCase @case, ImageFacts image) =>
        (@case.Container.Env.LastOrDefault(e => e is { Name: "PATH", FromAll: false, Value: not null })?.Value
            ?? image.Config.Env.LastOrDefault(e => e.StartsWith("PATH=", StringComparison.Ordinal))?[5..]
            ?? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin").Split(':');

    private static IEnumerable<string> WhereItRuns(ContainerCase @case, ImageFacts image)
    {
        if ((image.Entrypoint?.Script?.RealPath ?? image.Entrypoint?.Script?.Path) is { } script && script.LastIndexOf('/') is >= 0 and var slash)
        {
            yield return script[..slash];
        }

        yield return (@case.Container.WorkingDir ?? image.Config.WorkingDir ?? "/").TrimEnd('/');
    }

    /// <summary>Every layer was searched, or every inventory read, and nothing fits.</summary>
    private static bool Missing(ImageFacts image, ImageClaim claim)
    {
        var searched = claim.Ends.Count > 0 && claim.Paths.Count == 0 && claim.Ends.All(image.Searched.Contains);
        var counted = claim.Packages.Count > 0 && claim.Packages.All(p => p.Split(':', 2) is [var ecosystem, var name]
            && image.Inventories.Any(i => i.Ecosystem == ecosystem)
            && !image.Inventories.Any(i => i.Ecosystem == ecosystem && i.Names.Contains(name, StringComparer.OrdinalIgnoreCase)));
        return searched || counted;
    }

    private Elaboration Absent(ContainerCase @case, Finding finding, ImageFacts image, ImageClaim claim, List<ImageFile> named, List<ImageFile> elsewhere)
    {
        var deleted = named.FirstOrDefault(f => f.Presence == FilePresence.Deleted);
        var dangling = named.FirstOrDefault(f => f.Presence == FilePresence.Dangling);
        var what = claim.Paths.Concat(claim.Ends).Concat(claim.Packages).First();
        var proof = new Proof(ProofSource.Image, what, Places(elsewhere) is { Length: > 0 } places ? $"only {places}" : "in no layer of the image");
        var chain = new List<Link>();
        if (deleted is not null)
        {
            proof = new(ProofSource.Image, what, $"deleted again by {StepOf(image, deleted.DeletedIn)}");
            chain.Add(new($"The image had {what}, and {StepOf(image, deleted.DeletedIn)} deleted it", proof));
        }
        else if (dangling is not null)
        {
            proof = new(ProofSource.Image, what, $"a symbolic link to {dangling.Target}, which is not there");
            chain.Add(new($"{what} of the image is a symbolic link to {dangling.Target}, which is not there", proof));
        }
        else
        {
            chain.Add(new(elsewhere.Count > 0
                ? $"The image has it {Places(elsewhere)} only, where the program does not look"
                : $"The image has no {what}: {Layers(image)} searched", proof));
        }

        if (claim.IsNode)
        {
            chain.AddRange(NodeInstall.Trace(@case, image));
        }

        return new Elaboration { Rule = Id, Category = finding.Category, Subject = finding.Subject, Proof = [proof], Chain = chain };
    }

    private static string Layers(ImageFacts image) => image.Layers.Count == 1 ? "its one layer was" : $"all {image.Layers.Count} layers were";

    private static string Places(List<ImageFile> files) => files.Count == 0 ? "" : $"at {string.Join(", ", files.Take(MostPlaces).Select(f => f.RealPath ?? f.Path))}";

    private static string StepOf(ImageFacts image, int? layer) =>
        image.History.FirstOrDefault(h => h.Layer == layer) is { } step ? $"'{Sentence.Shorten(step.CreatedBy, 100)}'" : $"layer {layer + 1}";

    private Finding Hidden(ContainerCase @case, Finding finding, ImageFile found, MountFact mount)
    {
        var path = found.RealPath ?? found.Path;
        var image = new Proof(ProofSource.Image, path, "is in the image");
        var spec = new Proof(ProofSource.PodSpec, $"containers[{@case.Container.Name}].volumeMounts[{mount.Path}]", $"{mount.Path} from {mount.Volume}");
        return new Finding
        {
            Rule = Id,
            Category = Category.MountShadowsFiles,
            Subject = mount.Path,
            Statement = $"The image has {path}, but the volume {mount.Volume} mounted over {mount.Path} hides it.",
            Confidence = Confidence.Certain,
            Weight = Weight.Root,
            Proof = [image, spec, .. finding.Proof],
            Supersedes = [finding.Category.Token()],
            Chain = [new(finding.Statement, finding.Proof[0]), new($"The image has {path}", image), new($"A volume covers {mount.Path}, and with it what the image has there", spec)],
            Solution =
            [
                new($"Mount {mount.Volume} beside {mount.Path} and point the program there, or mount only the files that it brings, each with subPath. The image needs no change."),
            ],
            Prevention = [new("Keep configuration and data in folders of their own, apart from the program's.")],
        };
    }

    private Objection InPlainSight(Finding finding, ImageFacts image, ImageFile found) => new()
    {
        Rule = Id,
        Category = finding.Category,
        Subject = finding.Subject,
        Statement = $"The image has {found.RealPath ?? found.Path}{(found.Layer is { } layer ? $" (from {StepOf(image, layer)})" : "")}, and no volume covers it: the program looks elsewhere, or something takes it away at run time.",
        Proof = [new(ProofSource.Image, found.RealPath ?? found.Path, "is in the image")],
    };
}
